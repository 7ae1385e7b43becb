-- looks --
-- Each street: how many of its sensors are known, its newest arrival, how many of its sensors lived before the
-- feed last went wrong, how many of those were heard within two of their periods, their shortest period, and the
-- lag in seconds that three in four of the latest arrivals exceed (of devices with a clock of their own). Only what
-- is live counts: a drill proves nothing about a feed.
with heard as materialized (
    select distinct on (s.num) s.district || '/' || s.street as place, s.expected_every_s as every_s, l.received_at,
           case when l.clockless then null else extract(epoch from l.received_at - l.observed_at) end as lag_s
      from sensor s left join sensor_latest l on l.sensor_num = s.num and l.origin = 'live'
     order by s.num, l.received_at desc nulls last
), newest as (
    select place, max(received_at) as at from heard group by place
)
select h.place, count(*), n.at, count(*) filter (where v.lives),
       count(*) filter (where v.lives and h.received_at >= n.at - make_interval(secs => 2 * h.every_s)),
       coalesce(min(h.every_s) filter (where v.lives), min(h.every_s)),
       percentile_disc(0.25) within group (order by h.lag_s) filter (where h.received_at >= n.at - interval '30 seconds')
  from heard h
  join newest n using (place)
  left join feed_stop x on x.place = h.place and x.ended_at is null
 cross join lateral (
       select h.received_at >= least(n.at, x.since) - greatest(interval '1 day', make_interval(secs => 3 * h.every_s))
           as lives) v
 group by h.place, n.at
 order by h.place collate "C";

-- feeds --
-- How far each feed had come, since when it is fine, and since when it is not.
select f.place, f.heard_until, f.fine_since, x.since
  from feed f left join feed_stop x on x.place = f.place and x.ended_at is null;

-- put_feed --
-- Keeps how far a feed has come.
insert into feed (place, heard_until, fine_since) values (%(place)s, %(heard_until)s, %(fine_since)s)
on conflict (place) do update set heard_until = excluded.heard_until, fine_since = excluded.fine_since;

-- begin_stop --
-- A feed is not to be relied on from a time on.
insert into feed_stop (place, since, reason) values (%(place)s, %(since)s, %(reason)s)
on conflict (place, since) do update set ended_at = null, reason = excluded.reason;

-- end_stop --
-- A feed is to be relied on again.
update feed_stop set ended_at = %(now)s where place = %(place)s and ended_at is null;

-- forget_feeds --
-- Feeds that are no longer looked at by themselves.
with gone as (
    delete from feed where place <> all(%(places)s::text[]) returning place
)
update feed_stop x set ended_at = %(now)s from gone g where g.place = x.place and x.ended_at is null;

-- forget_stops --
-- Stops so old that they tell nothing of a sensor any more.
delete from feed_stop where ended_at < %(before)s;

-- open_stops --
-- Feeds that are not to be relied on now.
select place, since, reason from feed_stop where ended_at is null order by place collate "C";
