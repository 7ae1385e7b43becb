"""From a change in the database to the screens: one reader, a ring of deltas, a stream for each viewer."""
