-- asides --
-- How many pairs are set aside now in an area and all below, and a number that differs when others are.
select count(*) filter (where h.origin = 'live'), coalesce(sum(h.num), 0)
  from shelving h
 where h.ended_at is null
   and (%(under)s::text is null
        or h.sensor_num in (select s.num from sensor s join area g on g.code = s.area and g.valid_to is null
                             where %(under)s = any(g.path)));

-- incidents --
-- How many incidents stand in an area and all below, as its list has them, and a number that differs when they do.
select count(*) filter (where i.origin = 'live' and i.open_members > 0),
       coalesce(sum(hashtext(concat_ws(' ', i.num, i.severity, i.members, i.open_members, i.lead_num))), 0)
  from incident i
 where i.closed_at is null
   and (%(under)s::text is null
        or i.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path))
        or exists (select from incident_member m
                     join sensor s on s.num = m.sensor_num
                     join area g on g.code = s.area and g.valid_to is null
                    where m.incident_num = i.num and %(under)s = any(g.path)));
