-- counts --
-- What became of the real orders that were filed between two times, of an area and all below it or everywhere, by what
-- they are counted by, and all together first. An order of an area that is no more counts where that area lay at last.
-- Orders are folded by their fate before anything is told apart, since orders are many and fates few.
with home as materialized (
     select distinct on (a.code) a.code, a.path, a.level
       from area a
      order by a.code, a.valid_to desc nulls first),
step as (
     select h.code, unnest(h.path) as around from home h),
place as materialized (
     select s.code, s.around as key
       from step s
      where %(level)s::smallint is not null
        and s.around in (select v.code from home v where v.level = %(level)s::smallint)),
-- What is merged stands where the order stands that took it in, and ends with it.
taken_on as (
     select c.num
       from work_order c join work_order m on m.num = c.merged_into
      where c.state = 'merged' and m.state not in ('reported', 'rejected')),
followed as (
     select n.follows_num
       from work_order n
      where n.follows_num is not null and n.filed_at >= %(begin)s::timestamptz
        and n.state not in ('rejected', 'cancelled')),
looked_at as not materialized (
     select case %(by)s::text when 'area' then p.key when 'crew' then o.crew when 'plan' then o.plan when 'kind' then o.kind
                              when 'source' then o.source end as key,
            o.fate, o.returns, o.accept_s, o.arrive_s, o.resolve_s, o.close_s,
            coalesce(o.due_at < %(now)s::timestamptz, false) as is_past_due,
            o.num in (select t.num from taken_on t) as is_taken_on,
            o.num in (select f.follows_num from followed f) as is_followed
       from work_order o
       left join place p on p.code = o.area
      where o.origin = 'live' and o.filed_at >= %(begin)s and o.filed_at < %(end)s::timestamptz
        and (%(under)s::text is null or o.area in (select h.code from home h where %(under)s = any(h.path)))),
folded as (
     select key, string_to_array(fate, ' ') as fate, is_past_due, is_taken_on, is_followed,
            count(*)::integer as many, sum(returns) as returns
       from looked_at
      group by key, looked_at.fate, is_past_due, is_taken_on, is_followed),
told_apart as (
     select f.*, 'told' = any(f.fate) as is_told, 'joined' = any(f.fate) as is_joined, 'late' = any(f.fate) as is_late,
            not f.fate && '{joined,reported,rejected,cancelled}' as is_worked
       from folded f),
summed as (
     select key, grouping(key) as whole,
            sum(many * is_told::integer) as reported,
            sum(many * (is_told and (is_taken_on or not fate && '{reported,rejected,merged}'))::integer) as reports_filed,
            sum(many * (is_told and 'rejected' = any(fate))::integer) as rejected,
            sum(many * is_joined::integer) as merged,
            sum(many * (not fate && '{joined,reported,rejected}')::integer) as filed,
            sum(many * (not is_joined and 'cancelled' = any(fate))::integer) as cancelled,
            sum(many * (is_worked and 'done' = any(fate))::integer) as resolved,
            sum(many * (is_worked and fate @> '{timed,done}' and not is_late and not is_past_due)::integer) as in_time,
            sum(many * (is_worked and is_late)::integer) as resolved_late,
            sum(many * (is_worked and is_past_due and not is_late)::integer) as past_due,
            sum(many * (is_worked and 'closed' = any(fate))::integer) as closed,
            sum(many * (is_worked and 'again' = any(fate))::integer) as reworked,
            sum(many * (is_worked and 'closed' = any(fate) and is_followed)::integer) as reopened,
            sum(returns * is_worked::integer)::bigint as returns,
            sum(many * (not is_joined and 'reported' = any(fate))::integer) as at_reported,
            sum(many * (not is_joined and 'rejected' = any(fate))::integer) as at_rejected,
            sum(many * (not is_joined and 'filed' = any(fate))::integer) as at_filed,
            sum(many * (not is_joined and 'dispatched' = any(fate))::integer) as at_dispatched,
            sum(many * (not is_joined and 'accepted' = any(fate))::integer) as at_accepted,
            sum(many * (not is_joined and 'on_site' = any(fate))::integer) as at_on_site,
            sum(many * (not is_joined and 'resolved' = any(fate))::integer) as at_resolved,
            sum(many * (not is_joined and 'verified' = any(fate))::integer) as at_verified,
            sum(many * (not is_joined and 'closed' = any(fate))::integer) as at_closed,
            sum(many * (not is_joined and 'cancelled' = any(fate))::integer) as at_cancelled
       from told_apart
      group by grouping sets ((key), ())),
medians as (
     select key, grouping(key) as whole,
            percentile_cont(0.5) within group (order by accept_s) as accept_s,
            percentile_cont(0.5) within group (order by arrive_s) as arrive_s,
            percentile_cont(0.5) within group (order by resolve_s) as resolve_s,
            percentile_cont(0.5) within group (order by close_s) as close_s
       from looked_at
      group by grouping sets ((key), ()))
select s.key, s.reported, s.reports_filed, s.rejected, s.merged, s.filed, s.cancelled, s.resolved, s.in_time,
       s.resolved_late, s.past_due, s.closed, s.reworked, s.reopened, s.returns, m.accept_s, m.arrive_s, m.resolve_s,
       m.close_s, s.at_reported, s.at_rejected, s.at_filed, s.at_dispatched, s.at_accepted, s.at_on_site, s.at_resolved,
       s.at_verified, s.at_closed, s.at_cancelled
  from summed s join medians m on m.whole = s.whole and coalesce(m.key, '') = coalesce(s.key, '')
 where s.reported is not null
 order by s.whole desc, s.key nulls last;

-- area_names --
-- What every area is called, or was at last.
select distinct on (code) code, name_zh, name_en from area order by code, valid_to desc nulls first;

-- past_orders --
-- The real orders that were filed between two times, of an area and all below it or everywhere, one by one.
select o.id, coalesce(mc.id, m.id, c.id, o.id), o.source, o.plan, o.severity, o.state, coalesce(s.name_zh, o.name_zh),
       coalesce(s.name_en, o.name_en), o.area, h.name_zh, h.name_en, o.trade, o.crew, o.person, o.filed_at,
       o.dispatched_at, o.accepted_at, o.arrived_at, o.resolved_at, o.verified_at, o.over_at, o.due_at, o.late,
       coalesce(o.due_at < %(now)s::timestamptz, false), o.returns, o.reworks, m.id, f.id
  from work_order o
  left join sensor s on s.num = o.sensor_num
  left join work_order c on c.num = o.case_num
  left join work_order m on m.num = o.merged_into
  left join work_order mc on mc.num = m.case_num
  left join work_order f on f.num = o.follows_num
  left join (select distinct on (a.code) a.code, a.path, a.name_zh, a.name_en
               from area a order by a.code, a.valid_to desc nulls first) h on h.code = o.area
 where o.origin = 'live' and o.filed_at >= %(begin)s::timestamptz and o.filed_at < %(end)s::timestamptz
   and (%(under)s::text is null or %(under)s = any(h.path))
 order by o.filed_at, o.num;
