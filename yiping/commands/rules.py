"""``yiping rules``: what the rules are, what they would have done, and why they do or do not hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from yiping.rules.running import Wish
    from yiping.rules.weighing import Terms, Weighed

SensorId = Annotated[str, typer.Argument(help="A sensor's id.")]
OriginName = Annotated[str, typer.Option("--origin", help="What is live, or a drill: exercise, replay.")]
At = Annotated[str | None, typer.Option(help="A time (ISO 8601, of the district's zone without one); now.")]
RuleName = Annotated[
    str,
    typer.Argument(
        metavar="RULE", help="A rule in force, RULE@N for its revision N, @N for proposal N, or a .toml file."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Rules: what they are, and what they would have done.", no_args_is_help=True)
    group.command("list")(list_rules)
    group.command("show")(show)
    group.command("backtest")(backtest)
    group.command("why")(why)
    group.command("why-not")(why_not)
    group.command("passport")(passport)
    app.add_typer(group, name="rules")


def list_rules() -> None:
    """List the rules in force: what they hear, certainty, revision, who approved it, since when."""
    from alerts.revisions.record import records, without_database
    from yiping.rulebooks import catalogue
    from yiping.rules.asking import rules_here, zone_here
    from yiping.rules.proposals import list_lines
    from yiping.wiring import utc_now

    with rules_here(now=utc_now()) as (conn, standing):
        found = records(conn, standing, catalogue()[0]) if conn else without_database(standing)
    for line in list_lines(found, standing, zone=zone_here()):
        print(line)


def show(rule: RuleName) -> None:
    """Show a rule whole: its file and the digest by which revisions and back-tests know it."""
    from yiping.rules.asking import any_rule_named, rules_here
    from yiping.wiring import utc_now

    with rules_here(now=utc_now()) as (conn, standing):
        found = any_rule_named(rule, standing, conn)
    print(f"# {found.id}, digest {found.digest}\n")
    print(found.body, end="")


def backtest(
    rule: RuleName,
    from_: Annotated[str, typer.Option("--from", help="First date or time (ISO 8601).")],
    to: Annotated[str, typer.Option("--to", help="Readings before this date or time.")],
    area: Annotated[str | None, typer.Option(help="Only the sensors of this area and all below.")] = None,
    truth: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Labelled events: CSV of sensor_id, began, ended."),
    ] = None,
    near: Annotated[float, typer.Option(min=0, help="Minutes before an event that count for it.")] = 30,
    level: Annotated[str, typer.Option(help="Orders are counted for areas of this level.")] = "committee",
    shifts: Annotated[
        str | None, typer.Option(help="The shifts of a day by the district's clock; default: the setting.")
    ] = None,
    closed_after: Annotated[
        float, typer.Option(min=0, help="Hours that an order stays open once its alert has cleared.")
    ] = 4,
    origin: OriginName = "live",
    json: Annotated[Path | None, typer.Option(help="Write everything there, too.")] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Keep the outcome for the rule's passport.")
    ] = False,
) -> None:
    """Try a rule on stored readings: firings, orders, truth, the difference to the rule in force.

    Nothing is written unless --record is given.
    """
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from yiping.process import settings_here
    from yiping.rules.asking import level_named, origin_of, rule_in_force, rule_named, rules_here, time_of
    from yiping.rules.report import lines, write_json
    from yiping.rules.running import Wish
    from yiping.rules.shifts import shifts_from
    from yiping.rules.weighing import Terms
    from yiping.wiring import utc_now

    settings = settings_here()
    zone = ZoneInfo(settings.zone)
    with rules_here(now=utc_now()) as (conn, standing):
        tried = rule_named(rule, standing, conn)
    in_force = rule_in_force(tried.id, standing)
    wish = Wish(
        rule=tried,
        in_force=in_force if in_force and in_force.digest != tried.digest else None,
        since=time_of("--from", from_, zone),
        until=time_of("--to", to, zone),
        area=area,
        origin=origin_of(origin),
    )
    terms = Terms(
        shifts=shifts_from(shifts or settings.shifts),
        level=level_named(level),
        closed_after=timedelta(hours=closed_after),
        truth=truth,
        near=timedelta(minutes=near),
        zone=zone,
    )
    weighed = _weighed(wish, terms)
    for line in lines(weighed, lambda time: f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S}"):
        print(line)
    if json is not None:
        write_json(json, weighed)
    if record:
        _record(weighed)


def why(sensor: SensorId, at: At = None, origin: OriginName = "live") -> None:
    """Tell why rules hold for a sensor at a time; exit 1 where none does."""
    _explain(sensor, at, origin, holding=True)


def why_not(sensor: SensorId, at: At = None, origin: OriginName = "live") -> None:
    """Tell how far off the rules are that do not hold for a sensor at a time; exit 1 where all hold."""
    _explain(sensor, at, origin, holding=False)


def passport(
    out: Annotated[
        Path, typer.Option(dir_okay=False, help="The file to write: .md for Markdown, .html for a page.")
    ],
    rule: Annotated[str | None, typer.Argument(help="Only this rule in force, by id.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every rule, as without a RULE.")] = False,
) -> None:
    """Write the rules' passports, in Chinese and English: revision, approver, last back-test, history."""
    from alerts.revisions.record import records, without_database
    from model.errors import YipingError
    from yiping.rulebooks import catalogue
    from yiping.rules.asking import any_rule_named, rules_here, zone_here
    from yiping.rules.passport import written
    from yiping.wiring import utc_now

    if all_ and rule is not None:
        raise YipingError("--all stands beside a rule; give one of the two")
    with rules_here(now=utc_now()) as (conn, standing):
        wanted = None if rule is None else any_rule_named(rule, standing).id
        found = records(conn, standing, catalogue()[0]) if conn else without_database(standing)
    found = [one for one in found if wanted in (None, one.rule.id)]
    zone = zone_here()
    out.write_text(written(found, out.suffix, now=utc_now().astimezone(zone), zone=zone), encoding="utf-8")
    print(f"{len(found)} passports in {out}")


