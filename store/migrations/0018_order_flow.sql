-- The whole flow of a work order: cases that people report, branches, clocks, rungs of the ladder, who has it.

alter table work_order
    alter column rule_id drop not null,
    alter column sensor_num drop not null,
    add column is_over boolean not null generated always as (state in ('closed', 'rejected', 'cancelled')) stored,
    add column source text not null default 'alert' check (source in ('alert', 'hotline', 'staff', 'split')),
    add column plan text not null default 'other',      -- id of the plan (预案) it goes by
    add column kind text,                 -- of the sensor; of a reported case the category that people told
    add column plan_copy jsonb not null default '{}',   -- that plan as it was when the order opened
    add column case_num bigint references work_order (num),  -- the order whose id is the case's; null: this one
    add column name_zh text,              -- what a reported case is called; those of sensors bear the sensor's name
    add column name_en text,
    add column lon double precision,      -- degrees WGS-84 of a reported case
    add column lat double precision,
    add column trade text,                -- whose craft it asks for
    add column crew text,
    add column person text,
    add column round integer not null default 0,        -- how often it was dispatched; clocks belong to a round
    add column turn integer not null default 0,         -- moved on by every command of a person: one of two wins
    add column returns integer not null default 0,
    add column reworks integer not null default 0,
    add column level smallint check (level between 1 and 5),  -- how high the ladder has carried it; null: not yet
    add column before_state text,         -- what it was before it was parked or merged
    add column merged_into bigint references work_order (num),
    add column supervised_by text,        -- who watches over it (督办)
    add column follows_num bigint references work_order (num),  -- the closed order that it comes after too soon
    add column dispatched_at timestamptz, -- for the first time; the others for the last
    add column accepted_at timestamptz,
    add column arrived_at timestamptz,
    add column resolved_at timestamptz,
    add column verified_at timestamptz,
    add column over_at timestamptz,
    add column due_at timestamptz,        -- when the work has to be done, by its clock; null: none runs
    add column late boolean not null default false,     -- some round was resolved after its time, or is overdue
    add column is_compared boolean not null default true,  -- whether it was looked at for being somebody else's case
    add constraint work_order_subject check (
        case when source = 'alert' then rule_id is not null and sensor_num is not null
             else name_zh is not null and name_en is not null and lon is not null and lat is not null end);

update work_order o set kind = s.kind from sensor s where s.num = o.sensor_num;

-- What was closed before keeps the times that its history tells.
update work_order o
   set dispatched_at = e.dispatched_at, accepted_at = e.accepted_at, arrived_at = e.arrived_at,
       resolved_at = e.resolved_at, verified_at = e.verified_at, over_at = e.over_at,
       round = 1
  from (select order_num, min(at) filter (where command = 'dispatch') as dispatched_at,
               max(at) filter (where command = 'accept') as accepted_at,
               max(at) filter (where command = 'arrive') as arrived_at,
               max(at) filter (where command = 'resolve') as resolved_at,
               max(at) filter (where command = 'verify') as verified_at,
               max(at) filter (where command = 'close') as over_at
          from work_order_event group by order_num) e
 where e.order_num = o.num and e.dispatched_at is not null;

drop index work_order_open;
drop index work_order_of_area;
-- Promise R5: one unclosed order for a rule, sensor and origin, whatever runs in parallel; a merged one counts.
create unique index work_order_open on work_order (rule_id, sensor_num, origin) where not is_over;
-- Lists ask for the unclosed orders of an area, the engine for those of a person.
create index work_order_of_area on work_order (area) where not is_over;
create index work_order_of_person on work_order (person) where not is_over;
-- Evaluation counts what was filed between two times; boards count what ended of late.
create index work_order_by_time on work_order (filed_at);
create index work_order_ended on work_order (over_at) where is_over;
-- Whether a new order comes after a closed one too soon.
create index work_order_of_place on work_order (sensor_num, rule_id, over_at) where state = 'closed';
-- What may be the same case, and what has not been compared yet.
create index work_order_of_plan on work_order (plan) where not is_over;
create index work_order_new on work_order (num) where not is_compared and not is_over;
create index work_order_merged on work_order (merged_into) where merged_into is not null;
create index work_order_of_case on work_order (case_num) where case_num is not null;

-- The clocks of an order, one of a sort in each round.
create table work_order_clock (
    order_num bigint not null references work_order (num),
    round integer not null,
    sort text not null check (sort in ('accept', 'arrive', 'resolve')),
    amount double precision not null check (amount > 0),
    unit text not null check (unit in ('urgent_hour', 'working_hour', 'working_day')),
    since timestamptz not null,
    due_at timestamptz,               -- null while it stands, and when it is void
    stopped_at timestamptz,
    ended text check (ended in ('met', 'late', 'void')),
    primary key (order_num, round, sort),
    check ((stopped_at is null) = (ended is null))
);
-- What is running is asked for when the calendar changes.
create index work_order_clock_runs on work_order_clock (order_num) where stopped_at is null;
create index work_order_clock_due on work_order_clock (due_at) where stopped_at is null and due_at is not null;

