-- newest_revision --
-- The last recorded revision of a rule, locked against another recorder.
select revision, digest from rule_revision where rule_id = %(rule_id)s order by revision desc limit 1 for update;

-- record_revision --
-- Records a rule as it is now.
insert into rule_revision (rule_id, revision, digest, body, recorded_at)
values (%(rule_id)s, %(revision)s, %(digest)s, %(body)s, %(now)s)
on conflict do nothing;
