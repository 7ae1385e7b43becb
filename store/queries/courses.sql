-- open_incidents --
-- What every open incident stands at.
select num, id, hazard, origin, severity, peak_severity, lead_num, members, open_members, opened_at, quiet_since,
       closed_at, merged_into, area
  from incident where closed_at is null order by num;

-- stands --
-- The members of open incidents that are not over, the oldest first.
select m.incident_num, a.num, a.severity, a.state, m.follows
  from incident_member m
  join alert a on a.num = m.alert_num
  join incident i on i.num = m.incident_num and i.closed_at is null
 where not m.over
 order by m.incident_num, a.opened_at, a.num;

-- over --
-- Members that have cleared never stand again; those that followed an incident ended with it.
update incident_member set over = true where alert_num = any(%(alert_nums)s::bigint[]) and not over;

-- change --
-- What incidents stand at after a look.
update incident i
   set severity = c.severity, peak_severity = greatest(i.peak_severity, c.severity), lead_num = c.lead_num,
       open_members = c.open_members, quiet_since = c.quiet_since, closed_at = c.closed_at
  from unnest(%(nums)s::bigint[], %(severities)s::integer[], %(lead_nums)s::bigint[], %(open_members)s::integer[],
              %(quiet_sinces)s::timestamptz[], %(closed_ats)s::timestamptz[])
       as c (num, severity, lead_num, open_members, quiet_since, closed_at)
 where i.num = c.num and i.closed_at is null;

-- leave --
-- What is set aside when its incident ends leaves it, and waits: it may ask for a hand again.
with gone as (
    delete from incident_member where alert_num = any(%(alert_nums)s::bigint[]) returning alert_num, incident_num
), counted as (
    update incident i set members = i.members - c.count
      from (select incident_num, count(*) from gone group by incident_num) c
     where i.num = c.incident_num
)
insert into alert_ungrouped (alert_num, waits) select alert_num, true from gone
on conflict (alert_num) do nothing;
