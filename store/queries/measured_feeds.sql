-- next_rung --
-- When the next rung of a ladder is due.
select min(due_at) from work_order_rung where reached_at is null and due_at is not null;

-- orders_after --
-- The numbers of orders after a number, in order.
select num from work_order where num > %(num)s order by num;

-- overlaps --
-- How many orders lay unclosed beside another one of their rule, sensor and origin, and how many alerts were open so;
-- alerts without an order, and orders that were filed at another time than their first alert opened.
select (select count(*) from work_order a join work_order b using (rule_id, sensor_num, origin)
         where a.num < b.num and b.filed_at < coalesce(a.over_at, 'infinity')),
       (select count(*) from alert a join alert b using (rule_id, sensor_num, origin)
         where a.num < b.num and b.opened_at < coalesce(a.cleared_at, 'infinity')),
       (select count(*) from alert where order_num is null),
       (select count(*) from work_order o
         where o.source = 'alert'
           and o.filed_at is distinct from (select min(a.opened_at) from alert a where a.order_num = o.num));

-- opened --
-- The rule, the sensor and the opening of every alert.
select a.rule_id, s.id, a.opened_at from alert a join sensor s on s.num = a.sensor_num order by a.num;
