-- versions --
-- The server's version, and that of the TimescaleDB that it has installed or offers.
select current_setting('server_version'),
       (select coalesce(installed_version, default_version)
          from pg_available_extensions where name = 'timescaledb');
