"""The only room that knows SQL. Functions take an open connection first; the caller owns the transaction."""
