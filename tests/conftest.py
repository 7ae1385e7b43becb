"""Fixtures of all tests, each family in a module of its own."""

pytest_plugins = [
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.broker",
    "tests.fixtures.city",
    "tests.fixtures.processes",
    "tests.fixtures.batches",
    "tests.fixtures.recorded",
    "tests.fixtures.chromium",
]
