-- unclosed_order --
-- The number of the unclosed order of a rule, sensor and origin, held so that nobody closes it before the commit.
select num from work_order
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and not is_over
   for update;

-- order_rows --
-- Some orders by their numbers.
select * from order_row where num = any(%(nums)s::bigint[]) order by num;

-- order_row --
-- One order by its number. It is asked at every step, and the plan of a list is made anew each time it is asked.
select * from order_row where num = %(num)s;

-- num_of --
-- The number of an order by the id that people say.
select num from work_order where id = %(id)s;

-- plan_copy --
-- The plan that an order goes by, as it was when it opened.
select plan_copy from work_order where num = %(num)s;

-- raise_severity --
-- The alert rose above what the order says.
update work_order set severity = %(severity)s where num = %(num)s and severity < %(severity)s and not is_over;

-- advance --
-- Moves an order on by a command and writes its line, if nobody else did anything to it since it was read.
with moved as (
update work_order
   set state = %(to_state)s, turn = turn + 1, area = %(area)s, crew = %(crew)s, person = %(person)s, trade = %(trade)s,
       state_since = case when state = %(to_state)s then state_since else %(now)s end,
       level = case when %(command)s in ('dispatch', 'rework') then null else level end,
       resolved_by = %(resolved_by)s, before_state = %(before_state)s, supervised_by = %(supervised_by)s,
       merged_into = (select m.num from work_order m where m.id = %(merged_id)s),
       round = round + (%(command)s in ('dispatch', 'rework'))::integer,
       returns = returns + (%(command)s = 'return')::integer,
       reworks = reworks + (%(command)s = 'rework')::integer,
       dispatched_at = case when %(command)s = 'dispatch' then coalesce(dispatched_at, %(now)s) else dispatched_at end,
       accepted_at = case when %(command)s = 'accept' then %(now)s else accepted_at end,
       arrived_at = case when %(command)s = 'arrive' then %(now)s else arrived_at end,
       resolved_at = case when %(command)s = 'resolve' then %(now)s else resolved_at end,
       verified_at = case when %(command)s = 'verify' then %(now)s else verified_at end,
       over_at = case when %(to_state)s in ('closed', 'rejected', 'cancelled') then %(now)s end
 where num = %(num)s and turn = %(turn)s
returning num)
insert into work_order_event (order_num, at, actor, command, from_state, to_state, note, override)
select num, %(now)s, %(actor)s, %(command)s, %(from_state)s, %(to_state)s, %(note)s, %(override)s from moved;

-- touch --
-- Notes that something happened to an unclosed order, so that whoever read it before looks again.
update work_order set turn = turn + 1 where num = %(num)s and not is_over;

-- end_merged --
-- What is merged into an order ends with it; returns which those are.
update work_order set state = %(state)s, state_since = %(now)s, over_at = %(now)s, turn = turn + 1
 where merged_into = %(num)s and state = 'merged'
returning num;

-- add_event --
-- One line of an order's history.
insert into work_order_event (order_num, at, actor, command, from_state, to_state, note, override)
values (%(order_num)s, %(at)s, %(actor)s, %(command)s, %(from_state)s, %(to_state)s, %(note)s, %(override)s);

-- events --
-- The history of an order.
select order_num, at, actor, command, from_state, to_state, note, override
  from work_order_event where order_num = %(order_num)s order by num;

-- count_by_state --
-- How many real orders of an area and all below stand in each state; of those that are over, what ended since a time.
select state, count(*)
  from work_order
 where origin = 'live' and (not is_over or is_over and over_at >= %(since)s)
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 group by state;

-- open_shown --
-- The unclosed orders of an area and all below, with what a list shows beside them: the real ones first, then the worst
-- and oldest; what is merged into another is shown by that one.
with wanted as materialized (
     select o.num
       from work_order o
      where not o.is_over and o.state <> 'merged'
        and (%(under)s::text is null
             or o.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
      order by o.origin <> 'live', o.severity desc, o.filed_at, o.num
      limit %(limit)s)
select o.*
  from order_shown o
 where o.num = any(array(select num from wanted))
 order by o.origin <> 'live', o.severity desc, o.filed_at, o.num;

-- one_at_work --
-- One order by its id, and whether an alert of it, or of what is merged into it, stands open. Every command asks this
-- before all else, and the planner is done with it much sooner than with the whole view.
select o.*, t.alert_open
  from order_row o
  join order_alert t using (num)
 where o.id = %(id)s;

-- one_shown --
-- One order by its id, with what a tablet shows beside it.
select * from order_shown where id = %(id)s;

-- shown_of_sensors --
-- The unclosed orders of some sensors, and the last that were closed.
select o.*
  from order_shown o
 where o.num = any(array(
       (select w.num from work_order w where not w.is_over and w.sensor_num = any(%(sensor_nums)s::integer[]))
        union all
       (select w.num from work_order w
         where w.state = 'closed' and w.sensor_num = any(%(sensor_nums)s::integer[])
         order by w.over_at desc limit %(past)s)))
 order by o.state = 'closed', o.origin <> 'live', o.filed_at desc, o.num desc;

-- count_overdue --
-- How many real unclosed orders of an area and all below should have been resolved by now.
select count(*)
  from work_order
 where not is_over and origin = 'live' and state <> 'merged' and due_at < %(now)s::timestamptz
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)));
