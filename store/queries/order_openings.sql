-- insert_order --
-- Files an order of an alert, unless one of the same rule, sensor and origin is still unclosed; with the closed one
-- that it follows too soon.
insert into work_order (rule_id, sensor_num, severity, state, origin, area, purpose, filed_at, state_since, plan,
                        plan_copy, trade, kind, is_compared, follows_num)
values (%(rule_id)s, %(sensor_num)s, %(severity)s, 'filed', %(origin)s, %(area)s, %(purpose)s, %(now)s, %(now)s,
        %(plan)s, %(plan_copy)s, %(trade)s, %(kind)s, false,
        (select f.num
           from work_order f
          where f.sensor_num = %(sensor_num)s::integer and f.rule_id = %(rule_id)s::text and f.state = 'closed'
            and f.origin = %(origin)s::text and f.over_at > %(too_soon)s::timestamptz
          order by f.over_at desc limit 1))
on conflict (rule_id, sensor_num, origin) where not is_over do nothing
returning num;

-- insert_reported --
-- Writes down a case that has no sensor: people told of it, or it was split from another order.
insert into work_order (source, severity, state, origin, area, filed_at, state_since, plan, plan_copy, trade, kind,
                        name_zh, name_en, lon, lat, case_num, follows_num, is_compared)
values (%(source)s, %(severity)s, %(state)s, %(origin)s, %(area)s, %(now)s, %(now)s, %(plan)s, %(plan_copy)s,
        %(trade)s, %(kind)s, %(name_zh)s, %(name_en)s, %(lon)s, %(lat)s, %(case_num)s, %(follows)s, %(is_compared)s)
returning num;

-- sensor_kind --
-- Of which kind a sensor is.
select kind from sensor where num = %(sensor_num)s;
