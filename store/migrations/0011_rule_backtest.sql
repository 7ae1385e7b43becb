-- What rules would have done on history: written when a person asks for it, for the rule's passport.
create table rule_backtest (
    num bigint generated always as identity primary key,
    rule_id text not null,
    digest text not null,             -- SHA-256 of the rule's file as it was tried
    ran_at timestamptz not null,
    since timestamptz not null,
    until timestamptz not null,
    area text,
    origin text,                      -- null where readings of every origin were taken
    readings bigint not null,
    firings bigint not null,
    orders bigint not null,
    labelled bigint,                  -- events of the truth, null where there was none
    precision double precision,
    recall double precision
);
-- The passport asks for the last one of a rule.
create index rule_backtest_of on rule_backtest (rule_id, num);
create trigger append_only before update or delete on rule_backtest
    for each row execute function refuse_change();
