-- standing_of --
-- What the rules stand at for some sensors, of one origin.
select rule_id, sensor_num, latches::text, evaluated_at
  from standing where sensor_num = any(%(sensor_nums)s::integer[]) and origin = %(origin)s;

-- restless --
-- Which rules are not at rest for some sensors, or have an open alert there, of one origin.
select rule_id, sensor_num from standing
 where sensor_num = any(%(sensor_nums)s::integer[]) and origin = %(origin)s
 union
select rule_id, sensor_num from alert
 where sensor_num = any(%(sensor_nums)s::integer[]) and origin = %(origin)s and cleared_at is null;

-- put_standing --
-- Keeps what rules stand at for sensors and origins, in one order for all writers.
insert into standing (rule_id, sensor_num, origin, latches, evaluated_at)
select kept ->> 0, (kept ->> 1)::integer, kept ->> 2, kept -> 3, (kept ->> 4)::timestamptz
  from jsonb_array_elements(%(rows)s::jsonb) as rows (kept)
 order by kept ->> 0, (kept ->> 1)::integer, kept ->> 2
on conflict (rule_id, sensor_num, origin) do update
   set latches = excluded.latches, evaluated_at = excluded.evaluated_at;

-- drop_standing --
-- A rule at rest needs no row.
delete from standing k
 using unnest(%(rule_ids)s::text[], %(sensor_nums)s::integer[], %(origins)s::text[])
       as rest (rule_id, sensor_num, origin)
 where k.rule_id = rest.rule_id and k.sensor_num = rest.sensor_num and k.origin = rest.origin;

-- open_alerts --
-- The open alerts of some sensors, of one origin.
select rule_id, sensor_num, num, order_num, severity from alert
 where sensor_num = any(%(sensor_nums)s) and origin = %(origin)s and cleared_at is null;

-- open_alert --
-- Opens an alert. The partial unique index refuses a second one.
insert into alert (rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin,
                   opened_at, area)
values (%(rule_id)s, %(rule_revision)s, %(sensor_num)s, %(metric)s, %(state)s, %(severity)s,
        %(severity)s, %(value)s, %(origin)s, %(at)s, %(area)s)
returning num;

-- join_order --
-- Notes the order that an alert belongs to.
update alert set order_num = %(order_num)s where num = %(num)s;

-- change_severity --
-- Another level of an open alert. One that is not acknowledged, or asks anew, has nobody who acknowledged it.
update alert
   set severity = %(severity)s, peak_severity = greatest(peak_severity, %(severity)s), value = %(value)s,
       state = %(state)s,
       acknowledged_by = case when %(state)s = 'acked' then acknowledged_by end,
       acknowledged_at = case when %(state)s = 'acked' then acknowledged_at end,
       acknowledged_comment = case when %(state)s = 'acked' then acknowledged_comment end
 where num = %(num)s and cleared_at is null;

-- clear_alert --
-- The alert's place is back to normal.
update alert set state = %(state)s, cleared_at = %(at)s where num = %(num)s and cleared_at is null;

-- follow_sensors --
-- Hands open alerts to the area that now holds their sensor; those of an area stay with it.
update alert a set area = s.area
  from sensor s
 where s.num = a.sensor_num and a.sensor_num = any(%(sensor_nums)s)
   and a.cleared_at is null and a.area is distinct from s.area and a.watched_area is null;

-- standing_severities --
-- The worst open level of each sensor that has one, of an area and all below; what is set aside raises nothing, and
-- what is not real counts nowhere.
select sensor_num, max(severity)
  from alert
 where cleared_at is null and state in ('unack', 'acked') and origin = 'live'
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 group by sensor_num;

-- alerts_of_sensors --
-- The alerts of some sensors that are not over: open ones first, the worst on top.
select a.num, a.rule_id, a.rule_revision, a.sensor_num, a.metric, a.state, a.severity, a.peak_severity, a.value,
       a.origin, a.opened_at, a.cleared_at, a.area, a.order_num, a.acknowledged_by, a.acknowledged_at,
       a.acknowledged_comment, s.id, s.name_zh, s.name_en, s.kind, s.lon, s.lat, g.name_zh, g.name_en, o.id
  from alert a
  join sensor s on s.num = a.sensor_num
  left join lateral (
       select v.name_zh, v.name_en from area v where v.code = a.area order by v.valid_to desc nulls first limit 1) g on true
  left join work_order o on o.num = a.order_num
 where a.state <> 'norm' and a.sensor_num = any(%(sensor_nums)s::integer[])
 order by a.cleared_at is not null, a.origin <> 'live', a.severity desc, a.opened_at desc, a.num desc;

-- one_view --
-- One alert with the words that a page shows beside it, over or not.
select a.num, a.rule_id, a.rule_revision, a.sensor_num, a.metric, a.state, a.severity, a.peak_severity, a.value,
       a.origin, a.opened_at, a.cleared_at, a.area, a.order_num, a.acknowledged_by, a.acknowledged_at,
       a.acknowledged_comment, s.id, s.name_zh, s.name_en, s.kind, s.lon, s.lat, g.name_zh, g.name_en, o.id
  from alert a
  join sensor s on s.num = a.sensor_num
  left join lateral (
       select v.name_zh, v.name_en from area v where v.code = a.area order by v.valid_to desc nulls first limit 1) g on true
  left join work_order o on o.num = a.order_num
 where a.num = %(num)s;

-- recent_alerts --
-- The newest alerts of an area and all below: open ones first, then those that still ask for a hand. However many a
-- drill raises, the real ones that are not over come before them. Of what is over only the newest rows are looked at:
-- history grows for ever, and the wall asks several times a second.
select a.num, a.rule_id, a.rule_revision, a.sensor_num, a.metric, a.state, a.severity, a.peak_severity, a.value,
       a.origin, a.opened_at, a.cleared_at, a.area, a.order_num,
       a.acknowledged_by, a.acknowledged_at, a.acknowledged_comment, s.id, s.name_zh, s.name_en, s.kind, s.lon, s.lat, coalesce(g.name_zh, e.name_zh),
       coalesce(g.name_en, e.name_en), o.id
  from (select * from alert where state <> 'norm'
         union all
        (select * from alert where state = 'norm' order by num desc limit greatest(%(limit)s, 2000))) a
  join sensor s on s.num = a.sensor_num
  left join area g on g.code = a.area and g.valid_to is null
  left join lateral (
       select v.name_zh, v.name_en, v.path
         from area v where g.code is null and v.code = a.area
        order by v.valid_to desc limit 1) e on true
  left join work_order o on o.num = a.order_num
 where (%(under)s::text is null or %(under)s = any(g.path))
   and (not %(loose)s or not exists (select from incident_member m where m.alert_num = a.num))
 order by a.state = 'norm', a.origin <> 'live', a.cleared_at is not null, a.opened_at desc, a.num desc
 limit %(limit)s;
