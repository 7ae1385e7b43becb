"""What the leader does again and again, one file each, found by its name.

A task has ``EVERY_S``, the seconds from one run to the next, and ``run(conn, now, settings)``. It works in
short transactions of its own, for a few seconds at most, and returns True when work is left that should go on
at the next tick.
"""
