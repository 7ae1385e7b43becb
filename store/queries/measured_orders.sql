-- lines --
-- The whole history of all orders, in the order in which it was written.
select e.num, o.id, e.at, e.actor, e.command, e.from_state, e.to_state, e.note, e.override
  from work_order_event e join work_order o on o.num = e.order_num
 order by e.num;

-- stands --
-- How all orders stand, with the codes of the areas around each and its plan.
select o.num, o.id, o.rule_id, o.sensor_num, o.origin, o.severity, o.state, o.before_state, o.merged_id, o.round,
       o.returns, o.reworks, o.paused, o.late, o.skips, w.plan_copy,
       coalesce((select g.path from area g where g.code = o.area order by g.valid_to desc nulls first limit 1), '{}')
  from order_row o join work_order w using (num)
 order by o.num;

-- wishes --
-- All wishes for more time that were granted, in the order of asking.
select order_num, decided_at, amount, unit from work_order_extension where granted order by num;

-- outbox_rows --
-- All notifications in the order in which they were put in.
select num, key, case_id, event_num, channel, receiver, origin, state, tries from outbox order by num;

-- last_line --
-- The newest line of any history.
select coalesce(max(num), 0) from work_order_event;

-- unrest --
-- What is left of what happened up to a line of history: lines that nobody was told of, orders to compare, notifications
-- that wait. Clocks run on, so that later lines come without end.
select (select count(*) from work_order_untold where event_num <= %(up_to)s),
       (select count(*) from work_order where not is_compared and not is_over),
       (select count(*) from outbox where state = 'waiting' and coalesce(event_num, 0) <= %(up_to)s);

-- stand_alert --
-- Lets an alert stand open at a sensor, as a rule that fired does.
insert into alert (rule_id, rule_revision, sensor_num, metric, state, severity, peak_severity, value, origin, area,
                   opened_at)
values (%(rule_id)s, 1, %(sensor_num)s, %(metric)s, 'unack', %(severity)s, %(severity)s, 1, %(origin)s, %(area)s,
        %(now)s);

-- open_alerts --
-- The rule, sensor and origin of every alert that stands open.
select rule_id, sensor_num, origin from alert where cleared_at is null;

-- rewind_clocks --
-- Lets running clocks have begun, and be due, so much earlier.
update work_order_clock set since = since - %(by)s::interval, due_at = due_at - %(by)s::interval
 where stopped_at is null;

-- rewind_rungs --
-- The same for the rungs that hang on them.
update work_order_rung set due_at = due_at - %(by)s::interval where reached_at is null;

-- rewind_orders --
-- The same for the time by which orders have to be done.
update work_order set due_at = due_at - %(by)s::interval where due_at is not null;

-- rungs_due --
-- By order how many rungs are due at a time and not reached.
select o.id, count(*)
  from work_order_rung r join work_order o on o.num = r.order_num
 where r.reached_at is null and r.due_at <= %(now)s group by o.id;
