-- What the evaluation of orders (综合评价) counts by, month after month.

-- Whether there is a time by which the work has to be done: an order from before there were plans has none.
alter table work_order
    add column is_timed boolean not null generated always as (plan_copy ? 'limits') stored;

-- Which closed orders another came after too soon.
create index work_order_follows on work_order (follows_num) where follows_num is not null;
