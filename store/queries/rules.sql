-- is_ready --
-- Whether this database knows of revisions that people approve.
select to_regclass('rule_version') is not null;

-- known_revision --
-- The newest revision of a rule that had this text when it was in force at a time.
select max(r.revision)
  from rule_revision r
  left join rule_proposal p on p.num = r.proposal_num
 where r.rule_id = %(rule_id)s and r.digest = %(digest)s and r.effective_at <= %(now)s
   and (p.num is null or p.state = 'approved');

-- record_revision --
-- Records a rule's text as its next revision.
insert into rule_revision (rule_id, revision, source, digest, body, recorded_at, effective_at, proposal_num)
select %(rule_id)s, coalesce(max(revision), 0) + 1, %(source)s, %(digest)s, %(body)s, %(now)s, %(effective_at)s,
       %(proposal_num)s
  from rule_revision where rule_id = %(rule_id)s
returning revision;

-- hold_rules --
-- Others who write revisions or decide on proposals wait until this transaction ends; those who read do not.
select version from rule_version for update;

-- rules_version --
-- A number that differs after every change of what is, or will be, in force.
select version from rule_version;

-- move_version --
-- Tells those who keep the rules in memory that they have changed.
update rule_version set version = version + 1;

-- in_force --
-- The revision of each rule that is in force at a time; a retired one among them has no text.
select distinct on (r.rule_id)
       r.rule_id, r.revision, r.source, r.digest, r.body, r.recorded_at, r.effective_at, r.proposal_num,
       p.decided_by, p.proposed_by, p.why, false
  from rule_revision r
  left join rule_proposal p on p.num = r.proposal_num
 where r.effective_at <= %(now)s and (p.num is null or p.state = 'approved')
 order by r.rule_id, r.effective_at desc, r.revision desc;

-- next_effective --
-- When the next approved revision comes into force.
select min(r.effective_at)
  from rule_revision r
  join rule_proposal p on p.num = r.proposal_num
 where r.effective_at > %(now)s and p.state = 'approved';

-- open_alerts --
-- Open alerts of rules that are in force no more, held until the commit.
select num, severity, value from alert
 where cleared_at is null and rule_id = any(%(rule_ids)s)
 order by num
 limit %(limit)s
   for update;

-- drop_standing --
-- What rules that are in force no more stood at means nothing.
delete from standing where rule_id = any(%(rule_ids)s);

-- known_rules --
-- Every rule that any revision was recorded of.
select distinct rule_id from rule_revision;

-- revisions --
-- Every revision of some rules, the oldest first.
select r.rule_id, r.revision, r.source, r.digest, r.body, r.recorded_at, r.effective_at, r.proposal_num,
       p.decided_by, p.proposed_by, p.why, coalesce(p.state = 'withdrawn', false)
  from rule_revision r
  left join rule_proposal p on p.num = r.proposal_num
 where %(rule_ids)s::text[] is null or r.rule_id = any(%(rule_ids)s)
 order by r.rule_id, r.revision;
