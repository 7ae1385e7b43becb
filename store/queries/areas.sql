-- valid_areas --
-- Every area in force at one of the levels, parents first.
select code, parent, level, name_zh, name_en, polygon
  from area
 where valid_to is null and (%(levels)s::smallint[] is null or level = any(%(levels)s))
 order by level, code;

-- put_area --
-- Writes an area; one that is there with the same shape and words stays as it is.
insert into area (code, parent, level, name_zh, name_en, polygon, path, valid_from)
values (%(code)s, %(parent)s, %(level)s, %(name_zh)s, %(name_en)s, %(polygon)s, %(path)s, %(now)s)
on conflict (code) where valid_to is null do update
   set parent = excluded.parent, level = excluded.level, name_zh = excluded.name_zh,
       name_en = excluded.name_en, polygon = excluded.polygon, path = excluded.path
 where (area.parent, area.level, area.name_zh, area.name_en, area.polygon, area.path)
       is distinct from
       (excluded.parent, excluded.level, excluded.name_zh, excluded.name_en, excluded.polygon, excluded.path);

-- valid_paths --
-- The way from the district down to each area in force.
select code, path from area where valid_to is null;
