-- lock_latest --
-- The last evaluated reading of each metric of some sensors, of some origins, and what the next is judged by, locked
-- in one order for all writers. Times are microseconds since 1970.
select sensor_num, metric, origin, (extract(epoch from observed_at) * 1000000)::bigint, last_us, last_value,
       before_us, before_value, unchanged_us, lag_us, lag_since_us
  from sensor_latest
 where sensor_num = any(%(sensor_nums)s::integer[]) and origin = any(%(origins)s::text[])
 order by sensor_num, metric, origin
   for update;

-- make_staging --
-- Where COPY puts the newest readings of a batch; emptied by every commit.
create temporary table if not exists latest_staging (
    sensor_num integer, metric text, value double precision, quality text, origin text, observed_at timestamptz,
    received_at timestamptz, clockless boolean, last_us bigint, last_value double precision, before_us bigint,
    before_value double precision, unchanged_us bigint, lag_us bigint, lag_since_us bigint
) on commit delete rows;

-- copy_staging --
-- Takes the newest readings of a batch.
copy latest_staging from stdin (format binary);

-- put_latest --
-- Keeps the newest reading of a metric and origin, and what the next is judged by.
insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at, clockless, last_us,
                           last_value, before_us, before_value, unchanged_us, lag_us, lag_since_us)
select sensor_num, metric, value, quality, origin, observed_at, received_at, clockless, last_us,
       last_value, before_us, before_value, unchanged_us, lag_us, lag_since_us
  from latest_staging order by sensor_num, metric, origin
on conflict (sensor_num, metric, origin) do update
   set value = excluded.value, quality = excluded.quality,
       observed_at = excluded.observed_at, received_at = excluded.received_at, clockless = excluded.clockless,
       last_us = excluded.last_us, last_value = excluded.last_value, before_us = excluded.before_us,
       before_value = excluded.before_value, unchanged_us = excluded.unchanged_us,
       lag_us = excluded.lag_us, lag_since_us = excluded.lag_since_us
 where sensor_latest.observed_at < excluded.observed_at;

-- latest_of --
-- The newest reading of each metric and origin of one sensor.
select sensor_num, metric, value, quality, origin, observed_at, received_at
  from sensor_latest where sensor_num = %(sensor_num)s order by metric, origin;

-- newest_received --
-- When the last live reading of an area and all below arrived.
select max(received_at)
  from sensor_latest
 where origin = 'live'
   and (%(under)s::text is null
        or sensor_num in (select s.num
                            from sensor s join area g on g.code = s.area and g.valid_to is null
                           where %(under)s = any(g.path)));

-- newest_observed --
-- The latest time that any sensor has told of an origin.
select max(observed_at) from sensor_latest where origin = %(origin)s;

-- silent_sensors --
-- Sensors of an area and all below of which nothing live has arrived for three of their periods, or ever.
select s.num
  from sensor s left join sensor_latest l on l.sensor_num = s.num and l.origin = 'live'
 where %(under)s::text is null
    or s.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path))
 group by s.num
having coalesce(max(l.received_at), '-infinity') < %(now)s::timestamptz - 3 * make_interval(secs => s.expected_every_s);
