-- try_lead --
-- Takes the leader's lock unless another connection has it; asked again by the holder, it stays held once.
select case
       when exists (select from pg_locks
                     where locktype = 'advisory' and pid = pg_backend_pid() and granted
                       and objid = hashtext('yiping leader')::bigint & 4294967295)
       then true
       else pg_try_advisory_lock(hashtext('yiping leader')::bigint & 4294967295) end;
