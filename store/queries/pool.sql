-- wrote_nothing --
-- Whether this transaction has changed or locked no row so far.
select pg_current_xact_id_if_assigned() is null;
