-- beat --
-- A process says that it looks; the broker was there, too, where that is told.
insert into pulse (name, at, heard_at) values (%(name)s, %(now)s, %(heard_at)s)
on conflict (name) do update set at = excluded.at, heard_at = coalesce(excluded.heard_at, pulse.heard_at);

-- pulses --
-- When each process last looked; of those that take messages only whoever the broker keeps a session for.
select p.name, p.at, p.heard_at
  from pulse p
 where p.name not like 'ingest:%%'
    or exists (select from ingest_session s where 'ingest:' || s.client_id = p.name and not s.ending)
 order by p.name;

-- fade --
-- Processes that have not looked since a time are no longer waited for.
delete from pulse where at < %(before)s;
