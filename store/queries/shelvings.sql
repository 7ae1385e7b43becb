-- pair --
-- The number of a sensor, and whether a rule was ever in force.
select (select num from sensor where id = %(sensor_id)s),
       exists (select from rule_revision where rule_id = %(rule_id)s);

-- begin --
-- Sets a rule, sensor and origin aside, unless they are already in this way.
insert into shelving (rule_id, sensor_num, origin, kind, begun_by, reason, since, until)
values (%(rule_id)s, %(sensor_num)s, %(origin)s, %(kind)s, %(begun_by)s, %(reason)s, %(since)s, %(until)s)
on conflict (rule_id, sensor_num, kind, origin) where ended_at is null do nothing;

-- end --
-- Ends what keeps a rule, sensor and origin aside, if nobody else ended it first.
update shelving set ended_at = %(now)s, ended_by = %(by)s, ended_comment = %(comment)s
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and kind = %(kind)s
   and ended_at is null;

-- in_force --
-- What keeps some sensors aside and has not run out.
select rule_id, sensor_num, origin, kind from shelving
 where sensor_num = any(%(sensor_nums)s) and ended_at is null and (until is null or until > %(now)s);

-- of_pair --
-- What keeps a rule, sensor and origin aside, run out or not, until it is ended; held until the commit.
select num, rule_id, sensor_num, origin, kind, begun_by, reason, since, until from shelving
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and ended_at is null
 order by num
   for update;

-- expired --
-- The oldest shelf that has run out and is not ended.
select num, rule_id, sensor_num, origin, kind, begun_by, reason, since, until from shelving
 where ended_at is null and until <= %(now)s
 order by until, num limit 1;

-- last_ended --
-- Who ended a kind for a rule, sensor and origin last, and when.
select ended_by, ended_at from shelving
 where rule_id = %(rule_id)s and sensor_num = %(sensor_num)s and origin = %(origin)s and kind = %(kind)s
   and ended_at is not null
 order by ended_at desc limit 1;

-- listed --
-- All that is set aside now, with the sensors' ids, of an area and all below.
select h.num, h.rule_id, h.sensor_num, h.origin, h.kind, h.begun_by, h.reason, h.since, h.until, s.id
  from shelving h
  join sensor s on s.num = h.sensor_num
 where h.ended_at is null
   and (%(under)s::text is null
        or s.area in (select g.code from area g where g.valid_to is null and %(under)s = any(g.path)))
 order by h.since, h.num;
