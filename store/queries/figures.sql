-- figures --
-- How many rows the large tables hold.
select (select count(*) from reading),
       (select count(*) from alert),
       (select count(*) from alert where cleared_at is not null),
       (select count(*) from work_order),
       (select count(*) from work_order where state = 'closed'),
       (select count(*) from work_order_event);
