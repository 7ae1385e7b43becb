-- codes_under --
-- The codes of an area and all below it, those of the past too.
select distinct code from area where %(under)s = any(path);

-- sensors_called --
-- The numbers of sensors that have some letters in their id or name.
select num from sensor where strpos(lower(id || ' ' || name_zh || ' ' || name_en), %(letters)s::text) > 0;

-- with_letters --
-- The newest orders that have some letters in what they are called: by id, by ticket, by sensor, and what was told of among
-- the newest reports, by name, address and words.
(select num from work_order where sensor_num = any(%(sensors)s::integer[]) order by num desc limit %(most)s)
union
select num from work_order where not is_over and sensor_num = any(%(sensors)s)
union
select r.order_num
  from (select order_num, address, words from report order by num desc limit %(among)s) r
  join work_order o on o.num = r.order_num
 where strpos(lower(concat_ws(' ', o.name_zh, o.name_en, r.address, r.words)), %(letters)s::text) > 0
union
select order_num from report where ticket = %(ticket)s
union
select num from work_order where id = %(id)s;

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
   and (%(nums)s::bigint[] is null or o.num = any(%(nums)s))
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
   and (%(nums)s::bigint[] is null or o.num = any(%(nums)s))
 order by o.num desc
 limit %(limit)s offset %(offset)s;

-- count_unclosed --
-- How many orders that are not over stand in each state, and how many of those are past due.
select o.state, count(*), count(*) filter (where o.due_at < %(now)s::timestamptz)
  from work_order o
 where not o.is_over
   and (%(areas)s::text[] is null or o.area = any(%(areas)s))
   and (%(plan)s::text is null or o.plan = %(plan)s)
   and (%(crew)s::text is null or o.crew = %(crew)s)
   and (%(person)s::text is null or o.person = %(person)s)
   and (%(nums)s::bigint[] is null or o.num = any(%(nums)s))
 group by o.state;

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
