-- extent --
-- How many dead letters there are, when the oldest and the newest arrived, and what they take on the disk.
select count(*), min(received_at), max(received_at), pg_total_relation_size('dead_letter') from dead_letter;

-- by_reason --
-- How many arrived since two times, by reason, the most frequent first.
select reason, count(*) filter (where received_at >= %(hour_ago)s), count(*)
  from dead_letter
 where received_at >= %(day_ago)s
 group by reason
 order by 3 desc, reason;
