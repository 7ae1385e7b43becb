-- lock_latest --
-- The time of the last evaluated reading of each metric of some sensors, locked in one order for all writers.
select sensor_num, metric, observed_at
  from sensor_latest
 where sensor_num = any(%(sensor_nums)s)
 order by sensor_num, metric
   for update;

-- put_latest --
-- Keeps the newest reading of a metric.
insert into sensor_latest (sensor_num, metric, value, quality, origin, observed_at, received_at)
select * from unnest(%(sensor_nums)s::integer[], %(metrics)s::text[], %(values)s::float8[], %(qualities)s::text[],
                     %(origins)s::text[], %(observed)s::timestamptz[], %(received)s::timestamptz[])
on conflict (sensor_num, metric) do update
   set value = excluded.value, quality = excluded.quality, origin = excluded.origin,
       observed_at = excluded.observed_at, received_at = excluded.received_at
 where sensor_latest.observed_at < excluded.observed_at;

-- latest_of --
-- The newest reading of each metric of one sensor.
select sensor_num, metric, value, quality, origin, observed_at, received_at
  from sensor_latest where sensor_num = %(sensor_num)s order by metric;

-- newest_received --
-- When the last reading of an area and all below arrived.
select max(received_at)
  from sensor_latest
 where %(under)s::text is null
    or sensor_num in (select s.num
                        from sensor s join area g on g.code = s.area and g.valid_to is null
                       where %(under)s = any(g.path));

-- newest_observed --
-- The latest time that any sensor has told.
select max(observed_at) from sensor_latest;

-- silent_sensors --
-- Sensors of an area and all below of which nothing has arrived for three of their periods, or ever.
select s.num
  from sensor s left join sensor_latest l on l.sensor_num = s.num
 where %(under)s::text is null
    or s.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path))
 group by s.num
having coalesce(max(l.received_at), '-infinity') < %(now)s::timestamptz - 3 * make_interval(secs => s.expected_every_s);
