-- untold --
-- Lines of history of which nobody has been told yet, the oldest first, held until the commit.
select event_num from work_order_untold order by event_num limit %(limit)s for update skip locked;

-- told --
-- They have been told of.
delete from work_order_untold where event_num = any(%(event_nums)s::bigint[]);

-- has_contacts --
-- Whether anybody at all wants to be told.
select exists (select from contact where valid_to is null or valid_to > %(now)s);

-- news --
-- Lines of history with their orders as they stand: name, place, areas around it, and what the plan says of telling.
select e.num, e.at, e.actor, e.command, e.from_state, e.to_state, e.note, e.override,
       coalesce(s.name_zh, w.name_zh), coalesce(s.name_en, w.name_en), coalesce(s.lon, w.lon), coalesce(s.lat, w.lat),
       g.name_zh, g.name_en, coalesce(g.path, array_remove(array[o.area], null)), s.id, s.site,
       (select r.address from report r where r.order_num = o.num order by r.num limit 1), w.plan_copy, o.*
  from work_order_event e
  join work_order w on w.num = e.order_num
  join order_row o on o.num = e.order_num
  left join sensor s on s.num = o.sensor_num
  left join lateral (
       select v.name_zh, v.name_en, v.path from area v where v.code = o.area order by v.valid_to desc nulls first limit 1) g
       on true
 where e.num = any(%(event_nums)s::bigint[])
 order by e.num;
