-- repair_minutes --
-- Compares the minutes of some sensors over a span with the readings, puts right what differs, and tells how
-- many did, with the first of them. What waits to be refreshed is no difference. A mean may differ by rounding.
with asked as materialized (
    select distinct l.sensor_num, l.metric
      from sensor_latest l
     where l.sensor_num > %(after)s and l.sensor_num <= %(up_to)s
       and %(since)s::timestamptz >= all (
           select kept_since from retention
            where subject in ('reading_1m', 'kind:' || (select kind from sensor where num = l.sensor_num)))
), pending as materialized (
    select distinct t.sensor_num, time_bucket('1 minute', to_timestamp(t.minute * 60)) as at
      from rollup_change c, unnest(c.sensor_nums, c.minutes) as t (sensor_num, minute)
     where t.minute >= floor(extract(epoch from %(since)s::timestamptz) / 60)
       and t.minute < floor(extract(epoch from %(until)s::timestamptz) / 60)
), wrong as materialized (
    select a.sensor_num, a.metric, w.*
      from asked a
     cross join lateral (
           select origin, at, t.min, t.max, t.mean, t.last, t.count, t.plausible, t.good,
                  h.count as held, h.max as held_max
             from (select origin, time_bucket('1 minute', observed_at) as at,
                          min(value) filter (where quality <> 'bad') as min,
                          max(value) filter (where quality <> 'bad') as max,
                          avg(value) filter (where quality <> 'bad') as mean,
                          last(value, observed_at) filter (where quality <> 'bad') as last,
                          count(*) as count, count(*) filter (where quality <> 'bad') as plausible,
                          count(*) filter (where quality = 'good') as good
                     from reading
                    where sensor_num = a.sensor_num and metric = a.metric
                      and observed_at >= %(since)s and observed_at < %(until)s
                    group by 1, 2) t
             full join (
                   select origin, at, min, max, mean, last, count, plausible, good
                     from reading_1m
                    where sensor_num = a.sensor_num and metric = a.metric
                      and at >= %(since)s and at < %(until)s) h using (origin, at)
            where (t.min, t.max, t.last, t.count, t.plausible, t.good)
                      is distinct from (h.min, h.max, h.last, h.count, h.plausible, h.good)
               or abs(t.mean - h.mean) > 1e-9 * greatest(abs(t.min), abs(t.max))) w
     where (a.sensor_num, w.at) not in (select sensor_num, at from pending)
), written as (
    insert into reading_1m (sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good)
    select sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good
      from wrong where count is not null
    on conflict (sensor_num, metric, at, origin) do update
       set min = excluded.min, max = excluded.max, mean = excluded.mean, last = excluded.last,
           count = excluded.count, plausible = excluded.plausible, good = excluded.good
), cleared as (
    delete from reading_1m d using wrong w
     where w.count is null and d.at >= %(since)s and d.at < %(until)s
       and (d.sensor_num, d.metric, d.origin, d.at) = (w.sensor_num, w.metric, w.origin, w.at)
)
select count(*) over (), sensor_num, metric, origin, at, coalesce(held, 0), held_max, coalesce(count, 0), max
  from wrong order by at, sensor_num, metric, origin limit %(examples)s;

-- repair_hours --
-- The same for hours.
with asked as materialized (
    select distinct l.sensor_num, l.metric
      from sensor_latest l
     where l.sensor_num > %(after)s and l.sensor_num <= %(up_to)s
       and %(since)s::timestamptz >= all (
           select kept_since from retention
            where subject in ('kind:' || (select kind from sensor where num = l.sensor_num)))
), pending as materialized (
    select distinct t.sensor_num, time_bucket('1 hour', to_timestamp(t.minute * 60)) as at
      from rollup_change c, unnest(c.sensor_nums, c.minutes) as t (sensor_num, minute)
     where t.minute >= floor(extract(epoch from %(since)s::timestamptz) / 60)
       and t.minute < floor(extract(epoch from %(until)s::timestamptz) / 60)
), wrong as materialized (
    select a.sensor_num, a.metric, w.*
      from asked a
     cross join lateral (
           select origin, at, t.min, t.max, t.mean, t.last, t.count, t.plausible, t.good,
                  h.count as held, h.max as held_max
             from (select origin, time_bucket('1 hour', observed_at) as at,
                          min(value) filter (where quality <> 'bad') as min,
                          max(value) filter (where quality <> 'bad') as max,
                          avg(value) filter (where quality <> 'bad') as mean,
                          last(value, observed_at) filter (where quality <> 'bad') as last,
                          count(*) as count, count(*) filter (where quality <> 'bad') as plausible,
                          count(*) filter (where quality = 'good') as good
                     from reading
                    where sensor_num = a.sensor_num and metric = a.metric
                      and observed_at >= %(since)s and observed_at < %(until)s
                    group by 1, 2) t
             full join (
                   select origin, at, min, max, mean, last, count, plausible, good
                     from reading_1h
                    where sensor_num = a.sensor_num and metric = a.metric
                      and at >= %(since)s and at < %(until)s) h using (origin, at)
            where (t.min, t.max, t.last, t.count, t.plausible, t.good)
                      is distinct from (h.min, h.max, h.last, h.count, h.plausible, h.good)
               or abs(t.mean - h.mean) > 1e-9 * greatest(abs(t.min), abs(t.max))) w
     where (a.sensor_num, w.at) not in (select sensor_num, at from pending)
), written as (
    insert into reading_1h (sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good)
    select sensor_num, metric, origin, at, min, max, mean, last, count, plausible, good
      from wrong where count is not null
    on conflict (sensor_num, metric, at, origin) do update
       set min = excluded.min, max = excluded.max, mean = excluded.mean, last = excluded.last,
           count = excluded.count, plausible = excluded.plausible, good = excluded.good
), cleared as (
    delete from reading_1h d using wrong w
     where w.count is null and d.at >= %(since)s and d.at < %(until)s
       and (d.sensor_num, d.metric, d.origin, d.at) = (w.sensor_num, w.metric, w.origin, w.at)
)
select count(*) over (), sensor_num, metric, origin, at, coalesce(held, 0), held_max, coalesce(count, 0), max
  from wrong order by at, sensor_num, metric, origin limit %(examples)s;

-- next_share --
-- The last sensor of the next share to compare: about so many readings a day.
select max(num)
  from (select num, sum(86400.0 / expected_every_s) over (order by num) - 86400.0 / expected_every_s as before
          from sensor where num > %(after)s) s
 where before < %(readings)s;

-- progress --
-- How far a day was compared.
select up_to_sensor, differences, finished_at is not null from reconciliation where day = %(day)s;

-- note_progress --
-- Notes how far a day was compared, and what was found.
insert into reconciliation (day, up_to_sensor, differences, finished_at)
values (%(day)s, %(up_to_sensor)s, %(differences)s, %(finished_at)s)
on conflict (day) do update
   set up_to_sensor = excluded.up_to_sensor, differences = excluded.differences, finished_at = excluded.finished_at;
