-- astray --
-- Unclosed orders that another area holds than the one that now holds their sensor, until they are moved; orders
-- of a whole area stay with it.
select o.num, s.area
  from work_order o join sensor s on s.num = o.sensor_num
 where o.state <> 'filed' and not o.is_over and o.area <> s.area and o.sensor_num = any(%(sensor_nums)s)
   and not exists (select from alert a where a.order_num = o.num and a.watched_area is not null)
 order by o.num
   for update of o;

-- move_order --
-- Hands an order to another area; who there has it is found anew.
update work_order set area = %(area)s, crew = null, person = null where num = %(num)s;

-- waiting_for_area --
-- Filed orders that lie in an area by now, held until they are routed; what was returned waits for a person.
select o.num, coalesce(s.area, o.area)
  from work_order o left join sensor s on s.num = o.sensor_num
 where o.state = 'filed' and not o.is_over and o.returns = 0 and coalesce(s.area, o.area) is not null
   for update of o skip locked;
