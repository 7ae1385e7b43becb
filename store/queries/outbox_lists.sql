-- listed --
-- Notifications, the newest first, of a case, of a channel, in a state.
select o.num, o.key, o.case_id, o.event_num, o.channel, o.receiver, o.origin, o.body, o.made_at, o.due_at,
       o.expires_at, o.tries, o.state, o.ended_at, o.problem
  from outbox o
 where (%(case_id)s::text is null or o.case_id = %(case_id)s)
   and (%(channel)s::text is null or o.channel = %(channel)s)
   and (%(state)s::text is null or o.state = %(state)s)
 order by o.num desc
 limit %(limit)s;

-- one --
-- One notification.
select o.num, o.key, o.case_id, o.event_num, o.channel, o.receiver, o.origin, o.body, o.made_at, o.due_at,
       o.expires_at, o.tries, o.state, o.ended_at, o.problem
  from outbox o where o.num = %(num)s;

-- retry --
-- Of one, or of all of a channel, what was refused or came too late waits again, due now.
update outbox
   set state = 'waiting', due_at = %(now)s, expires_at = %(expires_at)s, ended_at = null, tries = 0
 where state in ('refused', 'expired')
   and (%(num)s::bigint is null or num = %(num)s)
   and (%(channel)s::text is null or channel = %(channel)s);

-- hurry --
-- Of a channel, what waits for another try is due now.
update outbox set due_at = %(now)s where channel = %(channel)s and state = 'waiting' and due_at > %(now)s;

-- waiting --
-- How many wait for each channel, and since when the oldest does.
select channel, count(*), min(made_at) from outbox where state = 'waiting' group by channel;

-- failed --
-- How many of each channel were refused, and how many came too late.
select channel, count(*) filter (where state = 'refused'), count(*) filter (where state = 'expired')
  from outbox where state in ('refused', 'expired') group by channel;

-- told_since --
-- How many each channel has told since a time.
select channel, count(*) from outbox
 where state <> 'waiting' and state = 'told' and ended_at >= %(since)s group by channel;
