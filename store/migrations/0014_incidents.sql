-- Incidents: alerts of one hazard in one place.
create table incident (
    num bigint generated always as identity primary key,
    id text not null unique generated always as ('IN-' || lpad(num::text, greatest(6, length(num::text)), '0')) stored,
    hazard text not null,
    hazard_zh text not null,          -- the hazard's words when it was opened: a hazard may be renamed or given up
    hazard_en text not null,
    origin text not null,
    area text,                        -- the area that it never leaves; null outside of all
    severity smallint not null check (severity between 1 and 4),
    peak_severity smallint not null check (peak_severity between severity and 4),
    lead_num bigint not null,
    members integer not null,
    open_members integer not null check (open_members between 0 and members),
    opened_at timestamptz not null,   -- when its first member fired, by the readings
    quiet_since timestamptz,          -- since when nothing keeps it open, by the clock; null while something does
    closed_at timestamptz,
    merged_into bigint references incident (num),
    surface bytea,                    -- WKB, WGS-84
    ground_version bigint not null default -1,  -- the registry's version that its ground was found in
    check (closed_at is null or open_members = 0),
    check (merged_into is null or (closed_at is not null and members = 0))
);
-- Looked through every two seconds; closed ones are history.
create index incident_open on incident (num) where closed_at is null;
-- Lists show the newest of them.
create index incident_closed on incident (closed_at) where closed_at is not null and merged_into is null;

-- Which alert belongs to which incident: to one at a time. No foreign key to the alert, since a check of it would
-- wait for whoever holds the alert, in an order of its own; alerts are never deleted.
create table incident_member (
    alert_num bigint primary key,
    incident_num bigint not null references incident (num),
    sensor_num integer not null references sensor (num),
    follows boolean not null,         -- came because of the incident and neither leads, widens nor keeps it open
    over boolean not null default false  -- will not stand again
);
create index incident_member_of on incident_member (incident_num, sensor_num);
-- What may still change is looked at every two seconds; what is over never again.
create index incident_member_stands on incident_member (incident_num) where not over;

-- The sensors of a hazard's kinds on the ground of an incident: on its surface, and those of its members.
create table incident_ground (
    incident_num bigint not null references incident (num),
    sensor_num integer not null,
    primary key (incident_num, sensor_num)
);

create table incident_event (
    num bigint generated always as identity primary key,
    incident_num bigint not null references incident (num),
    at timestamptz not null,
    change text not null,
    severity smallint not null,
    members integer not null,
    alert_num bigint,
    other_num bigint
);
create index incident_event_of on incident_event (incident_num);
create trigger append_only before update or delete on incident_event
    for each row execute function refuse_change();

-- Alerts that no look has placed yet. Numbers of alerts do not become visible in their order, so a mark of how far a
-- look has come would pass some by. One that waits is set aside, or over, and alone.
create table alert_ungrouped (
    alert_num bigint primary key,
    waits boolean not null default false
) with (fillfactor = 70);

create function ungroup() returns trigger language plpgsql as $$
begin
    insert into alert_ungrouped (alert_num) values (new.num);
    return null;
end $$;
create trigger ungrouped after insert on alert for each row execute function ungroup();
insert into alert_ungrouped (alert_num) select num from alert where cleared_at is null;

-- Which sensors lie on a surface is asked by their position.
create index sensor_place on sensor using gist (point(lon, lat));
