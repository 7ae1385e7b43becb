-- beat --
-- A process says that it looks; the broker was there, too, where that is told.
insert into pulse (name, at, heard_at) values (%(name)s, %(now)s, %(heard_at)s)
on conflict (name) do update set at = excluded.at, heard_at = coalesce(excluded.heard_at, pulse.heard_at);

-- pulses --
-- When each process last looked.
select name, at, heard_at from pulse order by name;

-- fade --
-- Processes that have not looked since a time are no longer waited for.
delete from pulse where at < %(before)s;
