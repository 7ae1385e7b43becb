-- Whether an alert of an order, or of one that is merged into it, stands open: asked of the few orders, by the index of
-- open alerts. The offset holds the planner to that, since it would go through all open alerts for each order.
create view order_alert as
select w.num,
       exists (select from alert a
                where a.rule_id = w.rule_id and a.sensor_num = w.sensor_num and a.origin = w.origin
                  and a.cleared_at is null)
       or exists (select from work_order c
                   where c.merged_into = w.num
                     and exists (select from alert a
                                  where a.rule_id = c.rule_id and a.sensor_num = c.sensor_num and a.origin = c.origin
                                    and a.cleared_at is null
                                 offset 0)) as alert_open
  from work_order w;

-- An order with what a list or a tablet shows beside it. An area that is no more is still called as it was.
create or replace view order_shown as
select o.*, s.id as sensor_id, coalesce(s.name_zh, w.name_zh) as name_zh, coalesce(s.name_en, w.name_en) as name_en,
       s.kind as sensor_kind, coalesce(s.lon, w.lon) as lon, coalesce(s.lat, w.lat) as lat,
       coalesce(g.name_zh, e.name_zh) as area_zh, coalesce(g.name_en, e.name_en) as area_en,
       coalesce(p.names_zh, '{}') as path_zh, coalesce(p.names_en, '{}') as path_en,
       t.alert_open,
       l.value, l.metric, l.observed_at, w.purpose
  from order_row o
  join work_order w using (num)
  join order_alert t using (num)
  left join sensor s on s.num = o.sensor_num
  left join area g on g.code = o.area and g.valid_to is null
  left join lateral (
       select v.name_zh, v.name_en, v.path
         from area v where g.code is null and v.code = o.area
        order by v.valid_to desc limit 1) e on true
  left join lateral (
       select array_agg(u.name_zh order by u.level) as names_zh, array_agg(u.name_en order by u.level) as names_en
         from area u where u.code = any(coalesce(g.path, e.path)) and u.valid_to is null) p on true
  left join lateral (
       select n.value, n.metric, n.observed_at
         from sensor_latest n
        where n.sensor_num = o.sensor_num and n.origin = o.origin
          and n.metric = (select a.metric from alert a where a.order_num = o.num order by a.num desc limit 1)) l on true;
