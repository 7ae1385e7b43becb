-- is_ready --
-- Whether this database knows of sensors and of sessions.
select to_regclass('sensor') is not null and to_regclass('ingest_session') is not null;

-- streets --
-- The streets of the registry as prefixes of topics, with the number of their sensors.
select district || '/' || street, count(*) from sensor group by district, street;

-- unclaimed --
-- Which of these names, each with the names that stand for it too, nobody holds for himself alone.
with held as materialized (
    select (classid::bigint << 32) | objid::bigint as key
      from pg_locks
     where locktype = 'advisory' and granted and objsubid = 1 and mode = 'ExclusiveLock'
       and database = (select oid from pg_database where datname = current_database())
)
select asked.name
  from unnest(%(names)s::text[]) as asked (name)
 where not exists (
        select from held
         where held.key in (hashtextextended('yiping ingest ' || asked.name, 0),
                            hashtextextended('yiping ingest ' || regexp_replace(asked.name, '^(prefix:[^/]*)/.*$', '\1'), 0),
                            hashtextextended('yiping ingest ' || regexp_replace(asked.name, '^prefix:.*$', 'prefix:'), 0)))
 order by asked.name collate "C";
