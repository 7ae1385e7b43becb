-- newest --
-- The number of the newest dead letter.
select max(num) from dead_letter;

-- chosen --
-- The next dead letters to try again, oldest first.
select num from dead_letter
 where (%(nums)s::bigint[] is null or num = any(%(nums)s))
   and (%(reason)s::text is null or reason = %(reason)s)
   and num > %(after)s and num <= %(up_to)s
 order by num
 limit %(limit)s;

-- of_one_message --
-- A dead letter and those that the same message left beside it, locked: they are tried again together.
with one as (
    select received_at, topic, digest, payload from dead_letter where num = %(num)s
)
select d.num, d.received_at, d.topic, d.payload, d.reason, d.detail, coalesce(d.sensor_num, 0)
  from dead_letter d join one using (received_at, topic, payload)
 order by d.num
   for update of d;

-- remove --
-- Removes dead letters that have become something else.
delete from dead_letter where num = any(%(nums)s);

-- uncount_letters --
-- Takes a removed dead letter out of the ledger's line of its hour, as if it had never been counted.
update ledger set received = received - 1, dead_letter = dead_letter - 1
 where hour = date_trunc('hour', %(received_at)s::timestamptz) and sensor_num = %(sensor_num)s;

-- uncount_message --
-- Takes a message that is counted twice out of the ledger, and its readings that it had brought already.
with given as (
    select date_trunc('hour', %(received_at)s::timestamptz) as hour, %(sensor_num)s::integer as sensor_num,
           1 as messages, 0 as known
    union all
    select date_trunc('hour', %(received_at)s::timestamptz), k.sensor_num, 0, 1
      from unnest(%(known)s::integer[]) as k (sensor_num)
), summed as (
    select hour, sensor_num, sum(messages) as messages, sum(known) as known from given group by 1, 2
)
update ledger l
   set messages = l.messages - s.messages, received = l.received - s.known, duplicate = l.duplicate - s.known
  from summed s
 where l.hour = s.hour and l.sensor_num = s.sensor_num;

-- brought_already --
-- The sensors of those readings that are there and came with the very message.
select r.sensor_num
  from unnest(%(sensor_nums)s::integer[], %(metrics)s::text[], %(observed)s::timestamptz[], %(origins)s::text[])
       as g (sensor_num, metric, observed_at, origin)
  join reading r using (sensor_num, metric, observed_at, origin)
 where r.received_at = %(received_at)s;
