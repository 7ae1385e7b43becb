-- put_dead_letter --
-- Keeps a refused message whole, unless the broker only sends again one that is kept already.
insert into dead_letter (received_at, topic, payload, digest, reason, detail, sensor_num)
select %(received_at)s, %(topic)s, %(payload)s, %(digest)s, %(reason)s, %(detail)s, %(sensor_num)s
 where not (%(again)s and exists (select from dead_letter where digest = %(digest)s and topic = %(topic)s));
