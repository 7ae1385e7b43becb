-- note_changes --
-- Notes which minutes of which sensors a batch has changed.
insert into rollup_change (sensor_nums, minutes) values (%(sensor_nums)s::integer[], %(minutes)s::bigint[]);

-- hold_rollups --
-- One writer of rollups at a time: an older snapshot must never overwrite what a newer one has computed.
select pg_advisory_xact_lock(hashtext('yiping rollups'));

-- take_changes --
-- Takes the oldest lines and tells, week by week, which hours of which sensors they touch, and in each hour the
-- first and the last minute.
with taken as (
    delete from rollup_change
     where num in (select num from rollup_change order by num limit %(limit)s for update skip locked)
    returning sensor_nums, minutes
), touched as (
    select t.sensor_num, floor(t.minute / 60.0)::bigint as hour, min(t.minute) as first, max(t.minute) as last
      from taken, unnest(taken.sensor_nums, taken.minutes) as t (sensor_num, minute)
     group by 1, 2
)
select (select count(*) from taken), array_agg(sensor_num order by sensor_num, hour)::text,
       array_agg(hour order by sensor_num, hour)::text, array_agg(first order by sensor_num, hour)::text,
       array_agg(last order by sensor_num, hour)::text,
       to_timestamp(min(hour) * 3600) as since, to_timestamp(max(hour) * 3600 + 3600) as until
  from touched
 group by floor(hour / 168.0)
 order by since;

-- write_minutes --
-- Computes minutes anew from their readings, all from the first to the last that was touched in an hour. All
-- lie between ``since`` and ``until``. A minute of before the time since which readings, or minutes, are kept
-- stays as it is.
insert into reading_1m (sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good)
select t.sensor_num, l.metric, r.origin, r.at, r.min, r.max, r.mean, r.last, r.count, r.plausible, r.good
  from (select sensor_num, to_timestamp(first * 60) as since, to_timestamp(last * 60 + 60) as until
          from unnest(%(sensor_nums)s::integer[], %(firsts)s::bigint[], %(lasts)s::bigint[])
               as u (sensor_num, first, last)) t
 cross join lateral (select distinct metric from sensor_latest where sensor_num = t.sensor_num) l
 cross join lateral (
       select origin, time_bucket('1 minute', observed_at) as at, min(value) filter (where quality <> 'bad') as min,
              max(value) filter (where quality <> 'bad') as max,
              avg(value) filter (where quality <> 'bad') as mean,
              last(value, observed_at) filter (where quality <> 'bad') as last,
              count(*) as count, count(*) filter (where quality <> 'bad') as plausible,
              count(*) filter (where quality = 'good') as good
         from reading
        where sensor_num = t.sensor_num and metric = l.metric
          and observed_at >= t.since and observed_at < t.until
          and observed_at >= %(since)s and observed_at < %(until)s
        group by 1, 2) r
 where t.since >= all (
       select kept_since from retention
        where subject in ('reading_1m', 'kind:' || (select kind from sensor where num = t.sensor_num)))
on conflict (sensor_num, metric, at, origin) do update
   set min = excluded.min, max = excluded.max, mean = excluded.mean, last = excluded.last,
       count = excluded.count, plausible = excluded.plausible, good = excluded.good
 where (reading_1m.min, reading_1m.max, reading_1m.mean, reading_1m.last, reading_1m.count, reading_1m.good)
       is distinct from (excluded.min, excluded.max, excluded.mean, excluded.last, excluded.count, excluded.good);

