-- raised --
-- Every alert that some sensors ever had, with the order that it belongs to.
select rule_id, sensor_num, order_num from alert where sensor_num = any(%(sensor_nums)s::integer[]);

-- filed --
-- Every order that the rules ever filed for some sensors, closed ones too.
select rule_id, sensor_num from work_order where sensor_num = any(%(sensor_nums)s::integer[]);

-- lives --
-- What the alerts of some sensors went through, in order: sensor, rule, change, time of the reading, level, value.
select a.sensor_num, a.rule_id, e.change, e.at, e.severity, e.value
  from alert_event e join alert a on a.num = e.alert_num
 where a.sensor_num = any(%(sensor_nums)s::integer[])
 order by a.sensor_num, a.rule_id, e.num;

-- groups --
-- How many alerts no look has placed yet; how many incidents there are, their members, and those of the largest.
select (select count(*) from alert_ungrouped where not waits),
       count(*), coalesce(sum(members), 0)::bigint, coalesce(max(members), 0)
  from incident
 where merged_into is null;

-- hold_ledger --
-- Lets nobody write the ledger, which is what a batch writes last, until the end of this transaction.
lock table ledger in exclusive mode;

-- add_gate --
-- Puts a gate into every commit that has written the ledger: it waits while somebody holds the gate.
create function gate() returns trigger language plpgsql
    as $$ begin perform pg_advisory_xact_lock_shared(20260825); return null; end $$;
create constraint trigger gate after insert or update on ledger
    deferrable initially deferred for each row execute function gate();

-- hold_gate --
-- Lets no such commit through until the end of this transaction.
select pg_advisory_xact_lock(20260825);

-- is_waiting --
-- Whether somebody waits now for the ledger or the gate.
select exists (select from pg_locks
                where not granted
                  and database = (select oid from pg_database where datname = current_database())
                  and (relation = 'ledger'::regclass or (locktype = 'advisory' and objid = 20260825)));
