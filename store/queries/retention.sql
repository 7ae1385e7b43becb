-- keep_since --
-- Notes since when something is kept; what was given up is not taken back.
insert into retention (subject, kept_since) values (%(subject)s, %(since)s)
on conflict (subject) do update set kept_since = greatest(retention.kept_since, excluded.kept_since);

-- changes_wait --
-- Whether a change of before a time still waits for the rollups.
select exists (select from rollup_change where (select min(m) from unnest(minutes) m) * 60
                                                < extract(epoch from %(before)s::timestamptz));

-- old_chunks --
-- The chunks of readings that begin before a time, oldest first, and where each ends.
select format('%%I.%%I', chunk_schema, chunk_name), range_end
  from timescaledb_information.chunks
 where hypertable_name = 'reading' and range_start < %(before)s
 order by range_start;

-- remove_readings --
-- Removes some old readings of some sensors from one chunk and counts them in the ledger.
select remove_readings(%(chunk)s::regclass, %(sensor_nums)s::integer[], %(before)s, %(limit)s::bigint);

-- count_out --
-- Counts all readings of a chunk in the ledger as removed.
select count_out(%(chunk)s::regclass);

-- drop_readings --
-- Drops the chunks of readings that end before a time or at it.
select drop_chunks('reading', older_than => %(before)s::timestamptz);

-- drop_minutes --
-- Drops the chunks of minutes that end before a time or at it.
select drop_chunks('reading_1m', older_than => %(before)s::timestamptz);

-- sensors_by_kind --
-- The numbers of the sensors of each kind.
select kind, array_agg(num order by num) from sensor group by kind order by kind;
