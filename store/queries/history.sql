-- read_only --
-- From now on this session writes nothing, whatever it is asked.
set session characteristics as transaction read only;

-- page_by_page --
-- Makes this session read tables page by page: an index in the order of sensors fetches a page for every row.
set enable_indexscan = off;

-- arrays --
-- The plausible readings of some sensors between two times, an array a sensor and metric, in no order: to sort them
-- here would mean to walk the primary key and fetch every row from a page of its own.
select sensor_num, metric, array_agg(observed_at), array_agg(value)
  from reading
 where sensor_num = any(%(sensor_nums)s::integer[]) and metric = any(%(metrics)s::text[])
   and observed_at >= %(since)s and observed_at < %(until)s
   and quality = any(%(qualities)s::text[]) and origin = %(origin)s
 group by sensor_num, metric;

-- newest --
-- The last reading of each metric of a sensor and origin between two times, of whatever quality.
select distinct on (metric) metric, value, observed_at, quality, origin
  from reading
 where sensor_num = %(sensor_num)s and metric = any(%(metrics)s::text[]) and origin = %(origin)s
   and observed_at >= %(since)s and observed_at < %(until)s
 order by metric, observed_at desc;
