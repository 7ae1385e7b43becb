-- Work orders and their history.
create table work_order (
    num bigint generated always as identity primary key,
    id text not null unique generated always as ('WO-' || lpad(num::text, greatest(6, length(num::text)), '0')) stored,
    rule_id text not null,
    sensor_num integer not null references sensor (num),
    severity smallint not null check (severity between 1 and 4),
    state text not null,
    origin text not null,
    area text,
    filed_at timestamptz not null,
    state_since timestamptz not null,
    resolved_by text
);
-- Promise R5: one open order per rule and sensor, whatever runs in parallel.
create unique index work_order_open on work_order (rule_id, sensor_num) where state <> 'closed';
-- The tablet asks for the unclosed orders of an area.
create index work_order_of_area on work_order (area) where state <> 'closed';

create table work_order_event (
    num bigint generated always as identity primary key,
    order_num bigint not null references work_order (num),
    at timestamptz not null,
    actor text not null,
    command text not null,
    from_state text,
    to_state text not null,
    note text not null,
    override text
);
create index work_order_event_of on work_order_event (order_num);

alter table alert add constraint alert_order foreign key (order_num) references work_order (num);

-- History is written once. An update or delete of an event is a defect or worse, so the database refuses it.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on alert_event
    for each row execute function refuse_change();
create trigger append_only before update or delete on work_order_event
    for each row execute function refuse_change();
