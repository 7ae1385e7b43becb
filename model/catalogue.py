"""All kinds of sensors that the city knows: one per file, found by name."""

from collections.abc import Mapping
from pathlib import Path

from model.definition import read_definition
from model.kind import Kind, kind_from

KINDS = Path(__file__).parent / "kinds"


def load_kinds(folder: Path = KINDS) -> Mapping[str, Kind]:
    """Every kind of ``folder`` by its id. Raises DefinitionError at the first wrong key."""
    paths = sorted(folder.glob("*.toml"))
    return {path.stem: kind_from(read_definition(path), stem=path.stem) for path in paths}
