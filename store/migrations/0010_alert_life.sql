-- The life of an alert after ISA-18.2: acknowledged, set aside, over.
alter table alert drop constraint alert_check;
alter table alert
    add column acknowledged_by text,
    add column acknowledged_at timestamptz,
    add column acknowledged_comment text;

-- Lines of before were all the system's own; their states were not kept.
alter table alert_event
    add column from_state text,
    add column to_state text,
    add column actor text not null default 'yiping',
    add column comment text not null default '';

-- An alert that came again before it was acknowledged is asked for by the newer one alone.
with superseded as (
    update alert a set state = 'norm'
     where a.cleared_at is not null
       and exists (select from alert b
                    where b.rule_id = a.rule_id and b.sensor_num = a.sensor_num and b.num > a.num)
    returning a.num, a.severity, a.value)
insert into alert_event (alert_num, at, recorded_at, change, reason, severity, value, from_state, to_state)
select num, now(), now(), 'superseded', 'fired again before it was acknowledged', severity, value, 'rtnun', 'norm'
  from superseded;

alter table alert
    add constraint alert_state
        check (state in ('norm', 'unack', 'acked', 'rtnun', 'shlvd', 'dsupr', 'oosrv')),
    add constraint alert_cleared check ((state in ('norm', 'rtnun')) = (cleared_at is not null)),
    add constraint alert_acknowledged
        check (case state when 'acked' then acknowledged_by is not null
                          when 'norm' then true
                          else acknowledged_by is null end),
    add constraint alert_acknowledgement check (num_nulls(acknowledged_by, acknowledged_at, acknowledged_comment) in (0, 3));
-- One alert of a rule and sensor at most wants anything: the engine looks for what a new one supersedes.
create unique index alert_not_over on alert (rule_id, sensor_num) where state <> 'norm';

-- What keeps the alerts of a rule and sensor aside. It outlives an alert, and may begin before one.
create table shelving (
    num bigint generated always as identity primary key,
    rule_id text not null,
    sensor_num integer not null references sensor (num),
    kind text not null check (kind in ('shelved', 'suppressed', 'out_of_service')),
    begun_by text not null,
    reason text not null,
    since timestamptz not null,
    until timestamptz,
    ended_at timestamptz,
    ended_by text,
    ended_comment text,
    check ((kind = 'shelved') = (until is not null)),
    check (until > since and until <= since + interval '24 hours'),
    check (num_nulls(ended_at, ended_by, ended_comment) in (0, 3))
);
-- One of a kind in force for a rule and sensor, whoever asks at once; the engine looks here when an alert fires.
create unique index shelving_in_force on shelving (rule_id, sensor_num, kind) where ended_at is null;

-- A shelving is written once and ended once.
create function refuse_reshelving() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (new.num, new.rule_id, new.sensor_num, new.kind, new.begun_by, new.reason, new.since, new.until)
           is not distinct from
           (old.num, old.rule_id, old.sensor_num, old.kind, old.begun_by, old.reason, old.since, old.until) then
        return new;
    end if;
    raise exception 'a shelving is append-only: it can only be ended, once'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on shelving
    for each row execute function refuse_reshelving();
