-- What ingest needs to lose nothing and to double nothing, whatever platform a device speaks through.

-- True where the device told no time: observed_at is then the time of arrival.
alter table reading add column clockless boolean not null default false;

-- What the next reading is judged by: the last two plausible values, since when the value has not moved, and
-- since when the device's clock has been late by the same lag. Microseconds since 1970-01-01 UTC; the smallest
-- bigint and NaN stand for unknown, because these columns go to and from arrays as they are.
alter table sensor_latest
    add column clockless boolean not null default false,
    add column last_us bigint not null default -9223372036854775808,
    add column last_value double precision not null default 'NaN',
    add column before_us bigint not null default -9223372036854775808,
    add column before_value double precision not null default 'NaN',
    add column unchanged_us bigint not null default -9223372036854775808,
    add column lag_us bigint not null default -9223372036854775808,
    add column lag_since_us bigint not null default -9223372036854775808;

-- Messages that are no readings (joins, acknowledgements, logs), and what maintenance has taken out of the tables.
alter table ledger
    add column notice bigint not null default 0,
    add column readings_removed bigint not null default 0,
    add column dead_letters_removed bigint not null default 0;

-- What codecs remember from one message to the next, such as the aliases that a birth defines.
create table codec_memory (
    source text not null,
    key text not null,
    value text not null,
    primary key (source, key)
);

-- The last message under each packet identifier that held a reading without a time of its own: what the broker
-- sends again has the same identifier and the same bytes, and must not become a second reading.
create table delivery (
    client_id text not null,
    mid integer not null,
    digest bytea not null,            -- SHA-256 of topic and payload
    stored_at timestamptz not null,
    primary key (client_id, mid)
);

-- Which readings have changed since the rollups were last refreshed: a line a batch, by sensor and minute.
create table rollup_change (
    num bigint generated always as identity primary key,
    sensor_nums integer[] not null,
    minutes bigint[] not null         -- whole minutes since 1970-01-01 UTC, beside their sensors
);
