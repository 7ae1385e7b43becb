"""``yiping check-data``: every kind, site kind and rule, read strictly; rules shown by their own examples."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check-data")(check_data)


def check_data(
    kinds: Annotated[Path | None, typer.Option(help="Folder of kinds; default: the catalogue.")] = None,
    rules: Annotated[Path | None, typer.Option(help="Folder of rules; default: the rules in force.")] = None,
) -> None:
    """Check all kinds, site kinds and rules; stop at the first wrong one with its file and key."""
    from alerts.rule import RULES, load_rules
    from model.catalogue import KINDS, load_kinds
    from model.site_kind import load_site_kinds

    known = load_kinds(kinds or KINDS)
    found = load_rules(rules or RULES, kinds=known)
    examples = sum(len(rule.examples) for rule in found)
    without = sorted(known.keys() - {rule.kind.id for rule in found})
    dossiers = f"{len(load_site_kinds())} kinds of sites"
    print(f"{len(known)} kinds, {dossiers}, {len(found)} rules, {examples} examples: all as they should be")
    if without:
        print(f"kinds without a rule: {', '.join(without)}")
