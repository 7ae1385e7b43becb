-- valid_areas --
-- Every area in force at one of the levels, parents first.
select code, parent, level, name_zh, name_en, polygon
  from area
 where valid_to is null and (%(levels)s::smallint[] is null or level = any(%(levels)s))
 order by level, code;

-- area_rows --
-- Areas in force without their polygons: of one level or all, within one area or everywhere.
select code, parent, level, name_zh, name_en
  from area
 where valid_to is null
   and (%(level)s::smallint is null or level = %(level)s)
   and (%(under)s::text is null or %(under)s = any(path))
 order by level, code;

-- make_staging --
-- Where areas wait to be compared with those in force; gone after the commit.
create temporary table area_staging (
    code text primary key,
    parent text,
    level smallint not null,
    name_zh text not null,
    name_en text not null,
    polygon bytea not null
) on commit drop;

-- stage_area --
-- Brings one area to be compared.
insert into area_staging (code, parent, level, name_zh, name_en, polygon)
values (%(code)s, %(parent)s, %(level)s, %(name_zh)s, %(name_en)s, %(polygon)s);

-- strangers --
-- Staged areas whose parent is neither staged nor in force.
select code, parent
  from area_staging s
 where parent is not null
   and not exists (select from area_staging p where p.code = s.parent)
   and not exists (select from area a where a.code = s.parent and a.valid_to is null)
 order by code;

-- backdated --
-- Staged areas that would begin before the boundary they replace has begun.
select s.code, a.valid_from
  from area_staging s join area a on a.code = s.code and a.valid_to is null
 where a.valid_from >= %(now)s
   and (a.parent, a.level, a.name_zh, a.name_en, a.polygon)
       is distinct from (s.parent, s.level, s.name_zh, s.name_en, s.polygon)
 order by s.code;

-- end_changed --
-- Ends the validity of boundaries that the staged ones differ from.
update area a set valid_to = %(now)s
  from area_staging s
 where a.code = s.code and a.valid_to is null
   and (a.parent, a.level, a.name_zh, a.name_en, a.polygon)
       is distinct from (s.parent, s.level, s.name_zh, s.name_en, s.polygon);

-- begin_staged --
-- Puts those staged areas in force that are not. Their way from the district is found afterwards.
insert into area (code, parent, level, name_zh, name_en, polygon, path, valid_from)
select code, parent, level, name_zh, name_en, polygon, array[code], %(now)s
  from area_staging s
 where not exists (select from area a where a.code = s.code and a.valid_to is null);

-- drop_staging --
-- Done with comparing; the transaction may bring more areas.
drop table area_staging;

-- find_paths --
-- Finds for each area in force the way from the district down to it.
with recursive way (code, path) as (
    select code, array[code] from area where valid_to is null and parent is null
    union all
    select a.code, w.path || a.code
      from area a join way w on w.code = a.parent
     where a.valid_to is null
)
update area a set path = w.path
  from way w
 where a.code = w.code and a.valid_to is null and a.path <> w.path;

-- retire_missing --
-- Ends all areas of a level, within an area or everywhere, that are not among the named ones.
update area set valid_to = %(now)s
 where valid_to is null and level = %(level)s and not code = any(%(kept)s)
   and (%(under)s::text is null or %(under)s = any(path));

-- move_sensors --
-- Gives sensors the area that now holds them; tells which changed hands, and between whom.
with located as (
    select * from unnest(%(sensor_nums)s::integer[], %(areas)s::text[]) as l (num, area)
), before as (
    select s.num, s.area as old, l.area as new
      from sensor s join located l using (num)
     where s.area is distinct from l.area
       for update of s
), moved as (
    update sensor s set area = b.new from before b where s.num = b.num
)
select num, old, new from before order by num;

-- area_version --
-- Differs after every change of the boundaries in force, and from database to database.
select current_database(), count(*), max(valid_from), max(valid_to) from area;
