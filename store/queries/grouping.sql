-- hold --
-- One look at a time, whoever believes to lead: the second waits until the first has committed.
select pg_advisory_xact_lock(hashtext('yiping incidents'));

-- ungrouped --
-- Alerts that no look has placed yet, then those that wait: first of all what asks for a hand again, and what is over.
-- Each with the area of its hazard's level and the fact that tells its place; alerts of no hazard have none.
with taken as (
    (select q.alert_num, q.waits from alert_ungrouped q where not q.waits order by q.alert_num limit %(limit)s)
    union all
    (select q.alert_num, q.waits
       from alert_ungrouped q join alert a on a.num = q.alert_num
      where q.waits
      order by a.state not in ('unack', 'acked'), a.cleared_at is null, q.alert_num
      limit %(limit)s)
)
select t.alert_num, t.waits, a.rule_id, a.state, a.severity, a.peak_severity, a.origin, a.opened_at, s.num,
       h.hazard, u.code, s.lon, s.lat, case when h.fact = 'site' then s.site else f.dossier ->> h.fact end
  from taken t
  join alert a on a.num = t.alert_num
  join sensor s on s.num = a.sensor_num
  left join unnest(%(kinds)s::text[], %(hazards)s::text[], %(levels)s::integer[], %(facts)s::text[])
       as h (kind, hazard, level, fact) on h.kind = s.kind
  left join site f on f.id = s.site
  left join area g on g.code = s.area and g.valid_to is null
  left join area u on u.code = any(g.path) and u.valid_to is null and u.level = h.level
 order by t.alert_num;

-- places --
-- The places of open incidents of some hazards, with the fact that tells each.
select distinct m.incident_num, i.hazard, i.origin, i.area, s.lon, s.lat,
       case when h.fact = 'site' then s.site else f.dossier ->> h.fact end
  from incident i
  join unnest(%(hazards)s::text[], %(facts)s::text[]) as h (hazard, fact) on h.hazard = i.hazard
  join incident_member m on m.incident_num = i.num and not m.follows
  join sensor s on s.num = m.sensor_num
  left join site f on f.id = s.site
 where i.closed_at is null;

-- holders --
-- The open incident on whose ground each of some alerts came, the oldest where there are several.
select distinct on (a.num) a.num, i.num
  from alert a
  join incident_ground n on n.sensor_num = a.sensor_num
  join incident i on i.num = n.incident_num and i.closed_at is null and i.origin = a.origin
 where a.num = any(%(alert_nums)s::bigint[])
 order by a.num, i.num;

-- placed --
-- Alerts that have found their incident, or need none.
delete from alert_ungrouped where alert_num = any(%(alert_nums)s::bigint[]);

-- waiting --
-- Alerts that found nobody and open nothing as they are: they wait until that changes.
update alert_ungrouped set waits = true where alert_num = any(%(alert_nums)s::bigint[]) and not waits;

-- open --
-- Opens incidents, each led by one alert, in the order given.
insert into incident (hazard, hazard_zh, hazard_en, origin, area, severity, peak_severity, lead_num, members,
                      open_members, opened_at)
select o.hazard, o.hazard_zh, o.hazard_en, o.origin, o.area, o.severity, o.severity, o.lead_num, 0, 0, o.opened_at
  from unnest(%(hazards)s::text[], %(names_zh)s::text[], %(names_en)s::text[], %(origins)s::text[], %(areas)s::text[],
              %(severities)s::integer[], %(lead_nums)s::bigint[], %(opened_ats)s::timestamptz[]) with ordinality
       as o (hazard, hazard_zh, hazard_en, origin, area, severity, lead_num, opened_at, place)
 order by o.place
returning lead_num, num;

-- join --
-- Alerts become members. An incident whose ground may have grown by it is drawn anew.
with given as (
    select * from unnest(%(incident_nums)s::bigint[], %(alert_nums)s::bigint[], %(sensor_nums)s::integer[],
                         %(peaks)s::integer[], %(follows)s::boolean[])
             as j (incident_num, alert_num, sensor_num, peak, follows)
), joined as (
    insert into incident_member (alert_num, incident_num, sensor_num, follows)
    select alert_num, incident_num, sensor_num, follows from given
), summed as (
    select g.incident_num, count(*) as members, max(g.peak) as peak,
           bool_or(not g.follows and not exists (select from incident_member m
                                                  where m.incident_num = g.incident_num and m.sensor_num = g.sensor_num
                                                    and not m.follows)) as grows
      from given g group by g.incident_num
)
update incident i
   set members = i.members + s.members, peak_severity = greatest(i.peak_severity, s.peak),
       ground_version = case when s.grows then -1 else i.ground_version end
  from summed s where i.num = s.incident_num;

-- move_members --
-- The members of one incident become another's.
update incident_member set incident_num = %(survivor)s where incident_num = %(num)s;

-- move_ground --
-- What was the ground of one incident is another's, until that is drawn anew.
insert into incident_ground (incident_num, sensor_num)
select %(survivor)s, sensor_num from incident_ground where incident_num = %(num)s
on conflict do nothing;

-- take_in --
-- An incident has the members of another from now on, and began when the earlier of the two did.
update incident i
   set members = i.members + o.members, peak_severity = greatest(i.peak_severity, o.peak_severity),
       opened_at = least(i.opened_at, o.opened_at), ground_version = -1
  from incident o where i.num = %(survivor)s and o.num = %(num)s;

-- merge --
-- An incident ends because another has its members.
update incident
   set closed_at = %(now)s, merged_into = %(survivor)s, members = 0, open_members = 0
 where num = %(num)s;

-- drop_ground --
-- Incidents that have ended have no ground any more.
delete from incident_ground where incident_num = any(%(nums)s::bigint[]);

-- add_events --
-- Lines of incidents' histories, in the order given.
insert into incident_event (incident_num, at, change, severity, members, alert_num, other_num)
select e.incident_num, %(now)s, e.change, i.severity, i.members, e.alert_num, e.other_num
  from unnest(%(incident_nums)s::bigint[], %(changes)s::text[], %(alert_nums)s::bigint[], %(other_nums)s::bigint[])
       with ordinality as e (incident_num, change, alert_num, other_num, place)
  join incident i on i.num = e.incident_num
 order by e.place;
