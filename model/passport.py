"""A passport: where numbers come from, how sure they are, and who stands for them."""

from dataclasses import dataclass
from datetime import date

from model.definition import Definition
from model.text import Text

CERTAINTIES = {
    "A": "read in a public source",
    "B": "weak or second-hand source",
    "C": "recalled or inferred, needs sign-off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passport:
    """Where the numbers of a definition come from, how sure they are, and who stands for them."""

    source: Text
    date: date
    certainty: str
    approver: str


def passport_from(table: Definition) -> Passport:
    """The passport that a rule, a hazard or a plan carries."""
    passport = Passport(
        source=table.text("source"),
        date=table.day("date"),
        certainty=table.take("certainty", str),
        approver=table.take("approver", str),
    )
    if passport.certainty not in CERTAINTIES:
        raise table.error("certainty", f"{passport.certainty!r} is not one of {', '.join(CERTAINTIES)}")
    table.finish()
    return passport
