-- What the evaluation of orders (综合评价) counts by, kept beside each order so that a month is read from one index.

alter table work_order
    -- What became of it, in words: whether people told of it, whether another took it in (joined), where it stands (a
    -- parked one where it was parked), whether its work has a time limit (orders from before plans have none), and what
    -- happened on the way: done, done late, done again after a rework.
    add column fate text not null generated always as (
        case when source in ('hotline', 'staff') then 'told ' else '' end
        || case when merged_into is null then '' else 'joined ' end
        || case when state = 'parked' then coalesce(before_state, state) else state end
        || case when plan_copy ? 'limits' then ' timed' else '' end
        || case when resolved_at is null then '' else ' done' end
        || case when late then ' late' else '' end
        || case when reworks > 0 then ' again' else '' end) stored,
    -- Seconds on the wall clock, of orders that were not cancelled or taken in: from the first dispatch to the last
    -- acceptance, arrival and resolution, and from arrival of the case to its closure.
    add column accept_s double precision generated always as (
        case when merged_into is null and state <> 'cancelled'
             then date_part('epoch', accepted_at - dispatched_at) end) stored,
    add column arrive_s double precision generated always as (
        case when merged_into is null and state <> 'cancelled'
             then date_part('epoch', arrived_at - dispatched_at) end) stored,
    add column resolve_s double precision generated always as (
        case when merged_into is null and state <> 'cancelled'
             then date_part('epoch', resolved_at - dispatched_at) end) stored,
    add column close_s double precision generated always as (
        case when merged_into is null and state = 'closed' then date_part('epoch', over_at - filed_at) end) stored;

-- The evaluation reads the orders of a period from here alone.
create index work_order_evaluated on work_order (filed_at)
    include (accept_s, arrive_s, resolve_s, close_s, due_at, num, returns, fate, plan, source, crew, area, kind)
    where origin = 'live';
-- Which closed orders another came after too soon, and which are merged now.
create index work_order_follows on work_order (filed_at) include (follows_num) where follows_num is not null;
create index work_order_merged_now on work_order (merged_into) where state = 'merged';
