-- versions --
-- The server's version number and the TimescaleDB that it offers or has installed.
select current_setting('server_version_num')::int,
       (select coalesce(installed_version, default_version)
          from pg_available_extensions where name = 'timescaledb');
