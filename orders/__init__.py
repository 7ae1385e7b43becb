"""Work orders: a pure flow, and the desk where people work it."""
