-- remove_oldest --
-- Removes the oldest dead letters: those that arrived before a time, or, to free so many bytes, whatever is
-- oldest. The ledger counts them; ordered like ingest's own lines, so that neither waits in a circle.
with oldest as (
    select num, received_at, sensor_num,
           sum(pg_column_size(payload) + octet_length(topic) + octet_length(detail) + %(row_bytes)s)
               over (order by received_at, num) as bytes,
           pg_column_size(payload) + octet_length(topic) + octet_length(detail) + %(row_bytes)s as own
      from (select * from dead_letter order by received_at, num limit %(limit)s for update skip locked) d
), gone as (
    delete from dead_letter d using oldest o
     where d.num = o.num and (o.received_at < %(before)s or o.bytes - o.own < %(excess)s)
    returning d.received_at, d.sensor_num, o.own
), counted as (
    select date_trunc('hour', received_at) as hour, coalesce(sensor_num, 0) as sensor_num, count(*) as removed
      from gone group by 1, 2
), noted as (
    insert into ledger (hour, sensor_num, messages, received, stored, duplicate, late, dead_letter,
                        dead_letters_removed)
    select hour, sensor_num, 0, 0, 0, 0, 0, 0, removed from counted order by hour, sensor_num
    on conflict (hour, sensor_num) do update
       set dead_letters_removed = ledger.dead_letters_removed + excluded.dead_letters_removed
)
select count(*), coalesce(sum(own), 0)::bigint from gone;

-- disk_bytes --
-- What the table takes on the disk, room that is free again among it: never less than its letters.
select pg_total_relation_size('dead_letter');

-- held_bytes --
-- What the letters themselves take.
select coalesce(sum(pg_column_size(payload) + octet_length(topic) + octet_length(detail) + %(row_bytes)s), 0)::bigint
  from dead_letter;
