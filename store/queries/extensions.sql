-- open_extension --
-- The wish for more time that waits for somebody else's decision.
select amount, unit, reason, asked_by, asked_at from work_order_extension
 where order_num = %(order_num)s and granted is null;
