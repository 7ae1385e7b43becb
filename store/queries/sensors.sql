-- registry --
-- Every sensor, in the order of its number.
select num, id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s
  from sensor order by num;

-- put_sensor --
-- Registers a sensor or brings its entry up to date; its number stays.
insert into sensor (id, kind, name_zh, name_en, lon, lat, district, street, site, area, expected_every_s)
values (%(id)s, %(kind)s, %(name_zh)s, %(name_en)s, %(lon)s, %(lat)s, %(district)s, %(street)s, %(site)s,
        %(area)s, %(expected_every_s)s)
on conflict (id) do update
   set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, lon = excluded.lon,
       lat = excluded.lat, district = excluded.district, street = excluded.street, site = excluded.site,
       area = excluded.area, expected_every_s = excluded.expected_every_s;

-- put_site --
-- Writes a site's dossier or brings it up to date.
insert into site (id, kind, name_zh, name_en, lon, lat, area, dossier)
values (%(id)s, %(kind)s, %(name_zh)s, %(name_en)s, %(lon)s, %(lat)s, %(area)s, %(dossier)s)
on conflict (id) do update
   set kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, lon = excluded.lon,
       lat = excluded.lat, area = excluded.area, dossier = excluded.dossier;

-- registry_version --
-- A number that differs after every change of the registry.
select version from registry_version;

-- move_version --
-- Tells those who keep the registry in memory that it has changed.
update registry_version set version = version + 1;
