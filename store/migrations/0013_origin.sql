-- Live readings, exercises and replays share a city and nothing else: the origin is part of every key, so that what is
-- live is what it would be if no drill were there.

-- The key of the readings is built anew, chunk by chunk, while nobody writes or reads them: stop ingest first, which
-- loses nothing, since the broker holds what comes meanwhile. What it costs stands in docs/decisions/0011-origins-apart.md.
-- Where chunks are compressed, a key cannot change: they are unpacked, and the task that packs them begins anew.
do $$
declare
    chunk regclass;
begin
    if exists (select from timescaledb_information.hypertables
                where hypertable_name = 'reading' and compression_enabled) then
        for chunk in select format('%I.%I', chunk_schema, chunk_name)::regclass
                       from timescaledb_information.chunks
                      where hypertable_name = 'reading' and is_compressed order by range_start loop
            execute format('select decompress_chunk(%L)', chunk);
        end loop;
        execute 'alter table reading set (timescaledb.compress = false)';
    end if;
end $$;
alter table reading drop constraint reading_pkey, add primary key (sensor_num, metric, observed_at, origin);

alter table sensor_latest drop constraint sensor_latest_pkey, add primary key (sensor_num, metric, origin);

-- Until now one row told of all origins, with the trail of the live ones alone. Where a drill spoke last, the newest
-- live reading gets that trail back, and the drill begins without one.
insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at, clockless, last_us,
                           last_value, before_us, before_value, unchanged_us, lag_us, lag_since_us)
select l.sensor_num, l.metric, r.value, r.quality, 'live', r.observed_at, r.received_at, r.clockless, l.last_us,
       l.last_value, l.before_us, l.before_value, l.unchanged_us, l.lag_us, l.lag_since_us
  from sensor_latest l
 cross join lateral (
       select value, quality, observed_at, received_at, clockless
         from reading
        where sensor_num = l.sensor_num and metric = l.metric and origin = 'live'
        order by observed_at desc limit 1) r
 where l.origin <> 'live';
update sensor_latest
   set last_us = default, last_value = default, before_us = default, before_value = default, unchanged_us = default,
       lag_us = default, lag_since_us = default
 where origin <> 'live';
-- Drills of before whose newest reading was hidden by a live one, or by another drill: the hours know them.
insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at, clockless)
select known.sensor_num, known.metric, r.value, r.quality, known.origin, r.observed_at, r.received_at, r.clockless
  from (select distinct sensor_num, metric, origin from reading_1h where origin <> 'live') known
 cross join lateral (
       select value, quality, observed_at, received_at, clockless
         from reading
        where sensor_num = known.sensor_num and metric = known.metric and origin = known.origin
        order by observed_at desc limit 1) r
on conflict do nothing;

-- What stood or was set aside belongs to the origin of the open alert that it was about, else to what is live.
alter table standing add column origin text not null default 'live';
update standing t set origin = a.origin
  from alert a
 where a.rule_id = t.rule_id and a.sensor_num = t.sensor_num and a.cleared_at is null;
alter table standing
    alter column origin drop default,
    drop constraint standing_pkey,
    add primary key (rule_id, sensor_num, origin);

alter table shelving add column origin text not null default 'live';
alter table shelving disable trigger append_only;
update shelving h set origin = a.origin
  from alert a
 where a.rule_id = h.rule_id and a.sensor_num = h.sensor_num and a.cleared_at is null and h.ended_at is null;
alter table shelving enable trigger append_only;
alter table shelving alter column origin drop default;
drop index shelving_in_force;
-- One of a kind in force for a rule, sensor and origin, whoever asks at once; the engine looks here when an alert fires.
create unique index shelving_in_force on shelving (rule_id, sensor_num, kind, origin) where ended_at is null;
create or replace function refuse_reshelving() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (new.num, new.rule_id, new.sensor_num, new.origin, new.kind, new.begun_by, new.reason, new.since, new.until)
           is not distinct from
           (old.num, old.rule_id, old.sensor_num, old.origin, old.kind, old.begun_by, old.reason, old.since, old.until)
    then
        return new;
    end if;
    raise exception 'a shelving is append-only: it can only be ended, once'
        using errcode = 'integrity_constraint_violation';
end $$;

-- Promise R5 holds for each origin by itself: one open alert, one that is not over, and one unclosed order.
drop index alert_open;
create unique index alert_open on alert (rule_id, sensor_num, origin) where cleared_at is null;
drop index alert_not_over;
create unique index alert_not_over on alert (rule_id, sensor_num, origin) where state <> 'norm';
drop index work_order_open;
create unique index work_order_open on work_order (rule_id, sensor_num, origin) where state <> 'closed';