-- write_hours --
-- Computes hours anew from their minutes.
insert into reading_1h (sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good)
select t.sensor_num, l.metric, m.origin, t.at, m.min, m.max, m.mean, m.last, m.count, m.plausible, m.good
  from (select sensor_num, to_timestamp(hour * 3600) as at
          from unnest(%(sensor_nums)s::integer[], %(hours)s::bigint[]) as u (sensor_num, hour)) t
 cross join lateral (select distinct metric from sensor_latest where sensor_num = t.sensor_num) l
 cross join lateral (
       select origin, min(min) as min, max(max) as max, sum(mean * plausible) / nullif(sum(plausible), 0) as mean,
              last(last, at) filter (where plausible > 0) as last,
              sum(count) as count, sum(plausible) as plausible, sum(good) as good
         from reading_1m
        where sensor_num = t.sensor_num and metric = l.metric
          and at >= t.at and at < t.at + interval '1 hour'
          and at >= %(since)s and at < %(until)s
        group by origin) m
 where t.at >= all (
       select kept_since from retention
        where subject in ('reading_1m', 'kind:' || (select kind from sensor where num = t.sensor_num)))
on conflict (sensor_num, metric, at, origin) do update
   set min = excluded.min, max = excluded.max, mean = excluded.mean, last = excluded.last,
       count = excluded.count, plausible = excluded.plausible, good = excluded.good
 where (reading_1h.min, reading_1h.max, reading_1h.mean, reading_1h.last, reading_1h.count, reading_1h.good)
       is distinct from (excluded.min, excluded.max, excluded.mean, excluded.last, excluded.count, excluded.good);

-- write_old_hours --
-- Computes hours whose minutes are not kept any more, anew from their readings.
insert into reading_1h (sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good)
select t.sensor_num, l.metric, r.origin, t.at, r.min, r.max, r.mean, r.last, r.count, r.plausible, r.good
  from (select sensor_num, to_timestamp(hour * 3600) as at
          from unnest(%(sensor_nums)s::integer[], %(hours)s::bigint[]) as u (sensor_num, hour)) t
 cross join lateral (select distinct metric from sensor_latest where sensor_num = t.sensor_num) l
 cross join lateral (
       select origin, min(value) filter (where quality <> 'bad') as min,
              max(value) filter (where quality <> 'bad') as max,
              avg(value) filter (where quality <> 'bad') as mean,
              last(value, observed_at) filter (where quality <> 'bad') as last,
              count(*) as count, count(*) filter (where quality <> 'bad') as plausible,
              count(*) filter (where quality = 'good') as good
         from reading
        where sensor_num = t.sensor_num and metric = l.metric
          and observed_at >= t.at and observed_at < t.at + interval '1 hour'
          and observed_at >= %(since)s and observed_at < %(until)s
        group by origin) r
 where t.at < (select kept_since from retention where subject = 'reading_1m')
   and t.at >= all (
       select kept_since from retention
        where subject = 'kind:' || (select kind from sensor where num = t.sensor_num))
on conflict (sensor_num, metric, at, origin) do update
   set min = excluded.min, max = excluded.max, mean = excluded.mean, last = excluded.last,
       count = excluded.count, plausible = excluded.plausible, good = excluded.good
 where (reading_1h.min, reading_1h.max, reading_1h.mean, reading_1h.last, reading_1h.count, reading_1h.good)
       is distinct from (excluded.min, excluded.max, excluded.mean, excluded.last, excluded.count, excluded.good);

-- minutes_floor --
-- Since when minutes are kept; no row while all are.
select kept_since from retention where subject = 'reading_1m';

-- waiting --
-- How many batches wait for their rollups.
select count(*) from rollup_change;

-- weeks --
-- Where the chunks of readings begin and end.
select range_start, range_end from timescaledb_information.chunks
 where hypertable_name = 'reading' order by range_start;

-- note_span --
-- Notes every minute of a span that holds a reading, a line a sensor and day.
insert into rollup_change (sensor_nums, minutes)
select array_agg(sensor_num), array_agg(minute)
  from (select distinct sensor_num, floor(extract(epoch from observed_at) / 60)::bigint as minute
          from reading where observed_at >= %(since)s and observed_at < %(until)s) known
 group by sensor_num, minute / 1440
 order by minute / 1440, sensor_num;
