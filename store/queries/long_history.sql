-- unguard --
-- What is made up is told to nobody, and not looked up order by order.
alter table work_order_event disable trigger untold;

-- unbind --
-- The same for clocks.
alter table work_order_clock drop constraint work_order_clock_order_num_fkey;

-- guard --
-- From here on history is heard again.
alter table work_order_event enable trigger untold;

-- put_orders --
-- Orders made up, evenly over so many days until now: one in five was reported, the last ones are unclosed.
insert into work_order (rule_id, sensor_num, severity, state, origin, area, filed_at, state_since, resolved_by, source,
                        plan, plan_copy, name_zh, name_en, lon, lat, trade, crew, person, round, turn, returns, reworks,
                        follows_num, dispatched_at, accepted_at, arrived_at, resolved_at, verified_at, over_at, due_at,
                        late)
select case when not t.is_told then 'rule-' || case when t.is_open then n else mod(n, 40) end end,
       case when not t.is_told then s.num end, 1 + mod(n, 4), case when t.is_open then 'dispatched' else 'closed' end, 'live',
       s.area, t.at, t.at, case when not t.is_open then t.crew || '-' || mod(n, 7) end,
       case when t.is_told then 'hotline' else 'alert' end, p.id, p.copy,
       case when t.is_told then '道路积水' end, case when t.is_told then 'Water on the road' end,
       case when t.is_told then s.lon end, case when t.is_told then s.lat end, p.trade, t.crew, t.crew || '-' || mod(n, 7),
       1, 6, (mod(n, 30) = 0)::integer, (mod(n, 20) = 0)::integer, case when mod(n, 100) = 0 then n - 50 end,
       t.at + interval '1 minute', case when not t.is_open then t.at + interval '9 minutes' end,
       case when not t.is_open then t.at + interval '31 minutes' end,
       case when not t.is_open then t.at + mod(n, 300) * interval '1 minute' + interval '40 minutes' end,
       case when not t.is_open then t.at + mod(n, 300) * interval '1 minute' + interval '3 hours' end,
       case when not t.is_open then t.at + mod(n, 300) * interval '1 minute' + interval '4 hours' end,
       case when t.is_open then t.at + interval '6 hours' end, mod(n, 10) = 0
  from generate_series(1, %(count)s::bigint) as n
 cross join lateral (
       select n > %(count)s - %(open)s::bigint as is_open, mod(n, 5) = 0 as is_told,
              %(now)s::timestamptz - (%(count)s - n) * %(span)s::interval / %(count)s as at,
              'crew-' || mod(n, 60) as crew) t
  join (select row_number() over (order by num) - 1 as place, count(*) over () as many, * from sensor) s
    on s.place = mod(n, s.many)
  join unnest(%(ids)s::text[], %(trades)s::text[], %(copies)s::jsonb[]) with ordinality as p (id, trade, copy, place)
    on p.place = 1 + mod(n, cardinality(%(ids)s::text[]))
 order by n;

-- put_lines --
-- Their history: five lines of a closed order, two of an unclosed one.
insert into work_order_event (order_num, at, actor, command, from_state, to_state, note)
select o.num, l.at, l.actor, l.command, l.from_state, l.to_state, ''
  from work_order o
 cross join lateral (
       values (1, o.filed_at, 'yiping', 'file', null, 'filed'),
              (2, o.dispatched_at, 'yiping', 'dispatch', 'filed', 'dispatched'),
              (3, o.accepted_at, o.person, 'accept', 'dispatched', 'accepted'),
              (4, o.resolved_at, o.person, 'resolve', 'accepted', 'resolved'),
              (5, o.over_at, 'desk', 'close', 'verified', 'closed')) as l (place, at, actor, command, from_state, to_state)
 where l.at is not null
 order by o.num, l.place;

-- put_clocks --
-- Their clocks, three each.
insert into work_order_clock (order_num, round, sort, amount, unit, since, due_at, stopped_at, ended)
select o.num, 1, c.sort, c.amount, 'urgent_hour', o.dispatched_at, o.dispatched_at + c.amount * interval '1 hour',
       c.stopped_at, case when c.stopped_at is null then null when o.late then 'late' else 'met' end
  from work_order o
 cross join lateral (
       values ('accept', 0.5, o.accepted_at), ('arrive', 1.0, o.arrived_at), ('resolve', 6.0, o.resolved_at))
       as c (sort, amount, stopped_at);

-- put_reports --
-- What was told of the reported ones.
insert into report (order_num, source, ticket, category, words, address, contact, reported_by, reported_at, recorded_at)
select o.num, 'hotline', 'T-' || o.num, 'road_water', 'knee-deep', '', '', 'operator', o.filed_at, o.filed_at
  from work_order o where o.source = 'hotline';

-- put_notices --
-- Notices of the last orders, all told but for the newest.
insert into outbox (key, case_id, event_num, channel, receiver, origin, body, made_at, due_at, expires_at, state,
                    tries, ended_at)
select 'history-' || n, 'WO-' || lpad((%(last)s::bigint - n / 2)::text, 6, '0'), n, 'crews', 'crew-' || mod(n, 60), 'live',
       %(body)s::jsonb, t.at, t.at, t.at + interval '1 day', case when n <= %(waiting)s::bigint then 'waiting' else 'told' end,
       1, case when n > %(waiting)s then t.at end
  from generate_series(1, %(count)s::bigint) as n
 cross join lateral (select %(now)s::timestamptz - n * interval '30 seconds' as at) t;

-- analyze --
-- What a night's vacuum leaves: figures for the planner, pages that are known to be visible.
vacuum analyze;
