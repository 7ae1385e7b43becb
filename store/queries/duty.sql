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
-- An order of an area that is no more goes by what lay around that area at last.
select o.num, coalesce(o.trade, 'general'), o.crew, o.person, g.path
  from work_order o
 cross join lateral (
       select coalesce((select a.path from area a where a.code = o.area order by a.valid_to desc limit 1), '{}')
                  as path,
              exists (select from duty d join crew c on c.id = d.crew
                       where d.crew = o.crew and d.person = o.person and c.valid_from <= %(now)s
                         and (c.valid_to is null or c.valid_to > %(now)s)
                         and d.ends > %(now)s and d.begins <= %(now)s
                         and (d.ended_at is null or d.ended_at > %(now)s)) as is_held,
              exists (select from crew c
                       where c.id = o.crew and c.valid_from <= %(now)s
                         and (c.valid_to is null or c.valid_to > %(now)s)) as has_crew,
              exists (select from crew c where c.id = o.crew and c.trade = 'desk') as at_desk) g
 cross join lateral (
       select coalesce(bool_or(c.trade <> 'desk' and n.is_on), false) as worker,
              coalesce(bool_or(c.trade = 'desk' and n.is_on), false) as desk,
              coalesce(bool_or(c.trade = coalesce(o.trade, 'general')), false) as crew
         from crew_area a
         join crew c on c.id = a.crew
        cross join lateral (
              select exists (select from duty d
                              where d.crew = c.id and d.ends > %(now)s and d.begins <= %(now)s
                                and (d.ended_at is null or d.ended_at > %(now)s)) as is_on) n
        where a.area = any(g.path) and c.trade in (coalesce(o.trade, 'general'), 'desk')
          and c.valid_from <= %(now)s and (c.valid_to is null or c.valid_to > %(now)s)) s
 where o.state = 'dispatched' and o.origin <> 'replay'
   and case when g.is_held then g.at_desk and s.worker
            else s.worker or s.desk or o.person is not null
                 or (not g.has_crew and (s.crew or o.crew is not null)) end
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
