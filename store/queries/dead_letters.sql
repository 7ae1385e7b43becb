-- put_dead_letter --
-- Keeps a refused message whole, unless the broker only sends again one that is kept already.
insert into dead_letter (received_at, topic, payload, digest, reason, detail, sensor_num)
select %(received_at)s, %(topic)s, %(payload)s, %(digest)s, %(reason)s, %(detail)s, %(sensor_num)s
 where not (%(again)s and exists (select from dead_letter where digest = %(digest)s and topic = %(topic)s));

-- listed --
-- Dead letters, newest first, without their payloads.
select d.num, d.received_at, d.topic, d.reason, d.detail, s.id, octet_length(d.payload)
  from dead_letter d left join sensor s on s.num = d.sensor_num
 where (%(reason)s::text is null or d.reason = %(reason)s)
   and (%(sensor)s::text is null or s.id = %(sensor)s)
   and (%(topic)s::text is null or d.topic like %(topic)s)
   and (%(since)s::timestamptz is null or d.received_at >= %(since)s)
 order by d.received_at desc, d.num desc
 limit %(limit)s;

-- letter --
-- One dead letter whole.
select d.num, d.received_at, d.topic, d.reason, d.detail, s.id, d.payload
  from dead_letter d left join sensor s on s.num = d.sensor_num
 where d.num = %(num)s;
