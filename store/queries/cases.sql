-- ticket_order --
-- The order of a ticket that is known already.
select o.id from report r join work_order o on o.num = r.order_num
 where r.source = %(source)s and r.ticket = %(ticket)s;

-- insert_report --
-- What somebody told of; nothing where the ticket is known already.
insert into report (order_num, source, ticket, category, words, address, contact, reported_by, reported_at, recorded_at)
values (%(order_num)s, %(source)s, %(ticket)s, %(category)s, %(words)s, %(address)s, %(contact)s, %(reported_by)s,
        %(reported_at)s, %(now)s);

-- reports --
-- What was told of an order, and of those merged into it, oldest first.
select o.id, r.source, r.ticket, r.category, r.words, r.address, r.contact, r.reported_by, r.reported_at, r.recorded_at
  from report r join work_order o on o.num = r.order_num
 where o.num = %(order_num)s or o.merged_into = %(order_num)s
 order by r.num;

-- place --
-- Where an order is, degrees WGS-84.
select coalesce(s.lon, o.lon), coalesce(s.lat, o.lat)
  from work_order o left join sensor s on s.num = o.sensor_num where o.num = %(num)s;

-- near --
-- Unclosed orders that may be the same case as one that waits to be compared: of one plan and origin, near in place and
-- time, one of the two told by people, and never parted by a person. The nearest first, with metres and seconds.
select c.num, d.metres, abs(extract(epoch from c.filed_at - o.filed_at))::float8
  from work_order o
  left join sensor s on s.num = o.sensor_num
  join work_order c on c.plan = o.plan and c.origin = o.origin and c.num <> o.num
  left join sensor t on t.num = c.sensor_num
 cross join lateral (
       select 111195 * sqrt((coalesce(t.lat, c.lat) - coalesce(s.lat, o.lat)) ^ 2
                            + ((coalesce(t.lon, c.lon) - coalesce(s.lon, o.lon))
                               * cos(radians(coalesce(s.lat, o.lat)))) ^ 2) as metres) d
 where o.num = %(num)s and not c.is_over
   and c.state in ('reported', 'filed', 'dispatched', 'accepted', 'on_site', 'parked')
   and (o.source in ('hotline', 'staff') or c.source in ('hotline', 'staff'))
   and c.filed_at between o.filed_at - %(within)s::interval and o.filed_at + %(within)s::interval
   and d.metres <= %(radius_m)s
   and not exists (select from work_order_apart p
                    where (p.order_num, p.other_num) in ((o.num, c.num), (c.num, o.num)))
 order by d.metres, c.num
 limit 10;

-- closed_near --
-- The order of a plan that was closed last near a place since a time.
select c.num
  from work_order c left join sensor t on t.num = c.sensor_num
 where c.is_over and c.state = 'closed' and c.plan = %(plan)s and c.origin = %(origin)s
   and c.over_at > %(since)s::timestamptz
   and 111195 * sqrt((coalesce(t.lat, c.lat) - %(lat)s::float8) ^ 2
                     + ((coalesce(t.lon, c.lon) - %(lon)s::float8) * cos(radians(%(lat)s::float8))) ^ 2) <= %(radius_m)s
 order by c.over_at desc limit 1;

-- to_compare --
-- Orders that nobody has compared with others yet.
select num from work_order where not is_compared and not is_over order by num limit %(limit)s for update skip locked;

-- note_compared --
-- They have been compared now.
update work_order set is_compared = true where num = any(%(nums)s::bigint[]);

-- merged_into --
-- What is merged into an order now.
select id from work_order where merged_into = %(num)s and state = 'merged' order by num;

-- part --
-- A person says that two orders are two cases.
insert into work_order_apart (order_num, other_num) values (%(num)s, %(other)s) on conflict do nothing;

-- case_orders --
-- Every order of a case: the first, those split from it, and what was merged into any of them.
with one as (
     select coalesce(o.case_num, o.num) as root from work_order o where o.id = %(id)s),
own as (
     select o.num from work_order o join one on o.num = one.root
     union
     select o.num from work_order o join one on o.case_num = one.root),
every as (
     select num from own
     union
     select o.num from work_order o join own on o.merged_into = own.num)
select o.id from work_order o join every using (num) order by o.num;

-- alerts_of --
-- The alerts of an order, newest first: number, rule, sensor, state, level, since when, until when.
select a.num, a.rule_id, s.id, a.state, a.severity, a.opened_at, a.cleared_at
  from alert a join sensor s on s.num = a.sensor_num
 where a.order_num = %(order_num)s
    or a.order_num in (select m.num from work_order m where m.merged_into = %(order_num)s)
 order by a.num desc limit %(limit)s;
