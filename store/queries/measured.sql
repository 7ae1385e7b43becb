-- progress --
-- What the ledger has received so far, and how much of it went where. Cheap: it never touches the readings.
select coalesce(sum(messages), 0)::bigint, coalesce(sum(received), 0)::bigint,
       coalesce(sum(stored), 0)::bigint, coalesce(sum(duplicate), 0)::bigint,
       coalesce(sum(late), 0)::bigint, coalesce(sum(dead_letter), 0)::bigint,
       coalesce(sum(notice), 0)::bigint
  from ledger;

-- times_held --
-- All times of each sensor, metric and origin, in ms since 1970 UTC, each as often as there is a row.
select s.id, r.metric, r.origin,
       array_agg((extract(epoch from r.observed_at) * 1000)::bigint order by r.observed_at)
  from reading r join sensor s on s.num = r.sensor_num
 group by s.id, r.metric, r.origin;

-- doubles --
-- Alerts, their events, and orders that stand there twice for one cause.
select (select coalesce(sum(n - 1), 0)
          from (select count(*) as n from alert group by rule_id, sensor_num, origin, opened_at) a)::bigint,
       (select coalesce(sum(n - 1), 0)
          from (select count(*) as n from alert_event group by alert_num, at, change) e)::bigint,
       (select coalesce(sum(n - 1), 0)
          from (select count(*) as n from work_order where not is_over and sensor_num is not null
                 group by rule_id, sensor_num, origin) o)::bigint;

-- is_held --
-- Whether the reading of a sensor at a time is committed.
select exists (select
                 from reading
                where sensor_num = %(sensor_num)s and metric = %(metric)s and observed_at = %(observed_at)s
                  and origin = %(origin)s);

-- copy_out --
-- All readings as COPY writes them, to be put in again elsewhere; COPY of the table itself leaves its chunks out.
copy (select * from reading) to stdout;

-- make_bare --
-- A table like that of the readings, with its primary key and nothing else.
create table bare_reading (like reading including defaults including indexes);

-- copy_bare --
-- Takes readings as COPY wrote them.
copy bare_reading from stdin;

-- drop_bare --
-- The measurement is done.
drop table bare_reading;

-- letters --
-- How many dead letters are kept, and how many of them the database itself had refused.
select count(*), count(*) filter (where reason = 'refused_by_store') from dead_letter;

-- rows_held --
-- How many readings there are; counts them all.
select count(*) from reading;
