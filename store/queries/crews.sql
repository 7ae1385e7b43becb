-- crews --
-- All crews with their areas, those of the past too.
select c.id, c.name_zh, c.name_en, c.trade, c.valid_from, c.valid_to,
       array(select a.area from crew_area a where a.crew = c.id order by a.area)
  from crew c
 order by c.id;

-- put_crew --
-- Writes a crew, new or changed.
insert into crew (id, name_zh, name_en, trade, valid_from, valid_to)
values (%(id)s, %(name_zh)s, %(name_en)s, %(trade)s, %(valid_from)s, %(valid_to)s)
on conflict (id) do update
   set name_zh = excluded.name_zh, name_en = excluded.name_en, trade = excluded.trade,
       valid_from = excluded.valid_from, valid_to = excluded.valid_to;

-- leave_areas --
-- A crew looks after some areas only from now on.
delete from crew_area where crew = %(id)s and not area = any(%(areas)s);

-- take_areas --
-- A crew looks after some areas from now on.
insert into crew_area (crew, area) select %(id)s, unnest(%(areas)s::text[]) on conflict do nothing;

-- people --
-- Everybody who works orders.
select id, name, phone from person order by id;

-- put_person --
-- Writes a person, new or changed.
insert into person (id, name, phone) values (%(id)s, %(name)s, %(phone)s)
on conflict (id) do update set name = excluded.name, phone = excluded.phone;

-- hold --
-- Holds crews, people, the rota and contacts until the commit: one file at a time.
lock table crew, crew_area, person, duty, contact in share row exclusive mode;
