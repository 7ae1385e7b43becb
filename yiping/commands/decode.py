"""``yiping decode``: what ingest would make of a message, before any device is connected."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ingest.codec import codec_names

if TYPE_CHECKING:
    from ingest.sources import Source
    from yiping.decoding import Outcome

NO = 1


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("decode")(decode)


def _list(wanted: bool) -> None:
    if wanted:
        from ingest.codec import codec_named

        for name in codec_names():
            first = (codec_named(name).__doc__ or "").strip().partition("\n")[0]
            print(f"{name:16} {first}")
        raise typer.Exit


def decode(
    codec: Annotated[str, typer.Argument(help=f"One of {', '.join(codec_names())}.")],
    file: Annotated[Path, typer.Argument(allow_dash=True, help="The payload; - is the standard input.")],
    topic: Annotated[str, typer.Option(help="The topic that it came on.")] = "",
    source: Annotated[Path | None, typer.Option(help="A source's TOML: show its readings.")] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Many messages: a line of JSON each, with topic and payload.")
    ] = False,
    _list_codecs: Annotated[
        bool, typer.Option("--list", is_eager=True, callback=_list, help="Show all codecs and stop.")
    ] = False,
) -> None:
    """Print what a message tells as JSON: samples, not_a_reading, or refused with the reason and exit code 1.

    With --source the readings in the catalogue's units. A time of null means that the device told none.
    """
    from ingest.clock import us_of
    from ingest.codec import Context, codec_named
    from yiping.decoding import outcome_of, outcomes

    found, known = codec_named(codec), _source(source, codec)
    now = datetime.now(UTC)
    with _opened(file) as content:
        if lines:
            text = (line.decode(errors="replace") for line in content)
            results = outcomes(text, found, known, topic=topic, now=now)
            good = [_show(one, indent=None) for one in results]
        else:
            context = Context(topic=topic, received_us=us_of(now))
            good = [_show(outcome_of(content.read(), context, found, known), indent=2)]
    raise typer.Exit(0 if all(good) else NO)


def _show(outcome: "Outcome", indent: int | None) -> bool:
    # Flushed, so that what comes through a pipe is seen at once.
    print(json.dumps(outcome.told, ensure_ascii=False, indent=indent), flush=True)
    return outcome.good


def _opened(file: Path) -> BinaryIO:
    from model.errors import YipingError

    try:
        return sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as problem:
        raise YipingError(f"{file} cannot be read: {problem.strerror}") from problem


def _source(path: Path | None, codec: str) -> "Source | None":
    from ingest.sources import source_from
    from model.catalogue import load_kinds
    from model.definition import read_definition

    if path is None:
        return None
    definition = read_definition(path)
    source = source_from(definition, stem=path.stem, kinds=load_kinds())
    if source.codec != codec:
        raise definition.error("codec", f"is {source.codec!r}, but {codec!r} was asked for")
    return source
