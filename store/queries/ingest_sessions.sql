-- all --
-- Every session that the broker keeps for ingest, or is to keep.
select client_id, filters, since, ending from ingest_session order by client_id collate "C";

-- hold --
-- Others who change the shares of ingest wait until this transaction ends; those who read them do not.
lock table ingest_session in share row exclusive mode;

-- want --
-- Says what a session is to hold; where that is new to it, the broker must yet be told.
insert into ingest_session (client_id, filters) values (%(client_id)s, %(filters)s)
on conflict (client_id) do update set filters = excluded.filters, since = null, ending = false;

-- assume --
-- Takes one session for granted where none is known.
insert into ingest_session (client_id, filters)
select %(client_id)s, %(filters)s where not exists (select from ingest_session);

-- end --
-- Says that a session must be emptied and ended.
update ingest_session set ending = true where client_id = %(client_id)s;

-- told --
-- Notes that the broker keeps all that a session is to hold.
update ingest_session set since = %(now)s where client_id = %(client_id)s and filters = %(filters)s;

-- forget --
-- A session that was emptied and ended.
delete from ingest_session where client_id = %(client_id)s and ending;
