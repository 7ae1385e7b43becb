-- hold_state --
-- The state of an alert, held until the commit.
select state from alert where num = %(num)s for update;

-- alert_by_num --
-- One alert by its number.
select num, rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin, opened_at,
       cleared_at, area, order_num, acknowledged_by, acknowledged_at, acknowledged_comment
  from alert where num = %(num)s;

-- purpose_of --
-- Whom the orders of an alert are for.
select purpose from alert where num = %(num)s;

-- hold_open --
-- The open alert of a rule, sensor and origin, held until the commit.
select num, rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin, opened_at,
       cleared_at, area, order_num, acknowledged_by, acknowledged_at, acknowledged_comment
  from alert
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and cleared_at is null
   for update;

-- acknowledge --
-- A person acknowledges an alert, if nobody else changed it first.
update alert
   set state = %(to_state)s, acknowledged_by = %(by)s, acknowledged_at = %(now)s, acknowledged_comment = %(comment)s
 where num = %(num)s and state = %(from_state)s;

-- move --
-- An open alert is set aside or comes back, if nobody else changed it first; it then has to be acknowledged anew.
update alert
   set state = %(to_state)s, acknowledged_by = null, acknowledged_at = null, acknowledged_comment = null
 where num = %(num)s and state = %(from_state)s;

-- supersede --
-- The alert of a rule, sensor and origin that had cleared unacknowledged is asked for by a newer one from now on.
update alert set state = %(to_state)s
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and state = 'rtnun'
returning num, severity, value;

-- add_event --
-- One line of an alert's history.
insert into alert_event (alert_num, at, recorded_at, change, reason, severity, value, from_state, to_state,
                         actor, comment, inputs)
values (%(alert_num)s, %(at)s, %(recorded_at)s, %(change)s, %(reason)s, %(severity)s, %(value)s,
        %(from_state)s, %(to_state)s, %(actor)s, %(comment)s, %(inputs)s);

-- events --
-- The history of an alert.
select alert_num, at, recorded_at, change, reason, severity, value, from_state, to_state, actor, comment, inputs
  from alert_event where alert_num = %(num)s order by num;

-- pending --
-- Rules that stand at something without an open alert, of an area and all below.
select t.rule_id, s.id, t.evaluated_at, t.origin
  from standing t
  join sensor s on s.num = t.sensor_num
 where not exists (select from alert a
                    where a.rule_id = t.rule_id and a.sensor_num = t.sensor_num and a.origin = t.origin
                      and a.cleared_at is null)
   and (%(under)s::text is null
        or s.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 order by t.origin <> 'live', t.evaluated_at desc, t.rule_id, s.id
 limit %(limit)s;

-- out_of_step --
-- Open alerts that are set aside, or whose rule, sensor and origin are, with what these are set aside by.
select a.num, a.state, array(select s.kind from shelving s
                              where s.rule_id = a.rule_id and s.sensor_num = a.sensor_num and s.origin = a.origin
                                and s.ended_at is null)
  from alert a
 where a.cleared_at is null
   and (a.state not in ('unack', 'acked')
        or exists (select from shelving s
                    where s.rule_id = a.rule_id and s.sensor_num = a.sensor_num and s.origin = a.origin
                      and s.ended_at is null))
 order by a.num;
