-- What people and other systems are to be told, kept until their channel has told them.

create table outbox (
    num bigint generated always as identity primary key,
    key text not null unique,         -- the same however often it is tried; a receiver knows by it what it has had
    case_id text not null,
    event_num bigint,                 -- the line of an order's history that it tells of
    channel text not null,            -- the name of a configured channel
    receiver text not null,
    origin text not null check (origin in ('live', 'exercise', 'replay')),
    body jsonb not null,              -- the whole notification
    made_at timestamptz not null,
    due_at timestamptz not null,      -- not tried before; those of one case, channel and receiver never run backwards
    expires_at timestamptz not null,  -- later than this nobody is helped by it
    tries integer not null default 0 check (tries >= 0),
    state text not null default 'waiting' check (state in ('waiting', 'told', 'refused', 'expired')),
    ended_at timestamptz,             -- when it was told, refused or given up
    problem text,                     -- what its last try came to; null after one that went well
    check ((state = 'waiting') = (ended_at is null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- A row is written again at every try: room in its page keeps it there, and dead rows leave soon.

-- What is due of a channel, asked for before every delivery.
create index outbox_due on outbox (channel, due_at, num) where state = 'waiting';
-- The first of a case that waits for a channel's receiver: those behind it wait for it.
create index outbox_line on outbox (channel, receiver, case_id, num) where state = 'waiting';
-- What a receiver was told of a case before, and a person's look at a case.
create index outbox_of_case on outbox (case_id, num);
-- What ended today, and what is old enough to leave.
create index outbox_ended on outbox (ended_at) where state <> 'waiting';
-- What a person may have tried again.
create index outbox_failed on outbox (channel, num) where state in ('refused', 'expired');

-- How the receiver of a channel does; a channel without a row never failed. One success forgets all of it.
create table outbox_channel (
    channel text primary key,
    failures integer not null default 0 check (failures >= 0),    -- since the last success
    failing_since timestamptz,
    pauses integer not null default 0 check (pauses >= 0),        -- since the last success
    try_again_at timestamptz,         -- left alone until then, afterwards tried by one; null: not paused
    problem text
) with (fillfactor = 50);

-- Which channels may tell of drills, and until when.
create table drill_channel (
    num bigint generated always as identity primary key,
    channel text not null,
    since timestamptz not null,
    until timestamptz not null,       -- the same as since: not any more
    named_by text not null check (named_by ~ '\S'),
    reason text not null check (reason ~ '\S'),
    check (until >= since)
);
-- The last word on a channel counts; those before it are kept.
create index drill_channel_last on drill_channel (channel, num desc);
create trigger append_only before update or delete on drill_channel
    for each row execute function refuse_change();
