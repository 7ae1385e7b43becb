-- recent --
-- Open incidents of an area and all below, what is real and worst first; then closed ones, the newest first. One
-- lies there when its own area does, or the sensor of a member. What was merged is told by the one that has it.
with below as (
    select g.code from area g where g.valid_to is null and %(under)s::text = any(g.path)
), chosen as (
    (select i.num, i.origin, i.severity, i.open_members, i.opened_at, i.closed_at
       from incident i
      where i.closed_at is null
        and (%(under)s::text is null or i.area in (select code from below)
             or exists (select from incident_member m join sensor s on s.num = m.sensor_num
                         where m.incident_num = i.num and s.area in (select code from below))))
    union all
    (select i.num, i.origin, i.severity, i.open_members, i.opened_at, i.closed_at
       from incident i
      where i.closed_at is not null and i.merged_into is null
        and (%(under)s::text is null or i.area in (select code from below)
             or exists (select from incident_member m join sensor s on s.num = m.sensor_num
                         where m.incident_num = i.num and s.area in (select code from below)))
      order by i.closed_at desc
      limit %(limit)s)
)
select num from chosen
 order by closed_at is not null, origin <> 'live' and closed_at is null, open_members = 0,
          case when closed_at is null then severity end desc, coalesce(closed_at, opened_at) desc, num desc
 limit %(limit)s;

-- num_of --
-- The number of an incident.
select num from incident where id = %(id)s;

-- views --
-- Some incidents with their words, surface and ground.
select i.num, i.id, i.hazard, i.origin, i.severity, i.peak_severity, i.lead_num, i.members, i.open_members, i.opened_at,
       i.quiet_since, i.closed_at, i.merged_into, i.area, i.hazard_zh, i.hazard_en, g.name_zh, g.name_en, i.surface,
       array(select n.sensor_num from incident_ground n where n.incident_num = i.num order by n.sensor_num)
  from incident i
  left join lateral (
       select v.name_zh, v.name_en from area v where v.code = i.area order by v.valid_to desc nulls first limit 1) g on true
 where i.num = any(%(nums)s::bigint[]);

-- member_nums --
-- The alerts of an incident: what stands and asks first, then the worst, then the oldest.
select a.num
  from incident_member m join alert a on a.num = m.alert_num
 where m.incident_num = %(num)s::bigint
 order by a.cleared_at is not null, a.state not in ('unack', 'acked'), a.severity desc, a.opened_at, a.num;

-- alert_views --
-- Some alerts with the words that a list shows beside them.
select a.num, a.rule_id, a.rule_revision, a.sensor_num, a.metric, a.state, a.severity, a.peak_severity, a.value,
       a.origin, a.opened_at, a.cleared_at, a.area, a.order_num, a.acknowledged_by, a.acknowledged_at,
       a.acknowledged_comment, s.id, s.name_zh, s.name_en, s.kind, s.lon, s.lat, g.name_zh, g.name_en, o.id
  from alert a
  join sensor s on s.num = a.sensor_num
  left join lateral (
       select v.name_zh, v.name_en from area v where v.code = a.area order by v.valid_to desc nulls first limit 1) g on true
  left join work_order o on o.num = a.order_num
 where a.num = any(%(nums)s::bigint[]);

-- events --
-- The history of an incident.
select incident_num, at, change, severity, members, alert_num, other_num
  from incident_event where incident_num = %(num)s order by num;

-- of_alert --
-- The incident that an alert belongs to.
select i.id from incident_member m join incident i on i.num = m.incident_num where m.alert_num = %(num)s;
