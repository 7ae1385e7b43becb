-- Days on which the district works, or does not, whatever the public calendar says.
create table calendar_day (
    num bigint generated always as identity primary key,
    day date not null,
    is_worked boolean,                -- null: as the public calendar says again
    reason text not null check (reason ~ '\S'),
    set_by text not null check (set_by ~ '\S'),
    set_at timestamptz not null
);
-- The last word on a day counts; those before it are kept.
create index calendar_day_last on calendar_day (day, num desc);
create trigger append_only before update or delete on calendar_day
    for each row execute function refuse_change();
