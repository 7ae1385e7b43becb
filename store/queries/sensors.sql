-- registry --
-- Every sensor of an area and all below, or of the whole city, in the order of its number.
select num, id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s
  from sensor
 where %(under)s::text is null
    or area in (select code from area a where a.valid_to is null and %(under)s = any(a.path))
 order by num;

-- one_sensor --
-- One sensor by its id.
select num, id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s
  from sensor where id = %(id)s;

-- sensors_at --
-- The sensors that a site carries, in the order of their ids.
select num, id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s
  from sensor where site = %(site)s order by id collate "C";

-- one_site --
-- One site by its id, with its dossier.
select id, kind, name_zh, name_en, lon, lat, area, dossier from site where id = %(id)s;

-- sites --
-- Every site of an area and all below, or of the whole city, with its dossier, in the order of its id.
select id, kind, name_zh, name_en, lon, lat, area, dossier
  from site
 where %(under)s::text is null
    or area in (select code from area a where a.valid_to is null and %(under)s = any(a.path))
 order by id collate "C";

-- put_sensors --
-- Registers sensors or brings their entries up to date, in the order given; numbers stay. One that is there
-- word for word is left out at once: an upsert of it would use up a number and write a dead row.
with given as (
    select *
      from unnest(%(ids)s::text[], %(kinds)s::text[], %(names_zh)s::text[], %(names_en)s::text[],
                  %(lons)s::double precision[], %(lats)s::double precision[], %(districts)s::text[],
                  %(streets)s::text[], %(sites)s::text[], %(areas)s::text[], %(every_s)s::integer[])
           with ordinality as given (id, kind, name_zh, name_en, lon, lat, district, street, site, area,
                                     expected_every_s, position)
)
insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s)
select id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s
  from given
 where not exists (
        select from sensor old
         where old.id = given.id
           and (old.kind, old.name_zh, old.name_en, old.lon, old.lat, old.district, old.street, old.site,
                old.area, old.expected_every_s)
               is not distinct from
               (given.kind, given.name_zh, given.name_en, given.lon, given.lat, given.district, given.street,
                given.site, given.area, given.expected_every_s))
 order by position
on conflict (id) do update
   set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, lon = excluded.lon,
       lat = excluded.lat, district = excluded.district, street = excluded.street, site = excluded.site,
       area = excluded.area, expected_every_s = excluded.expected_every_s;

-- put_sites --
-- Writes dossiers or brings them up to date; one that is there word for word is left out.
with given as (
    select id, kind, name_zh, name_en, lon, lat, area, dossier::jsonb as dossier
      from unnest(%(ids)s::text[], %(kinds)s::text[], %(names_zh)s::text[], %(names_en)s::text[],
                  %(lons)s::double precision[], %(lats)s::double precision[], %(areas)s::text[],
                  %(dossiers)s::text[])
           as given (id, kind, name_zh, name_en, lon, lat, area, dossier)
)
insert into site (id, kind, name_zh, name_en, lon, lat, area, dossier)
select id, kind, name_zh, name_en, lon, lat, area, dossier
  from given
 where not exists (
        select from site old
         where old.id = given.id
           and (old.kind, old.name_zh, old.name_en, old.lon, old.lat, old.area, old.dossier)
               is not distinct from
               (given.kind, given.name_zh, given.name_en, given.lon, given.lat, given.area, given.dossier))
on conflict (id) do update
   set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, lon = excluded.lon,
       lat = excluded.lat, area = excluded.area, dossier = excluded.dossier;

-- registry_version --
-- A number that differs after every change of the registry.
select version from registry_version;

-- hold_registry --
-- Others who write the registry wait until this transaction ends; those who read it do not.
select version from registry_version for update;

-- move_version --
-- Tells those who keep the registry in memory that it has changed.
update registry_version set version = version + 1;
