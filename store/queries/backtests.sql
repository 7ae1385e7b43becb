-- record --
-- Keeps the outcome of a back-test for the rule's passport.
insert into rule_backtest (rule_id, digest, ran_at, since, until, area, origin, readings, firings, orders, labelled,
                           precision, recall)
values (%(rule_id)s, %(digest)s, %(ran_at)s, %(since)s, %(until)s, %(area)s, %(origin)s, %(readings)s, %(firings)s,
        %(orders)s, %(labelled)s, %(precision)s, %(recall)s);

-- last --
-- The last recorded back-test of each rule.
select distinct on (rule_id)
       rule_id, digest, ran_at, since, until, area, origin, readings, firings, orders, labelled, precision, recall
  from rule_backtest
 order by rule_id, num desc;

-- last_of_text --
-- The last recorded back-test of one text of a rule.
select rule_id, digest, ran_at, since, until, area, origin, readings, firings, orders, labelled, precision, recall
  from rule_backtest
 where digest = %(digest)s
 order by num desc
 limit 1;
