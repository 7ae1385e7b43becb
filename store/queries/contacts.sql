-- contacts --
-- Contacts in force: all, or those of an area and all below it, with its crews, sensors and sites.
select c.num, c.role, c.scope, c.scope_id, c.channel, c.address, c.name, c.valid_from, c.valid_to
  from contact c
 where (c.valid_to is null or c.valid_to > %(now)s)
   and (%(under)s::text is null
        or exists (select from area g
                    where g.valid_to is null and %(under)s = any(g.path)
                      and case c.scope
                          when 'area' then g.code = c.scope_id
                          when 'sensor' then exists (select from sensor s where s.id = c.scope_id and s.area = g.code)
                          when 'site' then exists (select from site t where t.id = c.scope_id and t.area = g.code)
                          else exists (select from duty d join crew_area w on w.crew = d.crew
                                        where d.person = c.scope_id and w.area = g.code and d.ends > %(now)s) end))
 order by c.role, c.scope, c.scope_id, c.channel, c.address, c.num;

-- contacts_for --
-- Who is told in some roles of what happens at a place: for an area those of the narrowest that has any.
select f.num, f.role, f.scope, f.scope_id, f.channel, f.address, f.name, f.valid_from, f.valid_to
  from (select c.*, rank() over (partition by c.role, c.scope
                                 order by array_position(%(path)s::text[], c.scope_id) desc nulls last) as place
          from contact c
         where c.role = any(%(roles)s) and c.valid_from <= %(now)s
           and (c.valid_to is null or c.valid_to > %(now)s)
           and (c.scope = 'person' and c.scope_id = %(person)s::text
                or c.scope = 'area' and c.scope_id = any(%(path)s::text[])
                or c.scope = 'sensor' and c.scope_id = %(sensor)s::text
                or c.scope = 'site' and c.scope_id = %(site)s::text)) f
 where f.place = 1
 order by f.role, f.scope, f.channel, f.address, f.num;

-- last_contacts --
-- The last contact of every role, scope, channel and address.
select distinct on (role, scope, scope_id, channel, address)
       num, role, scope, scope_id, channel, address, name, valid_from, valid_to
  from contact
 order by role, scope, scope_id, channel, address, num desc;

-- put_contact --
-- A contact from a time on, unless it stands already.
insert into contact (role, scope, scope_id, channel, address, name, valid_from, valid_to)
values (%(role)s, %(scope)s, %(scope_id)s, %(channel)s, %(address)s, %(name)s, %(valid_from)s, %(valid_to)s)
on conflict (scope, scope_id, role, channel, address) where valid_to is null do nothing;

-- end_contact --
-- A contact that holds until a time, or never held where it would only begin then.
update contact set valid_to = greatest(valid_from, %(at)s) where num = %(num)s;
