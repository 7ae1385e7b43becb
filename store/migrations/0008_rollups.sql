-- Minutes and hours of readings, and since when each kind of row is kept.

-- Readings arrive in the order of received_at, so a few pages tell which part of a chunk an hour of the ledger
-- lies in.
create index reading_by_arrival on reading using brin (received_at) with (pages_per_range = 32, autosummarize = on);

-- min, max, mean and last are of the plausible values, those that are not bad, and null when there are none.
create table reading_1m (
    sensor_num integer not null,
    metric text not null,
    origin text not null,             -- an exercise is never mixed with what is live
    at timestamptz not null,          -- the beginning of the minute
    min double precision,
    max double precision,
    mean double precision,
    last double precision,
    count integer not null,           -- of all readings
    plausible integer not null,       -- of those that are not bad
    good integer not null,            -- of those whose quality is good
    primary key (sensor_num, metric, at, origin)
) with (fillfactor = 80);             -- the minute that goes on is written again: room for it within the page
select create_hypertable('reading_1m', by_range('at', interval '28 days'), create_default_indexes => false);

create table reading_1h (
    sensor_num integer not null,
    metric text not null,
    origin text not null,
    at timestamptz not null,          -- the beginning of the hour
    min double precision,
    max double precision,
    mean double precision,
    last double precision,
    count integer not null,
    plausible integer not null,
    good integer not null,
    primary key (sensor_num, metric, at, origin)
) with (fillfactor = 80);
select create_hypertable('reading_1h', by_range('at', interval '364 days'), create_default_indexes => false);

-- Since when rows are kept: readings by their kind ('kind:water_depth'), the minutes ('reading_1m'). What lies
-- before is history that no later reading changes: its readings may be gone.
create table retention (
    subject text primary key,
    kept_since timestamptz not null
);

-- How far the comparison of a day's readings with its rollups has come, and what it found.
create table reconciliation (
    day date primary key,
    up_to_sensor integer not null,    -- sensors up to this number are done
    differences bigint not null,
    finished_at timestamptz
);

-- Readings of before this migration wait for their rollups as if they had just come, a line a sensor and day.
insert into rollup_change (sensor_nums, minutes)
select array_agg(sensor_num), array_agg(minute)
  from (select distinct sensor_num, floor(extract(epoch from observed_at) / 60)::bigint as minute from reading) known
 group by sensor_num, minute / 1440
 order by minute / 1440, sensor_num;

-- Removes up to so many old readings of some sensors from one chunk, and counts them in the ledger. The rows are
-- named by their place: a delete on the whole table would look into every chunk.
create function remove_readings(chunk regclass, nums integer[], before timestamptz, rows bigint) returns bigint
language plpgsql as $$
declare
    removed bigint;
begin
    execute format($sql$
        with gone as (
            delete from %s
             where ctid = any(array(select ctid from %s where sensor_num = any($1) and observed_at < $2 limit $3))
            returning sensor_num, received_at
        ), counted as (
            select date_trunc('hour', received_at) as hour, sensor_num, count(*) as removed
              from gone group by 1, 2 order by 1, 2
        ), noted as (
            update ledger l set readings_removed = readings_removed + c.removed
              from counted c where l.hour = c.hour and l.sensor_num = c.sensor_num
        )
        select count(*) from gone $sql$, chunk, chunk) using nums, before, rows into removed;
    return removed;
end $$;

-- Counts all readings of a chunk in the ledger as removed, before the chunk is dropped in the same transaction.
-- Nobody writes into it meanwhile; those who read go on.
create function count_out(chunk regclass) returns bigint language plpgsql as $$
declare
    removed bigint;
begin
    execute format('lock table %s in share row exclusive mode', chunk);
    execute format($sql$
        with counted as (
            select date_trunc('hour', received_at) as hour, sensor_num, count(*) as removed from %s group by 1, 2
        ), noted as (
            update ledger l set readings_removed = readings_removed + c.removed
              from counted c where l.hour = c.hour and l.sensor_num = c.sensor_num
        )
        select coalesce(sum(removed), 0) from counted $sql$, chunk) into removed;
    return removed;
end $$;
