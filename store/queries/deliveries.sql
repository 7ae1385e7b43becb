-- known --
-- Which packets of a client have been stored, by identifier and digest.
select mid, digest from delivery where client_id = %(client_id)s and mid = any(%(mids)s::integer[]);

-- note --
-- Notes packets as stored; an identifier that the broker uses again belongs to the newer packet.
insert into delivery (client_id, mid, digest, stored_at)
select %(client_id)s, mid, digest, %(now)s from unnest(%(mids)s::integer[], %(digests)s::bytea[]) as told (mid, digest)
on conflict (client_id, mid) do update set digest = excluded.digest, stored_at = excluded.stored_at;
