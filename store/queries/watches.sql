-- arrivals --
-- Sensors of some kinds that were not heard for so many of their periods, or never. The time is counted to the newest
-- arrival of their street's feed, or the city's where the street has none of its own; then it is told without the
-- times in which that feed was not to be relied on. Only what is live was heard: in a drill a sensor may be silent.
select s.num, s.kind, s.area, s.expected_every_s, h.received_at is not null,
       extract(epoch from c.until_at - c.from_at - coalesce(x.stopped, interval '0'))::double precision
  from sensor s
  left join lateral (
       select l.received_at from sensor_latest l
        where l.sensor_num = s.num and l.origin = 'live' order by l.received_at desc limit 1) h on true
  left join feed street on street.place = s.district || '/' || s.street
  left join feed city on city.place = ''
 cross join lateral (
       select coalesce(h.received_at, s.registered_at) as from_at, coalesce(street.place, city.place) as place,
              case when street.place is null then city.heard_until else street.heard_until end as until_at) c
  left join lateral (
       select sum(least(f.ended_at, c.until_at) - greatest(f.since, c.from_at)) as stopped
         from feed_stop f
        where f.place = c.place and f.since < c.until_at and coalesce(f.ended_at, 'infinity') > c.from_at) x on true
 where s.kind = any(%(kinds)s::text[])
   and c.until_at - c.from_at >= make_interval(secs => %(periods)s * s.expected_every_s);

-- standstills --
-- Metrics whose live value has not moved for so long as their kind allows, and does not lie at rest.
select s.num, s.kind, s.area, l.metric, l.last_value, (l.last_us - l.unchanged_us) / 1000000.0::double precision
  from unnest(%(kinds)s::text[], %(metrics)s::text[], %(after_us)s::bigint[], %(rests)s::double precision[])
       as w (kind, metric, after_us, rest)
  join sensor s on s.kind = w.kind
  join sensor_latest l on l.sensor_num = s.num and l.metric = w.metric and l.origin = 'live'
 where l.unchanged_us between 1 and greatest(l.last_us, 0) - w.after_us  -- unknown is the smallest number there is
   and l.last_value is distinct from w.rest;

-- members --
-- Open alerts of some rules by the area of a level that holds their sensor, with the number of sensors there of
-- some kinds. Alerts that somebody has put aside do not count, nor do those about areas.
with member as (
    select u.code, a.rule_id, a.sensor_num, a.severity, a.origin, a.opened_at
      from alert a
      join sensor s on s.num = a.sensor_num
      join area g on g.code = s.area and g.valid_to is null
      join area u on u.code = any(g.path) and u.valid_to is null and u.level = %(level)s
     where a.cleared_at is null and a.watched_area is null and a.rule_id = any(%(rules)s::text[])
       and a.state not in ('shlvd', 'dsupr', 'oosrv')
), held as materialized (  -- inlined it would be counted anew for every member
    select p.code, count(*) as sensors
      from sensor s
      join area g on g.code = s.area and g.valid_to is null
     cross join lateral unnest(g.path) as p (code)
     where s.kind = any(%(kinds)s::text[]) and p.code in (select code from member)
     group by p.code
)
select m.code, m.rule_id, m.sensor_num, m.severity, m.origin, coalesce(h.sensors, 0)
  from member m left join held h using (code)
 order by m.opened_at, m.sensor_num;

-- firings --
-- What has fired more than once since a time, some rules apart: in a storm thousands fire, each of them once.
select r.rule_id, r.sensor_num, s.kind, s.area, r.origin, r.at
  from (select rule_id, sensor_num, origin, at,
               count(*) over (partition by rule_id, sensor_num, origin) as times
          from raw_event
         where recorded_at > %(since)s and fired and rule_id <> all(%(but_rules)s::text[])) r
  join sensor s on s.num = r.sensor_num
 where r.times > 1
 order by r.at;

-- open_watched --
-- The open alerts of one watch.
select num, order_num, sensor_num, watched_area, origin, severity, value, normal_since
  from alert where rule_id = %(rule_id)s and cleared_at is null;

-- unclosed_carriers --
-- The sensor that the unclosed order of a rule and area is filed under, by area and origin.
select distinct on (a.watched_area, a.origin) a.watched_area, a.origin, o.sensor_num
  from work_order o join alert a on a.order_num = o.num
 where not o.is_over and o.rule_id = %(rule_id)s and a.watched_area is not null
 order by a.watched_area, a.origin, o.num desc;

-- watch_area --
-- Notes the area that an alert is about.
update alert set watched_area = %(area)s where num = %(num)s;

-- call_maintenance --
-- Notes that an alert is about the sensor itself.
update alert set purpose = 'maintenance' where num = %(num)s;

-- note_normal --
-- Notes since when a watch holds no more, or that it holds again.
update alert set normal_since = %(since)s where num = %(num)s and cleared_at is null;
