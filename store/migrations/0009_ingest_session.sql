-- The sessions that the broker keeps for ingest, so that a change of their shares loses nothing and keeps the order.
create table ingest_session (
    client_id text primary key,
    filters text[] not null,          -- what it is to be subscribed to, and when it ends: what it has been
    since timestamptz,                -- since when the broker keeps all of that for it; null: it must yet be told
    ending boolean not null default false -- it must yet be emptied and ended, after every other has been told
);
