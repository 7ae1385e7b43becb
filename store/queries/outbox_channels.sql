-- health --
-- How the receiver of a channel does.
select failures, failing_since, pauses, try_again_at, problem from outbox_channel where channel = %(channel)s;

-- all_health --
-- How the receivers of all channels do that fail.
select channel, failures, failing_since, pauses, try_again_at, problem from outbox_channel where failures > 0;

-- take_probe --
-- Lets one deliverer at a time try a channel that was left alone, until its commit.
select pg_try_advisory_xact_lock(hashtextextended('yiping outbox probe ' || %(channel)s::text, 0));

-- count_failure --
-- One more failure in a row; held until the commit.
insert into outbox_channel as c (channel, failures, failing_since, problem)
values (%(channel)s, 1, %(now)s, %(problem)s)
on conflict (channel) do update
   set failures = c.failures + 1, failing_since = coalesce(c.failing_since, excluded.failing_since),
       problem = excluded.problem
returning failures, failing_since, pauses, try_again_at, problem;

-- pause --
-- The channel is left alone until a time.
update outbox_channel set try_again_at = %(try_again_at)s, pauses = pauses + 1 where channel = %(channel)s;

-- forget_failures --
-- The receiver has taken something: all is well.
update outbox_channel set failures = 0, failing_since = null, pauses = 0, try_again_at = null, problem = null
 where channel = %(channel)s and failures > 0;

-- end_pause --
-- The next to look tries it at once.
update outbox_channel set try_again_at = %(now)s where channel = %(channel)s and try_again_at > %(now)s;

-- name_for_drills --
-- Says until when a channel may tell of drills.
insert into drill_channel (channel, since, until, named_by, reason)
values (%(channel)s, %(since)s, %(until)s, %(named_by)s, %(reason)s);

-- drills --
-- The last word on each channel that was ever named.
select distinct on (channel) channel, since, until, named_by, reason
  from drill_channel
 order by channel, num desc;
