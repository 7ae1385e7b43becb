-- drill_standing --
-- Sensors of an area and all below with open alerts that are not real: the worst that asks, and how many are open.
select sensor_num, origin, max(severity) filter (where state in ('unack', 'acked')), count(*)
  from alert
 where cleared_at is null and origin <> 'live'
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 group by sensor_num, origin
 order by sensor_num, origin;

-- drill_orders --
-- How many unclosed orders of an area and all below are not real.
select count(*)
  from work_order
 where not is_over and origin <> 'live'
   and (%(under)s::text is null
        or area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)));