def _weighed(wish: "Wish", terms: "Terms") -> "Weighed":
    from store.areas import area_rows
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.progress import progress_for
    from yiping.rules.running import run
    from yiping.rules.weighing import weigh

    with connect(database_here(), name="backtest", autocommit=True) as conn:
        outcome = run(conn, wish, tell=progress_for().say)
        return weigh(outcome, terms, area_rows(conn))


def _record(weighed: "Weighed") -> None:
    from store.backtests import record
    from store.pool import connect
    from yiping.letters import database_here
    from yiping.rules.weighing import recorded
    from yiping.wiring import utc_now

    with connect(database_here(), name="backtest") as conn:
        record(conn, recorded(weighed, now=utc_now()))
    print("recorded for the passport")


def _explain(sensor: str, at: str | None, origin: str, *, holding: bool) -> None:
    from zoneinfo import ZoneInfo

    from store.pool import connect
    from yiping.letters import database_here
    from yiping.process import settings_here
    from yiping.rules.asking import origin_of, time_of
    from yiping.rules.telling import ask, lines
    from yiping.wiring import utc_now

    zone = ZoneInfo(settings_here().zone)
    time = utc_now() if at is None else time_of("--at", at, zone)
    with connect(database_here(), name="rules", autocommit=True) as conn:
        answer = ask(conn, sensor, at=time, origin=origin_of(origin))
    chosen = [one for one in answer.rules if (one.severity is not None) is holding]
    for line in lines(answer, chosen, lambda time: f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S}"):
        print(line)
    if not chosen:
        rules = ", ".join(one.rule.id for one in answer.rules) or "no rule"
        print(f"none of its rules holds ({rules} hear it)" if holding else f"all its rules hold ({rules})")
    raise typer.Exit(0 if chosen else 1)
