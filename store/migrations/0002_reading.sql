-- Readings, and where every received message went.
create table reading (
    observed_at timestamptz not null,
    sensor_num integer not null,
    metric text not null,
    value double precision not null,
    quality text not null,
    origin text not null,
    received_at timestamptz not null,
    primary key (sensor_num, metric, observed_at)
);
-- A week a chunk: a storm fits into one, ten years into some 520. The primary key serves all look-ups
-- by time, which are per sensor, so the default index on time alone is left out.
select create_hypertable('reading', by_range('observed_at', interval '7 days'), create_default_indexes => false);

create table sensor_latest (
    sensor_num integer not null,
    metric text not null,
    value double precision not null,
    quality text not null,
    origin text not null,
    observed_at timestamptz not null,
    received_at timestamptz not null,
    primary key (sensor_num, metric)
) with (fillfactor = 50);             -- updated at every reading: room for updates within the page

-- Counts of readings per hour of arrival and sensor; sensor 0 stands for messages of no known sensor.
create table ledger (
    hour timestamptz not null,
    sensor_num integer not null,
    messages bigint not null,
    received bigint not null,
    stored bigint not null,
    duplicate bigint not null,
    late bigint not null,
    dead_letter bigint not null,
    primary key (hour, sensor_num)
) with (fillfactor = 70);

create table dead_letter (
    num bigint generated always as identity primary key,
    received_at timestamptz not null,
    topic text not null,
    payload bytea not null,
    digest bytea not null,            -- SHA-256 of the payload and the detail
    reason text not null,
    detail text not null,
    sensor_num integer
);
-- Asked when the broker says that it sends a message again.
create index dead_letter_again on dead_letter (digest);
create index dead_letter_by_time on dead_letter (received_at);
