-- counts --
-- What became of the real orders that were filed between two times, of an area and all below it or everywhere, by what
-- they are counted by. What was merged into another counts as a report alone, by what became of that one; an order of
-- an area that is no more counts where that area lay at last.
with home as materialized (
     select distinct on (a.code) a.code, a.path, a.level
       from area a
      order by a.code, a.valid_to desc nulls first),
place as materialized (
     select h.code, max(v.code) as key
       from home h
      cross join unnest(h.path) as p(code)
       left join home v on v.code = p.code and v.level = %(level)s::smallint
      where %(under)s::text is null or %(under)s = any(h.path)
      group by h.code),
looked_at as (
     select case %(by)s::text when 'area' then p.key when 'crew' then o.crew when 'plan' then o.plan
                              when 'source' then o.source end as key,
            o.num, o.late, o.is_timed, o.reworks, o.returns,
            o.source in ('hotline', 'staff') as is_told,
            o.merged_into is not null as is_merged,
            o.merged_into is null and o.state not in ('reported', 'rejected', 'cancelled') as is_worked,
            case o.state when 'merged' then (select m.state from work_order m where m.num = o.merged_into)
                         else o.state end as stands,
            case when o.merged_into is not null then null when o.state = 'parked' then o.before_state
                 else o.state end as stage,
            o.resolved_at is not null as is_resolved,
            coalesce(o.due_at < %(now)s::timestamptz, false) as is_past_due,
            date_part('epoch', o.accepted_at - o.dispatched_at) as accept_s,
            date_part('epoch', o.arrived_at - o.dispatched_at) as arrive_s,
            date_part('epoch', o.resolved_at - o.dispatched_at) as resolve_s,
            case when o.state = 'closed' then date_part('epoch', o.over_at - o.filed_at) end as close_s
       from work_order o
       left join place p on p.code = o.area
      where o.origin = 'live' and o.filed_at >= %(begin)s::timestamptz and o.filed_at < %(end)s::timestamptz
        and (%(under)s is null or p.code is not null))
select key,
       count(*) filter (where is_told) as reported,
       count(*) filter (where is_told and stands not in ('reported', 'rejected')) as reports_filed,
       count(*) filter (where is_told and stands = 'rejected') as rejected,
       count(*) filter (where is_merged) as merged,
       count(*) filter (where is_worked or stage = 'cancelled') as filed,
       count(*) filter (where stage = 'cancelled') as cancelled,
       count(*) filter (where is_worked and is_resolved) as resolved,
       count(*) filter (where is_worked and is_resolved and is_timed and not late and not is_past_due) as in_time,
       count(*) filter (where is_worked and late) as resolved_late,
       count(*) filter (where is_worked and is_past_due and not late) as past_due,
       count(*) filter (where stage = 'closed') as closed,
       count(*) filter (where is_worked and reworks > 0) as reworked,
       count(*) filter (where stage = 'closed'
                          and num in (select n.follows_num
                                        from work_order n
                                       where n.follows_num is not null and n.filed_at >= %(begin)s
                                         and n.state not in ('rejected', 'cancelled'))) as reopened,
       coalesce(sum(returns) filter (where is_worked), 0)::bigint as returns,
       percentile_cont(0.5) within group (order by accept_s) filter (where is_worked) as accept_s,
       percentile_cont(0.5) within group (order by arrive_s) filter (where is_worked) as arrive_s,
       percentile_cont(0.5) within group (order by resolve_s) filter (where is_worked) as resolve_s,
       percentile_cont(0.5) within group (order by close_s) filter (where is_worked) as close_s,
       count(*) filter (where stage = 'reported') as at_reported,
       count(*) filter (where stage = 'rejected') as at_rejected,
       count(*) filter (where stage = 'filed') as at_filed,
       count(*) filter (where stage = 'dispatched') as at_dispatched,
       count(*) filter (where stage = 'accepted') as at_accepted,
       count(*) filter (where stage = 'on_site') as at_on_site,
       count(*) filter (where stage = 'resolved') as at_resolved,
       count(*) filter (where stage = 'verified') as at_verified,
       count(*) filter (where stage = 'closed') as at_closed,
       count(*) filter (where stage = 'cancelled') as at_cancelled
  from looked_at
 group by key
 order by key nulls last;

-- area_names --
-- What every area is called, or was at last.
select distinct on (code) code, name_zh, name_en from area order by code, valid_to desc nulls first;

-- past_orders --
-- The real orders that were filed between two times, of an area and all below it or everywhere, one by one.
select o.id, coalesce(c.id, o.id), o.source, o.plan, o.severity, o.state, coalesce(s.name_zh, o.name_zh),
       coalesce(s.name_en, o.name_en), o.area, h.name_zh, h.name_en, o.trade, o.crew, o.person, o.filed_at,
       o.dispatched_at, o.accepted_at, o.arrived_at, o.resolved_at, o.verified_at, o.over_at, o.due_at, o.late,
       coalesce(o.due_at < %(now)s::timestamptz, false), o.returns, o.reworks, m.id, f.id
  from work_order o
  left join sensor s on s.num = o.sensor_num
  left join work_order c on c.num = o.case_num
  left join work_order m on m.num = o.merged_into
  left join work_order f on f.num = o.follows_num
  left join (select distinct on (a.code) a.code, a.path, a.name_zh, a.name_en
               from area a order by a.code, a.valid_to desc nulls first) h on h.code = o.area
 where o.origin = 'live' and o.filed_at >= %(begin)s::timestamptz and o.filed_at < %(end)s::timestamptz
   and (%(under)s::text is null or %(under)s = any(h.path))
 order by o.filed_at, o.num;
