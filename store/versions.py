"""The versions of PostgreSQL and TimescaleDB that this product was tested on."""

import re

POSTGRES_MAJORS = (15, 16, 17)
TIMESCALEDB_FROM = (2, 19)
TIMESCALEDB_BELOW = (3, 0)
TESTED = "tested are PostgreSQL 15-17 with TimescaleDB 2.19 and later 2.x"


def refusal(postgres: str, timescaledb: str | None) -> str | None:
    """Why these versions (`17.11 (Debian ...)`, `2.19.3`) are refused; None when they are tested ones."""
    major = re.match(r"\d+", postgres)
    if major is None or int(major[0]) not in POSTGRES_MAJORS:
        return f"PostgreSQL {postgres} is not a tested version; {TESTED}"
    if timescaledb is None:
        return f"PostgreSQL {postgres} has no TimescaleDB; {TESTED}"
    release = re.match(r"(\d+)\.(\d+)", timescaledb)
    number = (int(release[1]), int(release[2])) if release else (0, 0)
    if not TIMESCALEDB_FROM <= number < TIMESCALEDB_BELOW:
        return f"TimescaleDB {timescaledb} is not a tested version; {TESTED}"
    return None
