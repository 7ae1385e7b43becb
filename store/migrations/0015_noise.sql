-- How loud a seat is, and for whom an order is.

-- An alert about the sensor itself calls those who mend sensors, not the crew of the place.
alter table alert
    add column purpose text not null default 'field' check (purpose in ('field', 'maintenance'));
alter table work_order
    add column purpose text not null default 'field' check (purpose in ('field', 'maintenance'));
update alert a set purpose = 'maintenance'
  from rule_revision r
 where (r.rule_id, r.revision) = (a.rule_id, a.rule_revision)
   and r.body ~ E'(^|\n)watch = "(chatter|silent|stuck)"';
update work_order o set purpose = 'maintenance'
 where exists (select from alert a where a.order_num = o.num and a.purpose = 'maintenance');

-- One row for each time that would call a person if nothing held it back: a rule fired or rose, or an alert began
-- to ask again. The figures of a day are read from here alone: history joined with its alerts took too long for a
-- header. A trigger keeps it in step, so that whoever writes history is counted. Like history it is never changed.
create table raw_event (
    event_num bigint primary key references alert_event (num),
    recorded_at timestamptz not null,
    at timestamptz not null,          -- time of the reading that caused it
    alert_num bigint not null,
    rule_id text not null,
    sensor_num integer not null,
    origin text not null,
    severity smallint not null,
    fired boolean not null,           -- a new alert; else it rose or came back
    asks boolean not null,            -- an alarm: the alert was led into UNACK from elsewhere
    seats text[] not null             -- codes of the areas that held it then, from the district down
);

-- What a line of history is as a raw event. Lines of before states were kept are alarms where they fired.
create view raw_event_told as
select e.num as event_num, e.recorded_at, e.at, a.num as alert_num, a.rule_id, a.sensor_num, a.origin, e.severity,
       e.change = 'fired' as fired,
       case when e.to_state is null then e.change = 'fired'
            else e.to_state = 'unack' and e.from_state is distinct from 'unack' end as asks,
       coalesce(g.path, array_remove(array[a.area], null)) as seats
  from alert_event e
  join alert a on a.num = e.alert_num
  left join area g on g.code = a.area and g.valid_to is null
 where e.change in ('fired', 'escalated') or (e.to_state = 'unack' and e.from_state is distinct from 'unack');

insert into raw_event select * from raw_event_told order by event_num;

-- Asked again and again for the last minutes, hours and days.
create index raw_event_by_time on raw_event (recorded_at);
create trigger append_only before update or delete on raw_event
    for each row execute function refuse_change();

create function tell_raw_event() returns trigger language plpgsql as $$
begin
    insert into raw_event select * from raw_event_told where event_num = new.num;
    return null;
end $$;
create trigger raw_event after insert on alert_event
    for each row when (new.change in ('fired', 'escalated') or new.to_state = 'unack')
    execute function tell_raw_event();
