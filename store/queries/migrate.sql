-- lock --
-- Only one migrates at a time; the lock ends with the transaction.
select pg_advisory_xact_lock(hashtext('yiping migrate'));

-- make_record --
-- The record of what was applied.
create table if not exists migration (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
);

-- applied --
-- What was applied so far.
select name, checksum from migration;

-- record --
-- Notes one migration as applied.
insert into migration (name, checksum) values (%(name)s, %(checksum)s);
