-- One row that every change of the registry moves on, so that those who keep it in memory can ask cheaply.
create table registry_version (
    only_row boolean primary key default true check (only_row),
    version bigint not null
);
insert into registry_version (version) values (0);
