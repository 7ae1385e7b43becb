-- add_counts --
-- Adds one batch to the hours it arrived in.
insert into ledger (hour, sensor_num, messages, received, stored, duplicate, late, notice, dead_letter)
select * from unnest(%(hours)s::timestamptz[], %(sensor_nums)s::integer[], %(messages)s::bigint[],
                     %(received)s::bigint[], %(stored)s::bigint[], %(duplicate)s::bigint[],
                     %(late)s::bigint[], %(notice)s::bigint[], %(dead_letter)s::bigint[])
on conflict (hour, sensor_num) do update
   set messages = ledger.messages + excluded.messages, received = ledger.received + excluded.received,
       stored = ledger.stored + excluded.stored, duplicate = ledger.duplicate + excluded.duplicate,
       late = ledger.late + excluded.late, notice = ledger.notice + excluded.notice,
       dead_letter = ledger.dead_letter + excluded.dead_letter;

-- by_hour --
-- What the ledger says of each hour beside what the tables hold of it, for an area and all below or for all.
with asked as (
    select s.num
      from sensor s join area a on a.code = s.area and a.valid_to is null
     where %(under)s::text = any(a.path)
), said as (
    select hour, sum(messages) as messages, sum(received) as received, sum(stored) as stored,
           sum(duplicate) as duplicate, sum(late) as late, sum(notice) as notice,
           sum(dead_letter) as dead_letter, sum(readings_removed) as readings_removed,
           sum(dead_letters_removed) as dead_letters_removed
      from ledger
     where hour >= %(since)s and hour < %(until)s
       and (%(under)s::text is null or sensor_num in (select num from asked))
     group by hour
), held as (
    select date_trunc('hour', received_at) as hour, count(*) as readings
      from reading
     where received_at >= %(since)s and received_at < %(until)s
       and (%(under)s::text is null or sensor_num in (select num from asked))
     group by 1
), refused as (
    select date_trunc('hour', received_at) as hour, count(*) as dead_letters
      from dead_letter
     where received_at >= %(since)s and received_at < %(until)s
       and (%(under)s::text is null or sensor_num in (select num from asked))
     group by 1
)
select hour, coalesce(messages, 0)::bigint, coalesce(received, 0)::bigint, coalesce(stored, 0)::bigint,
       coalesce(duplicate, 0)::bigint, coalesce(late, 0)::bigint, coalesce(notice, 0)::bigint,
       coalesce(dead_letter, 0)::bigint, coalesce(readings_removed, 0)::bigint,
       coalesce(dead_letters_removed, 0)::bigint, coalesce(readings, 0), coalesce(dead_letters, 0)
  from said full join held using (hour) full join refused using (hour)
 order by hour;

-- of_sensor --
-- What arrived of one sensor on each day of a zone since the beginning of one; each hour is looked up by itself, since
-- the key begins with it.
select timezone(%(zone)s::text, l.hour)::date as day, sum(l.messages)::bigint, sum(l.received)::bigint,
       sum(l.stored)::bigint, sum(l.duplicate)::bigint, sum(l.late)::bigint, sum(l.dead_letter)::bigint,
       sum(l.notice)::bigint
  from generate_series(date_trunc('hour', %(since)s::timestamptz), %(until)s::timestamptz, interval '1 hour') as h (hour)
  join ledger l on l.hour = h.hour and l.sensor_num = %(sensor_num)s::integer
 group by day
 order by day desc;
