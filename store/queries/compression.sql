-- license --
-- Which edition of TimescaleDB this is: `timescale` may compress, `apache` may not.
select current_setting('timescaledb.license');

-- enabled --
-- Whether readings are compressed already.
select compression_enabled from timescaledb_information.hypertables where hypertable_name = 'reading';

-- enable --
-- Switches compression on: a sensor's metric of one origin stays together, in the order of time.
alter table reading set (timescaledb.compress, timescaledb.compress_segmentby = 'sensor_num, metric, origin',
                         timescaledb.compress_orderby = 'observed_at');

-- compress_oldest --
-- Compresses the oldest chunk that ends before a time and is not compressed yet.
select compress_chunk(format('%%I.%%I', chunk_schema, chunk_name)::regclass)
  from (select chunk_schema, chunk_name
          from timescaledb_information.chunks
         where hypertable_name = 'reading' and not is_compressed and range_end <= %(before)s
         order by range_start limit 1) oldest;
