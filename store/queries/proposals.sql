-- propose --
-- Writes a proposal down.
insert into rule_proposal (rule_id, sort, digest, body, based_on, proposed_by, proposed_at, why, state)
values (%(rule_id)s, %(sort)s, %(digest)s, %(body)s, %(based_on)s, %(actor)s, %(now)s, %(why)s, 'proposed')
returning num;

-- decide --
-- Approves or rejects a proposal, if nobody else decided first.
update rule_proposal
   set state = %(to_state)s, decided_by = %(actor)s, decided_at = %(now)s, effective_at = %(effective_at)s,
       untested = %(untested)s
 where num = %(num)s and state = 'proposed';

-- withdraw --
-- Takes back a proposal or its approval, if nobody else changed it first.
update rule_proposal set state = 'withdrawn' where num = %(num)s and state = %(from_state)s;

-- add_event --
-- One line of a proposal's history.
insert into rule_proposal_event (proposal_num, at, actor, change, from_state, to_state, comment)
values (%(proposal_num)s, %(at)s, %(actor)s, %(change)s, %(from_state)s, %(to_state)s, %(comment)s);

-- proposal --
-- One proposal by its number.
select num, rule_id, sort, digest, body, based_on, proposed_by, proposed_at, why, state, decided_by, decided_at,
       effective_at, untested
  from rule_proposal where num = %(num)s;

-- proposals --
-- Proposals, the newest first: of one rule or of all, and all or only those that wait to be decided on or to take effect.
select num, rule_id, sort, digest, body, based_on, proposed_by, proposed_at, why, state, decided_by, decided_at,
       effective_at, untested
  from rule_proposal
 where (%(rule_id)s::text is null or rule_id = %(rule_id)s)
   and (%(now)s::timestamptz is null or state = 'proposed' or state = 'approved' and effective_at > %(now)s)
 order by num desc
 limit %(limit)s;

-- events --
-- The history of some proposals, the oldest line first.
select proposal_num, at, actor, change, from_state, to_state, comment
  from rule_proposal_event where proposal_num = any(%(nums)s) order by num;
