-- asides --
-- What is set aside now of an area and all below, or of one sensor, with names, the level that is quiet for it, and who and until when;
-- what is real first, then the shelf that ends soonest.
select h.num, h.rule_id, h.sensor_num, h.origin, h.kind, h.begun_by, h.reason, h.since, h.until,
       s.id, s.name_zh, s.name_en, g.name_zh, g.name_en, a.severity
  from shelving h
  join sensor s on s.num = h.sensor_num
  left join area g on g.code = s.area and g.valid_to is null
  left join alert a on a.rule_id = h.rule_id and a.sensor_num = h.sensor_num and a.origin = h.origin
                   and a.cleared_at is null
 where h.ended_at is null and (%(under)s::text is null or %(under)s = any(g.path))
   and (%(sensor_num)s::integer is null or h.sensor_num = %(sensor_num)s)
 order by h.origin <> 'live', h.until nulls last, h.since, h.num
 limit %(limit)s;

-- aside --
-- One shelving, and who ended it and when if somebody did.
select num, rule_id, sensor_num, origin, kind, begun_by, reason, since, until, ended_by, ended_at
  from shelving where num = %(num)s;
