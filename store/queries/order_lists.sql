-- codes_under --
-- The codes of an area and all below it, those of the past too.
select distinct code from area where %(under)s = any(path);

-- sensors_called --
-- The numbers of sensors whose id or name has some letters in it.
select num from sensor where strpos(lower(id || ' ' || name_zh || ' ' || name_en), %(letters)s::text) > 0;

-- told_newest --
-- Among the newest reports those whose address has some letters in it, and all with that ticket: numbers of their orders.
select r.order_num
  from (select order_num, address from report order by num desc limit %(among)s) r
 where strpos(lower(r.address), %(letters)s::text) > 0
union
select order_num from report where ticket = %(ticket)s
union
select num from work_order where id = %(id)s;

-- called_newest --
-- Among the newest reported cases those whose name has some letters in it.
select c.num
  from (select o.num, o.name_zh, o.name_en from work_order o join report r on r.order_num = o.num
         order by r.num desc limit %(among)s) c
 where strpos(lower(coalesce(c.name_zh, '') || ' ' || coalesce(c.name_en, '')), %(letters)s::text) > 0;

-- unclosed_nums --
-- Orders that are not over, as a list has them: real ones first and merged ones last, then those that are due first or
-- the worst.
select o.num
  from work_order o
 where not o.is_over
   and (%(areas)s::text[] is null or o.area = any(%(areas)s))
   and (%(state)s::text is null or o.state = %(state)s)
   and (%(plan)s::text is null or o.plan = %(plan)s)
   and (%(crew)s::text is null or o.crew = %(crew)s)
   and (%(person)s::text is null or o.person = %(person)s)
   and (%(due_before)s::timestamptz is null or o.due_at < %(due_before)s)
   and (%(nums)s::bigint[] is null or o.num = any(%(nums)s) or o.sensor_num = any(%(sensors)s::integer[]))
 order by o.origin <> 'live', o.state = 'merged',
          case when %(sort)s::text = 'due' then o.due_at end, o.severity desc, o.num
 limit %(limit)s;

-- newest_nums --
-- Orders newest first, all of them or those that are over.
select o.num
  from work_order o
 where (not %(only_over)s::boolean or o.is_over)
   and (%(areas)s::text[] is null or o.area = any(%(areas)s))
   and (%(state)s::text is null or o.state = %(state)s)
   and (%(plan)s::text is null or o.plan = %(plan)s)
   and (%(crew)s::text is null or o.crew = %(crew)s)
   and (%(person)s::text is null or o.person = %(person)s)
   and (%(due_before)s::timestamptz is null or not o.is_over and o.due_at < %(due_before)s)
   and (%(nums)s::bigint[] is null or o.num = any(%(nums)s) or o.sensor_num = any(%(sensors)s::integer[]))
 order by o.num desc
 limit %(limit)s offset %(offset)s;

-- count_listed --
-- How many orders stand in each state, counted no further than a bound.
select s.state, c.many
  from unnest(%(states)s::text[]) as s (state)
 cross join lateral (
       select count(*) as many
         from (select
                 from work_order o
                where o.state = s.state
                  and (%(areas)s::text[] is null or o.area = any(%(areas)s))
                  and (%(plan)s::text is null or o.plan = %(plan)s)
                  and (%(crew)s::text is null or o.crew = %(crew)s)
                  and (%(person)s::text is null or o.person = %(person)s)
                  and (%(due_before)s::timestamptz is null or not o.is_over and o.due_at < %(due_before)s)
                  and (%(nums)s::bigint[] is null or o.num = any(%(nums)s)
                       or o.sensor_num = any(%(sensors)s::integer[]))
                limit %(bound)s) b) c;

-- lines --
-- Some orders with what a list shows of each.
select o.num, o.id, o.severity, o.state, o.origin, o.source, o.plan, coalesce(s.name_zh, o.name_zh),
       coalesce(s.name_en, o.name_en), g.name_zh, g.name_en, r.address, o.due_at, o.late, o.crew, k.name_zh, k.name_en,
       o.person, p.name, o.filed_at, o.over_at, m.id,
       exists (select from work_order_pause w where w.order_num = o.num and w.until is null)
  from work_order o
  left join sensor s on s.num = o.sensor_num
  left join lateral (
       select a.name_zh, a.name_en
         from area a where a.code = o.area order by a.valid_to desc nulls first limit 1) g on true
  left join lateral (
       select t.address from report t where t.order_num = o.num order by t.num limit 1) r on true
  left join crew k on k.id = o.crew
  left join person p on p.id = o.person
  left join work_order m on m.num = o.merged_into
 where o.num = any(%(nums)s::bigint[]);
