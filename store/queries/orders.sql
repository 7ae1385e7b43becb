-- insert_order --
-- Files an order, unless one of the same rule, sensor and origin is still unclosed.
insert into work_order (rule_id, sensor_num, severity, state, origin, area, purpose, filed_at, state_since)
values (%(rule_id)s, %(sensor_num)s, %(severity)s, 'filed', %(origin)s, %(area)s, %(purpose)s, %(now)s, %(now)s)
on conflict (rule_id, sensor_num, origin) where state <> 'closed' do nothing
returning num, id, rule_id, sensor_num, severity, state, origin, area, filed_at, state_since, resolved_by;

-- unclosed_order --
-- The unclosed order of a rule, sensor and origin, held so that nobody closes it before the commit.
select num, id, rule_id, sensor_num, severity, state, origin, area, filed_at, state_since, resolved_by
  from work_order
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and state <> 'closed'
   for update;

-- order_by_num --
-- One order by its number.
select num, id, rule_id, sensor_num, severity, state, origin, area, filed_at, state_since, resolved_by
  from work_order where num = %(num)s;

-- raise_severity --
-- The alert rose above what the order says.
update work_order set severity = %(severity)s where num = %(num)s and severity < %(severity)s and state <> 'closed';

-- advance --
-- Moves an order on, if nobody else moved it first.
update work_order
   set state = %(to_state)s, state_since = %(now)s, area = %(area)s, resolved_by = %(resolved_by)s
 where num = %(num)s and state = %(from_state)s;

-- add_event --
-- One line of an order's history.
insert into work_order_event (order_num, at, actor, command, from_state, to_state, note, override)
values (%(order_num)s, %(at)s, %(actor)s, %(command)s, %(from_state)s, %(to_state)s, %(note)s, %(override)s);

-- events --
-- The history of an order.
select order_num, at, actor, command, from_state, to_state, note, override
  from work_order_event where order_num = %(order_num)s order by num;

-- count_by_state --
-- How many real orders of an area and all below stand in each state.
select state, count(*)
  from work_order
 where origin = 'live'
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 group by state;

-- views --
-- Orders with what a list or a tablet shows beside them: one by its id, or the unclosed ones of an area and all
-- below, the real ones first, then the worst and oldest. An area that is no more is still called as it was.
select o.num, o.id, o.rule_id, o.sensor_num, o.severity, o.state, o.origin, o.area, o.filed_at, o.state_since,
       o.resolved_by,
       s.id, s.name_zh, s.name_en, s.kind, s.lon, s.lat,
       coalesce(g.name_zh, e.name_zh), coalesce(g.name_en, e.name_en),
       coalesce(p.names_zh, '{}'), coalesce(p.names_en, '{}'),
       exists (select from alert a
                where a.rule_id = o.rule_id and a.sensor_num = o.sensor_num and a.origin = o.origin
                  and a.cleared_at is null),
       l.value, l.metric, l.observed_at, o.purpose
  from work_order o
  join sensor s on s.num = o.sensor_num
  left join area g on g.code = o.area and g.valid_to is null
  left join lateral (
       select v.name_zh, v.name_en, v.path
         from area v where g.code is null and v.code = o.area
        order by v.valid_to desc limit 1) e on true
  left join lateral (
       select array_agg(u.name_zh order by u.level) as names_zh, array_agg(u.name_en order by u.level) as names_en
         from area u where u.code = any(coalesce(g.path, e.path)) and u.valid_to is null) p on true
  left join lateral (
       select t.value, t.metric, t.observed_at
         from sensor_latest t
        where t.sensor_num = o.sensor_num and t.origin = o.origin
          and t.metric = (select a.metric from alert a where a.order_num = o.num order by a.num desc limit 1)) l on true
 where case when %(id)s::text is null
            then o.state <> 'closed' and (%(under)s::text is null or %(under)s = any(g.path))
            else o.id = %(id)s end
 order by o.origin <> 'live', o.severity desc, o.filed_at, o.num
 limit %(limit)s;

-- astray --
-- Unclosed orders that another area holds than the one that now holds their sensor, until they are moved; orders
-- of a whole area stay with it.
select o.num, o.id, o.rule_id, o.sensor_num, o.severity, o.state, o.origin, o.area, o.filed_at, o.state_since,
       o.resolved_by, s.area
  from work_order o join sensor s on s.num = o.sensor_num
 where o.state not in ('filed', 'closed') and o.area <> s.area and o.sensor_num = any(%(sensor_nums)s)
   and not exists (select from alert a where a.order_num = o.num and a.watched_area is not null)
 order by o.num
   for update of o;

-- move_order --
-- Hands an order to another area.
update work_order set area = %(area)s where num = %(num)s;

-- waiting_for_area --
-- Filed orders whose sensor meanwhile lies in an area, held until they are routed.
select o.num, o.id, o.rule_id, o.sensor_num, o.severity, o.state, o.origin, s.area, o.filed_at, o.state_since,
       o.resolved_by
  from work_order o join sensor s on s.num = o.sensor_num
 where o.state = 'filed' and s.area is not null
   for update of o skip locked;
