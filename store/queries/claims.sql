-- take --
-- Tries to take one lock of ingest for this connection, and does not wait.
select case when %(shared)s then pg_try_advisory_lock_shared(hashtextextended('yiping ingest ' || %(name)s, 0))
            else pg_try_advisory_lock(hashtextextended('yiping ingest ' || %(name)s, 0)) end;

-- release --
-- Gives back every lock of this connection.
select pg_advisory_unlock_all();

-- keep_alive --
-- Lets the server notice within half a minute that the machine of this connection is gone, and free its locks.
select set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
       set_config('tcp_keepalives_count', '4', false);

-- held --
-- How many locks this connection holds.
select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and granted;

-- holders --
-- Who holds a lock of ingest, by the name of the connection.
select distinct a.application_name
  from pg_locks l join pg_stat_activity a using (pid)
 where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.pid <> pg_backend_pid()
   and l.database = (select oid from pg_database where datname = current_database())
   and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('yiping ingest ' || %(name)s, 0)
 order by 1;
