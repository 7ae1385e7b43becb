-- Rules are revised by people, by four eyes, from a time on; what every alert was decided on is kept with it.

-- A name as two of them are compared: without case, spaces, letters of another width or none at all.
create function person(name text) returns text language sql immutable parallel safe as $$
    select lower(regexp_replace(normalize(name, NFKC), '[[:space:][:cntrl:]\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'))
$$;

create table rule_proposal (
    num bigint generated always as identity primary key,
    rule_id text not null,
    sort text not null check (sort in ('revise', 'retire')),
    digest text not null,             -- SHA-256 of the text; empty where a rule is to be retired
    body text not null check (octet_length(body) <= 65536),
    based_on integer not null,        -- the rule's newest revision then; 0 for none
    proposed_by text not null check (person(proposed_by) <> ''),
    proposed_at timestamptz not null,
    why text not null check (why ~ '\S'),
    state text not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
    decided_by text,
    decided_at timestamptz,
    effective_at timestamptz,
    untested text check (untested ~ '\S'),
    check ((sort = 'retire') = (body = '') and (body = '') = (digest = '')),
    check (num_nulls(decided_by, decided_at) in (0, 2)),
    -- Four eyes, whatever program writes.
    constraint four_eyes check (person(decided_by) <> person(proposed_by) and person(decided_by) <> ''),
    check (case state when 'proposed' then decided_by is null and effective_at is null
                      when 'rejected' then decided_by is not null and effective_at is null
                      when 'approved' then decided_by is not null and effective_at is not null
                      else true end),
    check (effective_at >= decided_at)
);
-- The page of the rules asks for what waits for a person.
create index rule_proposal_open on rule_proposal (rule_id) where state = 'proposed';

-- What was proposed stays as it was; a decision is made once, and an approval can only be taken back.
create function refuse_reproposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE'
       and (new.num, new.rule_id, new.sort, new.digest, new.body, new.based_on, new.proposed_by, new.proposed_at, new.why)
           is not distinct from
           (old.num, old.rule_id, old.sort, old.digest, old.body, old.based_on, old.proposed_by, old.proposed_at, old.why)
       and (old.state = 'proposed'
            or old.state = 'approved' and new.state = 'withdrawn'
               and (new.decided_by, new.decided_at, new.effective_at, new.untested)
                   is not distinct from (old.decided_by, old.decided_at, old.effective_at, old.untested)) then
        return new;
    end if;
    raise exception 'a proposal is decided once and otherwise stays as it was'
        using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on rule_proposal
    for each row execute function refuse_reproposal();

create table rule_proposal_event (
    num bigint generated always as identity primary key,
    proposal_num bigint not null references rule_proposal (num),
    at timestamptz not null,
    actor text not null,
    change text not null check (change in ('proposed', 'approved', 'rejected', 'withdrawn')),
    from_state text,
    to_state text not null,
    comment text not null
);
create index rule_proposal_event_of on rule_proposal_event (proposal_num);
create trigger append_only before update or delete on rule_proposal_event
    for each row execute function refuse_change();

-- Until now every revision was what the program shipped, in force from its record on. A shipped text that meets an
-- approved one is recorded without effective_at: it never was in force.
alter table rule_revision
    add column source text not null default 'shipped' check (source in ('shipped', 'approved', 'retired')),
    add column effective_at timestamptz,
    add column proposal_num bigint unique references rule_proposal (num);
update rule_revision set effective_at = recorded_at;
alter table rule_revision
    add constraint rule_revision_source check ((source = 'shipped') = (proposal_num is null)),
    add constraint rule_revision_effect check (source = 'shipped' or effective_at is not null);
create trigger append_only before update or delete on rule_revision
    for each row execute function refuse_change();

-- The last back-test of one text is asked for before it is approved.
create index rule_backtest_of_text on rule_backtest (digest, num);

-- One row that every change of the revisions moves on; ingest asks it in every transaction, and writers hold it.
create table rule_version (
    only_row boolean primary key default true check (only_row),
    version bigint not null
);
insert into rule_version (version) values (0);

-- Which values at which times, which facts of the site and which limit a change was decided on.
alter table alert_event add column inputs jsonb;
