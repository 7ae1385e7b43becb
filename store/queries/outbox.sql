-- put --
-- Puts notifications in, in their order, without those whose key is known. None is due before what waits already
-- of its case for the same receiver.
insert into outbox (key, case_id, event_num, channel, receiver, origin, body, made_at, due_at, expires_at)
select n.key, n.case_id, n.event_num, n.channel, n.receiver, n.origin, n.body, %(now)s::timestamptz,
       greatest(%(now)s::timestamptz,
                (select w.due_at from outbox w
                  where w.channel = n.channel and w.receiver = n.receiver and w.case_id = n.case_id
                    and w.state = 'waiting'
                  order by w.num desc limit 1)),
       %(expires_at)s::timestamptz
  from rows from (unnest(%(keys)s::text[], %(case_ids)s::text[], %(event_nums)s::bigint[], %(channels)s::text[],
                         %(receivers)s::text[], %(origins)s::text[]),
                  jsonb_array_elements(%(bodies)s::jsonb))
       with ordinality as n (key, case_id, event_num, channel, receiver, origin, body, place)
 order by n.place
on conflict (key) do nothing
returning key;

-- claim --
-- The due one of a channel that waits longest, held until the commit, unless an earlier one of its case still waits
-- for the same receiver.
select o.num, o.key, o.case_id, o.event_num, o.channel, o.receiver, o.origin, o.body, o.made_at, o.due_at,
       o.expires_at, o.tries, o.state, o.ended_at, o.problem
  from outbox o
 where o.channel = %(channel)s and o.state = 'waiting' and o.due_at <= %(now)s
   and o.num = (select w.num from outbox w
                 where w.channel = o.channel and w.receiver = o.receiver and w.case_id = o.case_id
                   and w.state = 'waiting'
                 order by w.num limit 1)
 order by o.due_at, o.num
 limit 1
   for update skip locked;

-- told_before --
-- What a channel told a receiver of a case before, the newest first, each with its own time.
select o.key, (o.body ->> 'at')::timestamptz
  from outbox o
 where o.case_id = %(case_id)s and o.channel = %(channel)s and o.receiver = %(receiver)s and o.state = 'told'
   and o.num < %(num)s
 order by o.num desc
 limit %(limit)s;

-- finish --
-- It was told, refused, or came too late.
update outbox set state = %(state)s, ended_at = %(now)s, tries = tries + %(tries)s, problem = %(problem)s
 where num = %(num)s;

-- put_off --
-- A try failed; the next is later.
update outbox set due_at = %(due_at)s, tries = tries + 1, problem = %(problem)s where num = %(num)s;

-- put_off_behind --
-- Those of the same case behind it are not looked at before it either.
update outbox b
   set due_at = %(due_at)s
 where b.num in (select w.num from outbox w
                  where w.channel = %(channel)s and w.receiver = %(receiver)s and w.case_id = %(case_id)s
                    and w.state = 'waiting' and w.num > %(num)s and w.due_at < %(due_at)s
                    for update skip locked);

-- remove_old --
-- Removes the oldest that ended before a time.
delete from outbox
 where num in (select num from outbox where state <> 'waiting' and ended_at < %(before)s
                order by ended_at limit %(limit)s for update skip locked);
