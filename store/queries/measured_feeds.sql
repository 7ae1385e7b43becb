-- next_rung --
-- When the next rung of a ladder is due.
select min(due_at) from work_order_rung where reached_at is null and due_at is not null;

-- orders_after --
-- The numbers of orders after a number, in order.
select num from work_order where num > %(num)s order by num;

-- overlaps --
-- How many orders lay unclosed beside another one of their rule, sensor and origin, and how many alerts were open so;
-- alerts of which nobody was told to do anything.
select (select count(*) from work_order a join work_order b using (rule_id, sensor_num, origin)
         where a.num < b.num and b.filed_at < coalesce(a.over_at, 'infinity')),
       (select count(*) from alert a join alert b using (rule_id, sensor_num, origin)
         where a.num < b.num and b.opened_at < coalesce(a.cleared_at, 'infinity')),
       (select count(*) from alert where order_num is null);
