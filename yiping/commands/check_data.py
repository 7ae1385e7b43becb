"""``yiping check-data``: every definition file read strictly, rules played by their examples."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("check-data")(check_data)


def check_data(
    kinds: Annotated[Path | None, typer.Option(help="Folder of kinds; default: the catalogue.")] = None,
    rules: Annotated[Path | None, typer.Option(help="Folder of rules; default: the rules in force.")] = None,
    hazards: Annotated[Path | None, typer.Option(help="Folder of hazards; default: those in force.")] = None,
    plans: Annotated[Path | None, typer.Option(help="Folder of plans; default: those in force.")] = None,
    sources: Annotated[Path | None, typer.Option(help="Folder of sources; default: that setting.")] = None,
) -> None:
    """Check kinds, site kinds, rules, hazards, plans, sources; stop at the first wrong one with its file."""
    from alerts.incidents.hazard import HAZARDS, load_hazards
    from alerts.rule import RULES, load_rules
    from alerts.watch_rule import load_watches
    from ingest.sources import load_sources
    from model.catalogue import KINDS, load_kinds
    from model.site_kind import load_site_kinds
    from orders.notices import load_notices
    from orders.plan import PLANS, load_plans
    from yiping.process import settings_here

    known = load_kinds(kinds or KINDS)
    found = load_rules(rules or RULES, kinds=known)
    watches = load_watches(rules or RULES, kinds=known)
    dangers = load_hazards(hazards or HAZARDS, kinds=known)
    ways = load_plans(plans or PLANS, kinds=known)
    load_notices()
    foreign = load_sources(sources or settings_here().sources, kinds=known)
    examples = sum(len(rule.examples) for rule in found) + sum(len(one.examples) for one in watches)
    without = sorted(known.keys() - {rule.kind.id for rule in found})
    dossiers = f"{len(load_site_kinds())} kinds of sites"
    counted = f"{len(found) + len(watches)} rules, {examples} examples, {len(dangers)} hazards"
    others = f"{len(ways.by_id)} plans, {len(foreign)} sources"
    print(f"{len(known)} kinds, {dossiers}, {counted}, {others}: all as they should be")
    for source in foreign:
        print(f"source {source.id}: {source.codec} on {source.filter}, {source.kind.id}")
    if without:
        print(f"kinds without a rule: {', '.join(without)}")
