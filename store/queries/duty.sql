-- crews_around --
-- Crews of some trades that look after some areas, and those named besides, with all their areas.
select c.id, c.name_zh, c.name_en, c.trade, c.valid_from, c.valid_to,
       array(select a.area from crew_area a where a.crew = c.id order by a.area)
  from crew c
 where c.trade = any(%(trades)s)
       and exists (select from crew_area a where a.crew = c.id and a.area = any(%(areas)s))
    or c.id = any(%(crews)s)
 order by c.id;

-- on_duty --
-- Who of some crews is on duty at a time, with the number of unclosed orders that the person has.
select d.num, d.crew, d.person, d.begins, d.ends, d.set_by, d.set_at, d.ended_at, d.ended_by,
       (select count(*) from work_order o where o.person = d.person and not o.is_over)
  from duty d
 where d.crew = any(%(crews)s) and d.ends > %(now)s and d.begins <= %(now)s
   and (d.ended_at is null or d.ended_at > %(now)s)
 order by d.crew, d.person, d.num;

-- waiting --
-- Dispatched orders that someone else could have, or nobody any more, the worst first; held until they are assigned.
-- An order of an area that is no more goes by what lay around that area at last. Who was chosen by hand keeps an order
-- while on duty anywhere, or as long as no turn of his has ended since. Who is on duty is asked once, since this runs
-- every two seconds over all that is not accepted yet. A desk hands on what it got for want of anybody else. An order
-- that a person changes meanwhile is left for the next run. What is asked of each is joined before its order is: the
-- planner takes number and turn together for one row, and would look through all of it for each.
with valid as materialized (
    select c.id, c.trade from crew c where c.valid_from <= %(now)s and (c.valid_to is null or c.valid_to > %(now)s)
), serving as materialized (
    select distinct d.crew, d.person, v.trade
      from duty d join valid v on v.id = d.crew
     where d.ends > %(now)s and d.begins <= %(now)s and (d.ended_at is null or d.ended_at > %(now)s)
), around as materialized (
    select a.area, v.trade, bool_or(exists (select from serving s where s.crew = v.id)) as is_on
      from crew_area a join valid v on v.id = a.crew
     group by a.area, v.trade
), sent as materialized (
    select o.num, o.turn, coalesce(o.trade, 'general') as trade,
           case when l.actor <> %(system)s then l.at end as by_hand_at, l.note like '%% desk' as at_desk,
           coalesce((select a.path from area a where a.code = o.area order by a.valid_to desc limit 1), '{}') as path
      from work_order o
      left join lateral (
           select e.actor, e.at, e.note from work_order_event e
            where e.order_num = o.num and e.command in ('assign', 'dispatch')
            order by e.num desc limit 1) l on true
     where o.state = 'dispatched' and o.origin <> 'replay'
), near as materialized (
    select n.num, bool_or(r.trade <> 'desk' and r.is_on) as worker, bool_or(r.trade = 'desk' and r.is_on) as desk,
           bool_or(r.trade = n.trade) as crew
      from sent n
     cross join unnest(n.path) as p (area)
      join around r on r.area = p.area and (r.trade = n.trade or r.trade = 'desk')
     group by n.num
), asked as materialized (
    select n.*, s.worker, s.desk, s.crew as has_crew from sent n left join near s using (num)
)
select o.num, n.trade, o.crew, o.person, n.path, n.by_hand_at is not null
  from work_order o
  join asked n on n.num = o.num
  left join serving h on h.crew = o.crew and h.person = o.person
  left join valid v on v.id = o.crew
 where o.state = 'dispatched' and o.turn = n.turn
   and case when h.crew is not null then n.at_desk and h.trade = 'desk' and n.worker
            else n.worker or n.desk or o.person is not null
                 or (v.id is null and (n.has_crew or o.crew is not null))
                 or (n.by_hand_at is not null and exists (select from serving y where y.crew = o.crew)) end
   and not (o.person is not null and n.by_hand_at is not null
            and (exists (select from serving y where y.person = o.person)
                 or not exists (select from duty d
                                 where d.person = o.person and d.ends > n.by_hand_at
                                   and coalesce(d.ended_at, d.ends) > n.by_hand_at
                                   and coalesce(d.ended_at, d.ends) <= %(now)s)))
 order by o.severity desc, o.num
 limit %(limit)s
   for update of o skip locked;

-- hand_over --
-- Gives an order to a crew, and to a person of it or to nobody yet.
update work_order set crew = %(crew)s, person = %(person)s where num = %(num)s;

-- area_path --
-- The way from the district down to an area in force.
select path from area where code = %(code)s and valid_to is null;

-- duties --
-- The rota between two times, of one crew or all; with those ended before their time, or without.
select d.num, d.crew, d.person, d.begins, d.ends, d.set_by, d.set_at, d.ended_at, d.ended_by
  from duty d
 where (%(since)s::timestamptz is null or d.ends > %(since)s)
   and (%(until)s::timestamptz is null or d.begins < %(until)s)
   and (%(crew)s::text is null or d.crew = %(crew)s)
   and (%(with_ended)s or d.ended_at is null)
 order by d.begins, d.crew, d.person, d.num;

-- put_duties --
-- Sets turns of duty, but for those that stand already.
insert into duty (crew, person, begins, ends, set_by, set_at)
select t.crew, t.person, t.begins, t.ends, %(set_by)s, %(now)s
  from unnest(%(crews)s::text[], %(people)s::text[], %(begins)s::timestamptz[], %(ends)s::timestamptz[])
       as t (crew, person, begins, ends)
on conflict (crew, person, begins, ends) where ended_at is null do nothing
returning num;

-- end_duty --
-- Ends a turn before its time, if it goes on and nobody else ended it first.
update duty set ended_at = %(now)s, ended_by = %(by)s
 where num = %(num)s and ended_at is null and ends > %(now)s
returning num, crew, person, begins, ends, set_by, set_at, ended_at, ended_by;
