-- undrawn --
-- Open incidents whose ground has changed, or was found in another version of the registry, with the polygon of the
-- area that each never leaves and its places.
select i.num, i.hazard, g.polygon, v.version, p.lons, p.lats
  from incident i
 cross join registry_version v
  left join area g on g.code = i.area and g.valid_to is null
 cross join lateral (
       select array_agg(d.lon) as lons, array_agg(d.lat) as lats
         from (select distinct s.lon, s.lat
                 from incident_member m join sensor s on s.num = m.sensor_num
                where m.incident_num = i.num and not m.follows) d) p
 where i.closed_at is null and i.ground_version <> v.version and i.hazard = any(%(hazards)s::text[])
   and p.lons is not null
 order by i.num
 limit %(limit)s;

-- sensors_within --
-- Sensors of the kinds of each incident within its bounds, in degrees: what its surface may hold.
select b.num, s.num, s.lon, s.lat
  from unnest(%(nums)s::bigint[], %(hazards)s::text[], %(wests)s::double precision[], %(souths)s::double precision[],
              %(easts)s::double precision[], %(norths)s::double precision[]) as b (num, hazard, west, south, east, north)
  join unnest(%(kind_hazards)s::text[], %(kinds)s::text[]) as k (hazard, kind) on k.hazard = b.hazard
  join sensor s on s.kind = k.kind and point(s.lon, s.lat) <@ box(point(b.west, b.south), point(b.east, b.north));

-- put_surface --
-- The surface of an incident, and in which version of the registry its ground was found.
update incident set surface = %(surface)s, ground_version = %(version)s where num = %(num)s;

-- leave_ground --
-- Sensors that some incidents' ground does not hold any more.
delete from incident_ground n
 where n.incident_num = any(%(drawn)s::bigint[])
   and not exists (select from unnest(%(nums)s::bigint[], %(sensor_nums)s::integer[]) as k (num, sensor_num)
                    where k.num = n.incident_num and k.sensor_num = n.sensor_num);

-- put_ground --
-- Sensors on the ground of incidents: on their surfaces, and those of their members wherever they are.
insert into incident_ground (incident_num, sensor_num)
select k.num, k.sensor_num from unnest(%(nums)s::bigint[], %(sensor_nums)s::integer[]) as k (num, sensor_num)
 union
select m.incident_num, m.sensor_num from incident_member m
 where m.incident_num = any(%(drawn)s::bigint[]) and not m.follows
on conflict do nothing;

-- quiet --
-- Sensors on the ground of open incidents that were heard shortly before it began or since, and are not
-- heard for so many of their periods now. The time is counted as in the family of watches: to the newest arrival of
-- the street's feed, or the city's, without the times in which that feed was not to be relied on. Each with the number
-- of those that lived on that ground, and of those of them that are overdue by now.
with heard as (
    select distinct on (n.sensor_num, i.origin) i.num, i.id, i.origin, s.num as sensor_num, s.kind, s.area,
           s.expected_every_s as every_s, s.district || '/' || s.street as place, h.received_at
      from incident i
      join incident_ground n on n.incident_num = i.num
      join sensor s on s.num = n.sensor_num
     cross join lateral (
           select max(l.received_at) as received_at
             from sensor_latest l where l.sensor_num = s.num and l.origin = i.origin) h
     where i.closed_at is null and s.kind = any(%(kinds)s::text[])
       and h.received_at >= i.opened_at - make_interval(
           secs => greatest(%(gone_within_s)s, %(periods)s * s.expected_every_s))
     order by n.sensor_num, i.origin, i.num
), timed as (
    select h.*,
           extract(epoch from c.until_at - h.received_at - coalesce(x.stopped, interval '0'))::double precision as quiet_s
      from heard h
      left join feed street on street.place = h.place
      left join feed city on city.place = ''
     cross join lateral (
           select coalesce(street.place, city.place) as place,
                  case when street.place is null then city.heard_until else street.heard_until end as until_at) c
      left join lateral (
           select sum(least(f.ended_at, c.until_at) - greatest(f.since, h.received_at)) as stopped
             from feed_stop f
            where f.place = c.place and f.since < c.until_at
              and coalesce(f.ended_at, 'infinity') > h.received_at) x on true
), counted as (
    select t.*, count(*) over ground as live,
           count(*) filter (where t.quiet_s >= t.every_s) over ground as overdue
      from timed t
    window ground as (partition by t.num)
)
select id, sensor_num, kind, area, origin, every_s, received_at, quiet_s, live, overdue
  from counted where quiet_s >= %(periods)s * every_s;

-- trails --
-- The latest values of a metric of some sensors that can be believed, the oldest first.
select w.sensor_num, w.origin, r.observed_at, r.value
  from unnest(%(sensor_nums)s::integer[], %(metrics)s::text[], %(origins)s::text[]) as w (sensor_num, metric, origin)
  join sensor_latest l on l.sensor_num = w.sensor_num and l.metric = w.metric and l.origin = w.origin
 cross join lateral (
       select d.observed_at, d.value
         from reading d
        where d.sensor_num = w.sensor_num and d.metric = w.metric and d.origin = w.origin
          and d.observed_at between l.observed_at - make_interval(secs => %(over_s)s) and l.observed_at
          and d.quality in ('good', 'clock_suspect')
        order by d.observed_at desc
        limit %(most)s) r
 order by w.sensor_num, w.origin, r.observed_at;

-- member_places --
-- Where the members of an incident are, with the fact that tells each place, the oldest first.
select a.num, s.num, s.id, s.lon, s.lat,
       case when %(fact)s::text = 'site' then s.site else f.dossier ->> %(fact)s::text end, m.follows
  from incident_member m
  join alert a on a.num = m.alert_num
  join sensor s on s.num = m.sensor_num
  left join site f on f.id = s.site
 where m.incident_num = %(num)s
 order by a.opened_at, a.num;
