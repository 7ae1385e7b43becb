-- Rules as they were, what they stand at, and the alerts they raised.
create table rule_revision (
    rule_id text not null,
    revision integer not null,
    digest text not null,
    body text not null,
    recorded_at timestamptz not null,
    primary key (rule_id, revision)
);

-- One row for each rule and sensor that is not at rest; at rest there is no row.
create table standing (
    rule_id text not null,
    sensor_num integer not null,
    latches jsonb not null,
    evaluated_at timestamptz not null,
    primary key (rule_id, sensor_num)
);

create table alert (
    num bigint generated always as identity primary key,
    rule_id text not null,
    rule_revision integer not null,
    sensor_num integer not null references sensor (num),
    metric text not null,
    state text not null,
    severity smallint not null check (severity between 1 and 4),
    peak_severity smallint not null check (peak_severity between 1 and 4),
    value double precision not null,
    origin text not null,
    opened_at timestamptz not null,
    cleared_at timestamptz,
    area text,
    order_num bigint,
    check ((state = 'rtnun') = (cleared_at is not null))
);
-- Promise R5: one open alert per rule and sensor, whatever runs in parallel.
create unique index alert_open on alert (rule_id, sensor_num) where cleared_at is null;
create index alert_of_order on alert (order_num);

create table alert_event (
    num bigint generated always as identity primary key,
    alert_num bigint not null references alert (num),
    at timestamptz not null,          -- time of the reading that caused it
    recorded_at timestamptz not null,
    change text not null,
    reason text not null,
    severity smallint not null,
    value double precision not null
);
create index alert_event_of on alert_event (alert_num);
