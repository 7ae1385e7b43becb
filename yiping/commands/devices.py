"""``yiping devices``: who may publish to the broker."""

from pathlib import Path
from typing import Annotated

import typer

from yiping.devices.asking import Answer

Names = Annotated[list[str] | None, typer.Argument(help="Identifiers of sensors.")]
FromFile = Annotated[Path | None, typer.Option("--file", help="A file of names, one a line.")]


def register(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(help="Accounts of devices and gateways at the broker.", no_args_is_help=True)
    group.command()(grant)
    group.command()(gateway)
    group.command()(revoke)
    group.command("list")(list_accounts)
    group.command()(reload)
    app.add_typer(group, name="devices")


def grant(
    names: Names = None,
    all_sensors: Annotated[bool, typer.Option("--all", help="All that have no account yet.")] = False,
    file: FromFile = None,
    csv: Annotated[Path | None, typer.Option(help="Write the passwords there (mode 0600).")] = None,
    renew: Annotated[bool, typer.Option("--renew", help="New passwords for those that have one.")] = False,
) -> None:
    """Give sensors an account each; its password is told once."""
    from yiping.devices import asking
    from yiping.process import settings_here
    from yiping.wiring import utc_now

    wanted = named(names, file)
    if bool(wanted) == all_sensors:
        raise typer.BadParameter("name sensors, or a --file of them, or --all")
    answer = asking.grant(settings_here(), wanted or None, renew=renew, file=csv, now=utc_now())
    tell(answer, csv)


def gateway(
    name: Annotated[str, typer.Argument(help="How the account shall be called.")],
    topic: Annotated[
        list[str], typer.Option(help="A topic filter that it may publish below; may be repeated.")
    ],
) -> None:
    """Give a platform's gateway an account that publishes below its topic filters only."""
    from yiping.devices import asking
    from yiping.process import settings_here
    from yiping.wiring import utc_now

    tell(asking.grant_gateway(settings_here(), name, topic, now=utc_now()), None)


def revoke(
    names: Names = None,
    file: FromFile = None,
    gone: Annotated[bool, typer.Option("--gone", help="Of sensors that are no longer registered.")] = False,
) -> None:
    """Take accounts back; their connections end."""
    from yiping.devices import asking
    from yiping.process import settings_here

    wanted = named(names, file)
    if bool(wanted) == gone:
        raise typer.BadParameter("name accounts, or a --file of them, or --gone")
    count, in_force = asking.revoke(settings_here(), wanted or None)
    typer.echo(f"{count:,} accounts revoked{when(in_force)}")


def list_accounts(
    missing: Annotated[bool, typer.Option("--missing", help="Sensors without an account instead.")] = False,
) -> None:
    """List the accounts: name, when it was granted, device or gateway."""
    from yiping.devices import asking
    from yiping.devices.handing_out import listed
    from yiping.process import settings_here
    from yiping.runtime.grants import read_grants

    settings = settings_here()
    lines = asking.missing(settings) if missing else map(listed, read_grants(settings.home).values())
    typer.echo("".join(f"{line}\n" for line in lines), nl=False)


def reload() -> None:
    """Write accounts and certificate for the broker anew, and make it read them; connections stay."""
    from yiping.devices.applying import change
    from yiping.process import settings_here

    typer.echo(f"accounts and certificate written{when(change(settings_here(), lambda grants: grants))}")


def named(names: list[str] | None, file: Path | None) -> list[str]:
    """Names of the command line and of the file together."""
    from yiping.devices.handing_out import read_names

    return [*(names or ()), *(read_names(file) if file else ())]


def when(in_force: bool) -> str:
    """From when on a change holds."""
    return "; the broker knows" if in_force else "; no broker runs, it will know from its start"


def tell(answer: Answer, csv: Path | None) -> None:
    """Tell the passwords once, or the file that has them."""
    from yiping.devices.handing_out import told

    if csv is None:
        typer.echo("".join(f"{line}\n" for line in told(answer.handouts, answer.topics)), nl=False)
    where = f"; passwords in {csv}" if csv and answer.handouts else ""
    typer.echo(f"{len(answer.handouts):,} accounts granted{where}{when(answer.in_force)}", err=True)
