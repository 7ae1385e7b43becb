-- heard --
-- In which whole seconds alarms of a seat began to ask, and how many.
select floor(extract(epoch from recorded_at))::bigint as heard_at, count(*)
  from raw_event
 where recorded_at > %(since)s and recorded_at <= %(until)s and asks and origin = %(origin)s
   and (%(seat)s::text is null or %(seat)s = any(seats))
 group by heard_at;

-- loudness --
-- Raw events and alarms of a seat in a span, alarms by level, and of how many incidents and single alerts those tell
-- that fired in it. Members of incidents are read as one stretch of numbers: one by one they would take most of the
-- time, and alerts that fired together have numbers close together.
with told as (
    select alert_num, severity, fired, asks
      from raw_event
     where recorded_at > %(since)s and recorded_at <= %(until)s and origin = %(origin)s
       and (%(seat)s::text is null or %(seat)s = any(seats))
), new as (
    select alert_num from told where fired
), member as (
    select m.incident_num
      from (select min(alert_num) as first, max(alert_num) as last from new) stretch
     cross join lateral (
           select i.alert_num, i.incident_num
             from incident_member i where i.alert_num between stretch.first and stretch.last offset 0) m
      join new on new.alert_num = m.alert_num
)
select count(*), count(*) filter (where asks),
       count(*) filter (where asks and severity = 1), count(*) filter (where asks and severity = 2),
       count(*) filter (where asks and severity = 3), count(*) filter (where asks and severity = 4),
       (select count(*) from new) - (select count(*) from member) + (select count(distinct incident_num) from member)
  from told;

-- chatterers --
-- Rules and sensors of a seat that fired three times or more within less than a minute of readings, asking or not,
-- with the most firings of the span first.
select f.rule_id, s.id, f.firings
  from (select rule_id, sensor_num, count(*) as firings, min(at - third) as shortest
          from (select rule_id, sensor_num, at,
                       lag(at, 2) over (partition by rule_id, sensor_num order by at, event_num) as third
                  from raw_event
                 where recorded_at > %(since)s and recorded_at <= %(until)s and fired and origin = %(origin)s
                   and (%(seat)s::text is null or %(seat)s = any(seats))) one
         group by rule_id, sensor_num) f
  join sensor s on s.num = f.sensor_num
 where f.shortest < interval '1 minute'
 order by f.firings desc, f.rule_id, s.id;

-- actors --
-- The rules and sensors with the most alarms of a seat in a span.
select f.rule_id, s.id, f.alarms
  from (select rule_id, sensor_num, count(*) as alarms
          from raw_event
         where recorded_at > %(since)s and recorded_at <= %(until)s and asks and origin = %(origin)s
           and (%(seat)s::text is null or %(seat)s = any(seats))
         group by rule_id, sensor_num) f
  join sensor s on s.num = f.sensor_num
 order by f.alarms desc, f.rule_id, s.id
 limit %(limit)s;

-- stale --
-- Alerts of a seat that stand and ask since before a time, the oldest first.
select a.num, a.rule_id, s.id, a.opened_at
  from alert a join sensor s on s.num = a.sensor_num
 where a.state in ('unack', 'acked') and a.cleared_at is null and a.opened_at < %(before)s and a.origin = %(origin)s
   and (%(seat)s::text is null
        or a.area in (select g.code from area g where g.valid_to is null and %(seat)s = any(g.path)))
 order by a.opened_at, a.num;

-- hidden --
-- Rules and sensors of a seat that are quiet outside of the procedure: an alert lies set aside by nothing, a shelf
-- has run out long ago, or a person suppressed what only the design may suppress.
select count(*)
  from (select a.rule_id, a.sensor_num
          from alert a
         where a.cleared_at is null and a.state in ('shlvd', 'dsupr', 'oosrv') and a.origin = %(origin)s
           and not exists (select from shelving h
                            where h.rule_id = a.rule_id and h.sensor_num = a.sensor_num and h.origin = a.origin
                              and h.ended_at is null)
         union
        select h.rule_id, h.sensor_num
          from shelving h
         where h.ended_at is null and h.origin = %(origin)s
           and (h.until < %(late)s or (h.kind = 'suppressed' and h.begun_by <> %(design)s))) quiet
  join sensor s on s.num = quiet.sensor_num
 where %(seat)s::text is null
    or s.area in (select g.code from area g where g.valid_to is null and %(seat)s = any(g.path));

-- answers --
-- How many alarms of a seat were acknowledged in a span, and how long they had asked, in seconds: mean and most.
select count(*), avg(extract(epoch from e.recorded_at - r.asked_at))::double precision,
       max(extract(epoch from e.recorded_at - r.asked_at))::double precision
  from alert_event e
  join alert a on a.num = e.alert_num
 cross join lateral (
       select max(b.recorded_at) as asked_at
         from alert_event b
        where b.alert_num = e.alert_num and b.num < e.num
          and b.to_state = 'unack' and b.from_state is distinct from 'unack') r
 where e.recorded_at > %(since)s and e.recorded_at <= %(until)s and e.change = 'acknowledged'
   and a.origin = %(origin)s and r.asked_at is not null
   and (%(seat)s::text is null
        or a.area in (select g.code from area g where g.valid_to is null and %(seat)s = any(g.path)));

-- unanswered --
-- How many alerts of a seat have asked for their acknowledgement since before a time.
select count(*)
  from alert a
 cross join lateral (
       select max(b.recorded_at) as asked_at
         from alert_event b
        where b.alert_num = a.num and b.to_state = 'unack' and b.from_state is distinct from 'unack') r
 where a.state in ('unack', 'rtnun') and r.asked_at < %(before)s and a.origin = %(origin)s
   and (%(seat)s::text is null
        or a.area in (select g.code from area g where g.valid_to is null and %(seat)s = any(g.path)));
