-- start_clocks --
-- Starts the clocks of a round, with the rungs of the ladder that hang on them.
with clock as (
     insert into work_order_clock (order_num, round, sort, amount, unit, since, due_at)
     select %(order_num)s, %(round)s, c.sort, c.amount, c.unit, %(since)s, c.due_at
       from unnest(%(sorts)s::text[], %(amounts)s::float8[], %(units)s::text[], %(dues)s::timestamptz[])
            as c(sort, amount, unit, due_at)),
rung as (
     insert into work_order_rung (order_num, round, sort, share, level, due_at)
     select %(order_num)s, %(round)s, r.sort, r.share, r.level, r.due_at
       from unnest(%(rung_sorts)s::text[], %(shares)s::float8[], %(levels)s::smallint[], %(rung_dues)s::timestamptz[])
            as r(sort, share, level, due_at))
update work_order set due_at = %(due_at)s where num = %(order_num)s;

-- clocks --
-- Every clock of some orders, round by round.
select order_num, round, sort, amount, unit, since, due_at, stopped_at, ended
  from work_order_clock where order_num = any(%(order_nums)s::bigint[])
 order by order_num, round, sort;

-- rungs --
-- Every rung of some orders, round by round, from the first to the last.
select order_num, round, sort, share, level, due_at, reached_at
  from work_order_rung where order_num = any(%(order_nums)s::bigint[])
 order by order_num, round, sort, share;

-- pauses --
-- When the clocks of some orders stood, in order.
select order_num, since, until, reason, begun_by
  from work_order_pause where order_num = any(%(order_nums)s::bigint[])
 order by order_num, num;

-- stop_clocks --
-- Stops the running clocks of some sorts: met or late, or void where they are not to count. Their rungs are over, and a
-- resolution that came late stays with the order.
with stopped as (
     update work_order_clock
        set stopped_at = %(now)s,
            ended = case when %(void)s then 'void' when due_at < %(now)s then 'late' else 'met' end
      where order_num = %(order_num)s and sort = any(%(sorts)s::text[]) and stopped_at is null
     returning sort, ended),
rung as (
     update work_order_rung r set due_at = null
       from stopped s where r.order_num = %(order_num)s and r.sort = s.sort and r.reached_at is null)
update work_order o
   set due_at = null, late = o.late or s.ended = 'late'
  from stopped s where o.num = %(order_num)s and s.sort = 'resolve';

-- set_dues --
-- Writes when the running clocks of an order, and the rungs that hang on them, are due by now.
with clock as (
     update work_order_clock c set due_at = n.due_at, amount = n.amount
       from unnest(%(sorts)s::text[], %(amounts)s::float8[], %(dues)s::timestamptz[]) as n(sort, amount, due_at)
      where c.order_num = %(order_num)s and c.sort = n.sort and c.stopped_at is null
     returning c.sort, c.due_at),
rung as (
     update work_order_rung r set due_at = n.due_at
       from unnest(%(rung_sorts)s::text[], %(shares)s::float8[], %(rung_dues)s::timestamptz[]) as n(sort, share, due_at)
      where r.order_num = %(order_num)s and r.round = %(round)s and r.sort = n.sort and r.share = n.share
        and r.reached_at is null)
update work_order o set due_at = c.due_at from clock c where o.num = %(order_num)s and c.sort = 'resolve';

-- begin_pause --
-- From now on the clocks of an order stand, if they do not already.
insert into work_order_pause (order_num, since, reason, begun_by)
values (%(order_num)s, %(now)s, %(reason)s, %(begun_by)s)
on conflict (order_num) where until is null do nothing;

-- end_pause --
-- From now on they go on; never before they stood.
update work_order_pause set until = greatest(since, %(now)s) where order_num = %(order_num)s and until is null;

-- ask_extension --
-- Somebody asks for more time.
insert into work_order_extension (order_num, round, amount, unit, reason, asked_by, asked_at)
values (%(order_num)s, %(round)s, %(amount)s, %(unit)s, %(reason)s, %(asked_by)s, %(now)s);

-- decide_extension --
-- Somebody else grants or refuses it.
update work_order_extension
   set granted = %(granted)s, decided_by = %(decided_by)s, decided_at = %(now)s
 where order_num = %(order_num)s and granted is null
returning amount, unit;

-- due_rungs --
-- Orders with rungs that are due, held until they are told; what waited longest comes first.
select o.num
  from work_order o
 where o.num in (select r.order_num from work_order_rung r
                  where r.reached_at is null and r.due_at <= %(now)s order by r.due_at limit %(limit)s)
   for update of o skip locked;

-- reach_rungs --
-- The due rungs of an order are reached, all at once; returns the highest, with when it was due.
with reached as (
     update work_order_rung set reached_at = %(now)s
      where order_num = %(order_num)s and reached_at is null and due_at <= %(now)s
     returning sort, share, level, due_at),
raised as (
     update work_order set level = least(coalesce(level, 5), (select min(level) from reached)) where num = %(order_num)s)
select sort, share, level, due_at from reached order by level, due_at desc limit 1;

-- hours --
-- When the district works, and how far its calendar has got.
select h.zone, h.hours, h.version, (select coalesce(max(num), 0) from calendar_day), current_database() from work_hours h;

-- put_hours --
-- Says when the district works.
update work_hours set zone = %(zone)s, hours = %(hours)s, version = version + 1
 where (zone, hours) is distinct from (%(zone)s, %(hours)s);

-- mark --
-- Which hours and calendar the clocks are set by, and up to which order where they are being set anew.
select hours_version, calendar_day, up_to from work_order_mark;

-- put_mark --
-- They have come so far.
update work_order_mark
   set hours_version = %(hours_version)s, calendar_day = %(calendar_day)s, up_to = %(up_to)s::bigint;

-- running_by_calendar --
-- Orders with a running clock that counts working time, after a number, held while it is set anew.
select o.num
  from work_order o
 where o.num > %(after)s and not o.is_over
   and exists (select from work_order_clock c
                where c.order_num = o.num and c.stopped_at is null and c.unit <> 'urgent_hour')
 order by o.num
 limit %(limit)s
   for update of o;
