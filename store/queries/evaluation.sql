-- folds --
-- The real orders that were filed between two times, of an area and all below it or everywhere, folded by what they are
-- counted by and by what became of them, since orders are many and fates few; with the seconds that each took. An order
-- of an area that is no more counts where that area lay at last.
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
        and n.state not in ('rejected', 'cancelled'))
select case %(by)s::text when 'area' then p.key when 'crew' then o.crew when 'plan' then o.plan when 'kind' then o.kind
                         when 'source' then o.source end as key,
       o.fate, coalesce(o.due_at < %(now)s::timestamptz, false) as is_past_due,
       o.num in (select t.num from taken_on t) as is_taken_on,
       o.num in (select f.follows_num from followed f) as is_followed,
       count(*)::integer, sum(o.returns)::integer,
       array_agg(o.accept_s) filter (where o.accept_s is not null),
       array_agg(o.arrive_s) filter (where o.arrive_s is not null),
       array_agg(o.resolve_s) filter (where o.resolve_s is not null),
       array_agg(o.close_s) filter (where o.close_s is not null)
  from work_order o
  left join place p on p.code = o.area
 where o.origin = 'live' and o.filed_at >= %(begin)s and o.filed_at < %(end)s::timestamptz
   and (%(under)s::text is null or o.area in (select h.code from home h where %(under)s = any(h.path)))
 group by 1, 2, 3, 4, 5;

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
