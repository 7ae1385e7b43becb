-- Who has an order: crews of a trade with their areas, the rota of who is on duty, and who is told by which channel.

create table crew (
    id text primary key check (id ~ '^\S+$' and id <> '-'),  -- one word in the history of an order
    name_zh text not null,
    name_en text not null,
    trade text not null check (trade ~ '^\S+$'),             -- 'desk' is the desk of an area
    valid_from timestamptz not null,
    valid_to timestamptz check (valid_to > valid_from)
);

-- Areas of any level; a crew looks after all below them too.
create table crew_area (
    crew text not null references crew (id),
    area text not null,
    primary key (crew, area)
);
-- An order asks for the crews of the areas around it.
create index crew_area_around on crew_area (area, crew);

create table person (
    id text primary key check (id ~ '^\S+$' and id <> '-'),  -- the name that history records
    name text not null check (name ~ '\S'),
    phone text not null
);
-- Two names that four eyes would take for one are one.
create unique index person_alone on person (person(id));

-- The rota. What was set stays: a turn can only be ended before its time, once.
create table duty (
    num bigint generated always as identity primary key,
    crew text not null references crew (id),
    person text not null references person (id),
    begins timestamptz not null,
    ends timestamptz not null,
    set_by text not null check (set_by ~ '\S'),
    set_at timestamptz not null,
    ended_at timestamptz,
    ended_by text check (ended_by ~ '\S'),
    check (ends > begins),
    check (ended_at < ends),
    check (num_nulls(ended_at, ended_by) in (0, 2))
);
-- Who is on duty now: of a crew what has not ended yet, which is little beside all the turns of the past.
create index duty_now on duty (crew, ends);
-- The same of all crews: the engine asks every two seconds.
create index duty_ends on duty (ends);
-- Whether a turn of somebody has ended since an order was given to him by hand.
create index duty_of_person on duty (person, ends);
-- A turn that is set twice is one, whoever sets it.
create unique index duty_once on duty (crew, person, begins, ends) where ended_at is null;

create function refuse_reduty() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null and new.ended_at is not null
       and (new.num, new.crew, new.person, new.begins, new.ends, new.set_by, new.set_at) is not distinct from
           (old.num, old.crew, old.person, old.begins, old.ends, old.set_by, old.set_at)
    then
        return new;
    end if;
    raise exception 'a turn of duty is append-only: it can only be ended, once'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on duty
    for each row execute function refuse_reduty();

-- Who is told, and how. What changes ends, and begins anew.
create table contact (
    num bigint generated always as identity primary key,
    role text not null check (role ~ '^\S+$'),
    scope text not null check (scope in ('person', 'area', 'sensor', 'site')),
    scope_id text not null check (scope_id ~ '\S'),
    channel text not null check (channel ~ '\S'),  -- the name of a configured one
    address text not null,
    name text not null,
    valid_from timestamptz not null,
    valid_to timestamptz check (valid_to >= valid_from)
);
-- One of a kind in force; what is told of an order looks here.
create unique index contact_once on contact (scope, scope_id, role, channel, address) where valid_to is null;

-- The engine looks every two seconds for orders that nobody has accepted yet.
create index work_order_dispatched on work_order (num) where state = 'dispatched';
