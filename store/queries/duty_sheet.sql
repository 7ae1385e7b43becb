-- places --
-- What helps to find some orders on foot: the site of their sensor, the address and words that were told of them or of
-- what is merged into them, and the nearest sensor where neither is known.
select o.num, t.name_zh, t.name_en, r.address, coalesce(r.words, '{}'), n.name_zh, n.name_en, n.metres
  from work_order o
  left join sensor s on s.num = o.sensor_num
  left join site t on t.id = s.site
  left join lateral (
       select (array_agg(p.address order by p.num) filter (where p.address ~ '\S'))[1] as address,
              array_agg(p.words order by p.num) as words
         from report p
        where p.order_num = o.num or p.order_num in (select m.num from work_order m where m.merged_into = o.num)) r
       on true
  left join lateral (
       select q.name_zh, q.name_en, d.metres
         from sensor q
        cross join lateral (
              select 111195 * sqrt((q.lat - o.lat) ^ 2 + ((q.lon - o.lon) * cos(radians(o.lat))) ^ 2) as metres) d
        where o.sensor_num is null and r.address is null and q.lat between o.lat - 0.01 and o.lat + 0.01
        order by d.metres, q.num limit 1) n on true
 where o.num = any(%(nums)s::bigint[]);
