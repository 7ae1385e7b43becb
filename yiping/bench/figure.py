"""What a measurement prints: a table for people, and the same as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value, or none and in ``note`` why; ``group`` puts it beside others in the table."""

    group: str
    name: str
    value: float | None
    unit: str
    note: str = ""

    @property
    def line(self) -> str:
        """The figure as a line of the table."""
        value = "-" if self.value is None else f"{self.value:,.{0 if abs(self.value) >= 1000 else 2}f}"
        return f"  {self.name:<64} {value:>12} {self.unit:<12} {self.note}".rstrip()


def table(figures: Sequence[Figure]) -> Iterable[str]:
    """Lines of a table, group by group in the order in which they first appear."""
    for group in dict.fromkeys(figure.group for figure in figures):
        yield group
        for figure in figures:
            if figure.group == group:
                yield figure.line


def ratio(group: str, ours: Figure, other: Figure) -> Figure:
    """How much of a ceiling, or how many times a peer, ours reaches."""
    value = ours.value / other.value if ours.value and other.value else None
    return Figure(group=group, name=f"{ours.name} : {other.name}", value=value, unit="ratio", note=other.note)


def write_json(path: Path, figures: Sequence[Figure]) -> None:
    """Write the figures with what is known of the machine."""
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    content = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
