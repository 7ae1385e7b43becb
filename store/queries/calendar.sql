-- put_day --
-- Says of a day that it is worked, is not, or is as the public calendar says.
insert into calendar_day (day, is_worked, reason, set_by, set_at)
values (%(day)s, %(is_worked)s, %(reason)s, %(set_by)s, %(now)s);

-- days --
-- The last word on each day between two that anything was said of.
select distinct on (day) day, is_worked, reason, set_by, set_at
  from calendar_day
 where day between %(first)s and %(last)s
 order by day, num desc;
