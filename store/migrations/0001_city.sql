-- The city: areas, the schematic base map, sites and sensors. Positions are degrees WGS-84.
create extension if not exists timescaledb;

create table area (
    code text not null,
    parent text,
    level smallint not null check (level between 1 and 5),
    name_zh text not null,
    name_en text not null,
    polygon bytea not null,           -- WKB, WGS-84
    path text[] not null,             -- codes from the district down to this area
    valid_from timestamptz not null,
    valid_to timestamptz,
    primary key (code, valid_from)
);
-- One valid boundary a code; also what every look-up of an area by its code uses.
create unique index area_valid on area (code) where valid_to is null;

create table base_feature (
    num integer generated always as identity primary key,
    layer text not null,
    name_zh text not null,
    name_en text not null,
    width_m double precision not null,
    geometry bytea not null           -- WKB, WGS-84
);

create table site (
    id text primary key,
    kind text not null,
    name_zh text not null,
    name_en text not null,
    lon double precision not null,
    lat double precision not null,
    area text,
    dossier jsonb not null
);

create table sensor (
    num integer generated always as identity primary key,
    id text not null unique,
    kind text not null,
    name_zh text not null,
    name_en text not null,
    lon double precision not null,
    lat double precision not null,
    district text not null,
    street text not null,
    site text,
    area text,
    expected_every_s integer not null check (expected_every_s > 0)
);
