-- wake --
-- A notice that is delivered when the transaction commits, once for equal ones.
select pg_notify(%(channel)s, %(what)s);
