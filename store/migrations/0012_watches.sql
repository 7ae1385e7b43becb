-- What only time or several sensors can tell.

-- A sensor that was never heard is told of some time after this.
alter table sensor add column registered_at timestamptz not null default now();

-- An alert of an area is kept with one of its sensors; watched_area is the area that it is about. normal_since is
-- since when the watch that raised an open alert holds no more: it clears some time later.
alter table alert
    add column watched_area text,
    add column normal_since timestamptz;
-- Promise R5 for alerts of areas: one open alert per rule and area, whatever runs in parallel.
create unique index alert_open_area on alert (rule_id, watched_area, origin)
 where cleared_at is null and watched_area is not null;
-- Asked again and again for what has fired within the last minutes.
create index alert_event_recorded on alert_event (recorded_at);

-- How far each feed had come at the last look: a street by the words of its topics, '' for the city.
create table feed (
    place text primary key,
    heard_until timestamptz,          -- the newest arrival; null before the first
    fine_since timestamptz            -- since when nothing is wrong with it; null while something is
);

-- When a feed was not to be relied on: no sensor is called silent for what it did not say then.
create table feed_stop (
    place text not null,
    since timestamptz not null,
    ended_at timestamptz,
    reason text not null,
    primary key (place, since)
);
create unique index feed_stop_open on feed_stop (place) where ended_at is null;
