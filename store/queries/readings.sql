-- copy_fresh --
-- Takes readings that are newer than all of their sensor, metric and origin, and therefore new.
copy reading (sensor_num, metric, value, observed_at, received_at, quality, origin, clockless)
from stdin (format binary);

-- make_staging --
-- Where COPY puts readings before the primary key is asked; emptied by every commit.
create temporary table if not exists reading_staging (
    position integer not null,
    sensor_num integer not null,
    metric text not null,
    value double precision not null,
    observed_at timestamptz not null,
    received_at timestamptz not null,
    quality text not null,
    origin text not null,
    clockless boolean not null
) on commit delete rows;

-- copy_staging --
-- Takes readings that may be there already; ``position`` is the place in the batch.
copy reading_staging (position, sensor_num, metric, value, observed_at, received_at, quality, origin, clockless)
from stdin (format binary);

-- insert_staged --
-- Moves staged readings into the table; of those that are there already, or stand twice in the batch, nothing
-- moves. The order by key keeps two writers from waiting for each other in a circle. Tells which were new.
with moved as (
    insert into reading (sensor_num, metric, value, observed_at, received_at, quality, origin, clockless)
    select distinct on (sensor_num, metric, observed_at, origin)
           sensor_num, metric, value, observed_at, received_at, quality, origin, clockless
      from reading_staging
     order by sensor_num, metric, observed_at, origin, position
    on conflict (sensor_num, metric, observed_at, origin) do nothing
    returning sensor_num, metric, observed_at, origin
)
select min(s.position)
  from moved m join reading_staging s using (sensor_num, metric, observed_at, origin)
 group by sensor_num, metric, observed_at, origin
 order by 1;