-- When the clocks of an order stand, and why: it was paused, or parked (挂账).
create table work_order_pause (
    num bigint generated always as identity primary key,
    order_num bigint not null references work_order (num),
    since timestamptz not null,
    until timestamptz,
    reason text not null check (reason ~ '\S'),
    begun_by text not null,
    check (until >= since)
);
create index work_order_pause_of on work_order_pause (order_num);
create unique index work_order_pause_now on work_order_pause (order_num) where until is null;

-- More time, asked for by those who work and decided by somebody else (延期).
create table work_order_extension (
    num bigint generated always as identity primary key,
    order_num bigint not null references work_order (num),
    round integer not null,
    amount double precision not null check (amount > 0),
    unit text not null,
    reason text not null check (reason ~ '\S'),
    asked_by text not null,
    asked_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    granted boolean,
    constraint four_eyes check (person(decided_by) <> person(asked_by)),
    check (num_nulls(decided_by, decided_at, granted) in (0, 3))
);
create unique index work_order_extension_open on work_order_extension (order_num) where granted is null;

-- The rungs of the ladder that an order opened with: who is told when so much of a clock is used up.
create table work_order_rung (
    order_num bigint not null references work_order (num),
    round integer not null,
    sort text not null,
    share double precision not null check (share > 0),
    level smallint not null check (level between 1 and 5),
    due_at timestamptz,               -- null while its clock stands, or when it has ended
    reached_at timestamptz,
    primary key (order_num, round, sort, share)
);
-- Looked through every two seconds.
create index work_order_rung_due on work_order_rung (due_at) where reached_at is null and due_at is not null;

-- What people told of: by the hotline 12345, or staff on their rounds. Each makes an order, which may be merged.
create table report (
    num bigint generated always as identity primary key,
    order_num bigint not null references work_order (num),
    source text not null check (source in ('hotline', 'staff')),
    ticket text,                      -- the number that the hotline gave it
    category text not null,           -- what was told of, as its plan names it
    words text not null check (words ~ '\S'),
    address text not null,
    contact text not null,            -- how the person who told of it can be reached, where he wants it
    reported_by text not null,
    reported_at timestamptz not null,
    recorded_at timestamptz not null
);
create index report_of on report (order_num);
-- A ticket that comes twice is one report.
create unique index report_ticket on report (source, ticket) where ticket is not null;

-- Which pairs of orders a person has parted: they are not merged by themselves again.
create table work_order_apart (
    order_num bigint not null references work_order (num),
    other_num bigint not null references work_order (num),
    primary key (order_num, other_num)
);

-- Lines of history of which nobody has been told yet: the notices made of them go out by themselves. A trigger fills
-- it, so that whoever writes history is heard.
create table work_order_untold (
    event_num bigint primary key references work_order_event (num)
);
create function note_untold() returns trigger language plpgsql as $$
begin
    insert into work_order_untold (event_num) values (new.num);
    return null;
end $$;
create trigger untold after insert on work_order_event for each row execute function note_untold();

-- When the district works, as its settings say; every process reckons by this row. ``version`` moves on with it.
create table work_hours (
    only_row boolean primary key default true check (only_row),
    zone text not null,
    hours text not null,
    version bigint not null
);
insert into work_hours (zone, hours, version) values ('Asia/Shanghai', '08:30-11:30/13:00-17:30', 0);

-- Which hours and calendar the clocks are set by, and up to which order where they are being set anew.
create table work_order_mark (
    only_row boolean primary key default true check (only_row),
    hours_version bigint not null,
    calendar_day bigint not null,
    up_to bigint                      -- null: all of them
);
insert into work_order_mark (hours_version, calendar_day) select 0, coalesce(max(num), 0) from calendar_day;

-- An order as the program reads it, in this order of columns. Its case is that of the order that took it in, else the one
-- that it was split from, else its own.
create view order_row as
select o.num, o.id, o.rule_id, o.sensor_num, o.severity, o.state, o.origin, o.area, o.filed_at, o.state_since,
       o.resolved_by, o.source, o.plan, coalesce(mc.id, m.id, c.id, o.id) as case_id, o.trade, o.crew, o.person, o.round, o.turn,
       o.returns, o.reworks, o.level, o.before_state, m.id as merged_id, o.supervised_by, f.id as follows_id,
       o.due_at, o.late,
       exists (select from work_order_pause p where p.order_num = o.num and p.until is null) as paused,
       (select x.asked_by from work_order_extension x where x.order_num = o.num and x.granted is null) as asked_by,
       array(select jsonb_array_elements_text(o.plan_copy -> 'skips')) as skips, o.kind
  from work_order o
  left join work_order c on c.num = o.case_num
  left join work_order m on m.num = o.merged_into
  left join work_order mc on mc.num = m.case_num
  left join work_order f on f.num = o.follows_num;
