-- kept --
-- Since when readings of a sensor, and minutes, are kept; null where all are.
select (select r.kept_since from sensor s join retention r on r.subject = 'kind:' || s.kind where s.num = %(sensor_num)s),
       (select kept_since from retention where subject = 'reading_1m');

-- of_readings --
-- One metric of one sensor over a span, thinned by time buckets to the highest reading of each.
select time_bucket(%(bucket)s, observed_at) as bucket, max(value)
  from reading
 where sensor_num = %(sensor_num)s and metric = %(metric)s
   and observed_at >= %(since)s and observed_at < %(until)s and quality <> 'bad'
   and origin = %(origin)s
 group by bucket
 order by bucket;

-- newest_minute --
-- The newest minute of a series within a span.
select max(at) from reading_1m
 where sensor_num = %(sensor_num)s and metric = %(metric)s and at >= %(begin)s and at < %(until)s
   and origin = %(origin)s;

-- of_minutes --
-- The same as of_readings from minutes, and from the readings themselves where those are fresher.
select time_bucket(%(bucket)s, at) as bucket, max(value)
  from (select at, max as value
          from reading_1m
         where sensor_num = %(sensor_num)s and metric = %(metric)s and at >= %(begin)s
           and at < least(%(fresh)s::timestamptz, %(until)s::timestamptz)
           and plausible > 0 and origin = %(origin)s
        union all
        select observed_at, value
          from reading
         where sensor_num = %(sensor_num)s and metric = %(metric)s and observed_at >= %(fresh)s::timestamptz
           and observed_at < %(until)s::timestamptz and quality <> 'bad'
           and origin = %(origin)s) as points
 group by bucket
 order by bucket;

-- newest_hour --
-- The newest hour of a series within a span.
select max(at) from reading_1h
 where sensor_num = %(sensor_num)s and metric = %(metric)s and at >= %(begin)s and at < %(until)s
   and origin = %(origin)s;

-- of_hours --
-- The same as of_readings from hours, and from the readings themselves where those are fresher.
select time_bucket(%(bucket)s, at) as bucket, max(value)
  from (select at, max as value
          from reading_1h
         where sensor_num = %(sensor_num)s and metric = %(metric)s and at >= %(begin)s
           and at < least(%(fresh)s::timestamptz, %(until)s::timestamptz)
           and plausible > 0 and origin = %(origin)s
        union all
        select observed_at, value
          from reading
         where sensor_num = %(sensor_num)s and metric = %(metric)s and observed_at >= %(fresh)s::timestamptz
           and observed_at < %(until)s::timestamptz and quality <> 'bad'
           and origin = %(origin)s) as points
 group by bucket
 order by bucket;

-- quality_of --
-- How many readings of each metric and origin of one sensor came in the hours since a time: all, plausible, good.
select metric, origin, sum(count)::bigint, sum(plausible)::bigint, sum(good)::bigint
  from reading_1h
 where sensor_num = %(sensor_num)s and at >= %(since)s
 group by metric, origin
 order by metric, origin;
