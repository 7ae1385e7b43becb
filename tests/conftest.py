"""Fixtures of all tests, each family in a module of its own."""

import signal

from hypothesis import settings

# A busy machine makes one example slow: how long it takes is for benches to tell.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# A runner in the background ignores SIGINT and hands that on; the tests of Ctrl-C need it to be heard.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest_plugins = [
    "tests.fixtures.ports",
    "tests.fixtures.order",
    "tests.fixtures.homes",
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.broker",
    "tests.fixtures.city",
    "tests.fixtures.processes",
    "tests.fixtures.batches",
    "tests.fixtures.recorded",
    "tests.fixtures.chromium",
]
