-- gauges --
-- What an outside watchdog counts: unclosed real orders past their time, lines of history that wait to be told of, notices
-- that wait, and since when the oldest of them does.
select (select count(*) from work_order where not is_over and origin = 'live' and due_at < %(now)s),
       (select count(*) from work_order_untold),
       (select count(*) from outbox where state = 'waiting'),
       (select min(made_at) from outbox where state = 'waiting');
