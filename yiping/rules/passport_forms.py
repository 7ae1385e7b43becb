"""A document of passports as Markdown, or as a page of HTML that prints and needs nothing from elsewhere."""

import html as escaping
from collections.abc import Iterator, Sequence
from datetime import datetime

from model.text import Text
from yiping.rules.passport import Page, Row

_STYLE = """
body { font: 15px/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #17202a; background: #ffffff; }
h1 small, p { color: #56636f; font-weight: 400; }
section { break-inside: avoid; margin: 2.5rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #d3dae1; padding: 0.35rem 0.6rem; text-align: left; vertical-align: top; }
td { width: 40%; }
th { width: 20%; font-weight: 600; background: #f4f6f8; }
code { background: #f4f6f8; padding: 0 0.3em; }
@media print { body { margin: 0; font-size: 12px; } }
"""


def markdown(title: Text, pages: Sequence[Page], now: datetime) -> str:
    """The passports as Markdown, both languages side by side."""
    lines = [f"# {title.zh} {title.en}", "", f"{now:%Y-%m-%d %H:%M %Z}".strip(), ""]
    for page in pages:
        lines += [f"## {page.name.zh} {page.name.en}", "", "| | 中文 | English |", "|---|---|---|"]
        lines += [*map(_markdown_row, page.rows), ""]
    return "\n".join(lines).rstrip() + "\n"


def html(title: Text, pages: Sequence[Page], now: datetime) -> str:
    """The same as one page of HTML."""
    return "\n".join(
        [*_head(title, now), *(line for page in pages for line in _section(page)), "</body></html>", ""]
    )


def _markdown_row(row: Row) -> str:
    name, told = row
    cells = [f"{name.zh} {name.en}", told.zh, told.en]
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"


def _head(title: Text, now: datetime) -> Iterator[str]:
    both = f"{title.zh} {title.en}"
    yield '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
    yield f"<title>{both}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{title.zh} <small>{title.en}</small></h1><p>{now:%Y-%m-%d %H:%M %Z}</p>"


def _section(page: Page) -> Iterator[str]:
    yield f"<section><h2>{_told(page.name.zh)} {_told(page.name.en)}</h2><table>"
    yield "<tr><th></th><th>中文</th><th>English</th></tr>"
    for name, told in page.rows:
        yield f"<tr><th>{_told(name.zh)} {_told(name.en)}</th>"
        yield f"<td>{_told(told.zh)}</td><td>{_told(told.en)}</td></tr>"
    yield "</table></section>"


def _told(text: str) -> str:
    safe = escaping.escape(text)
    return f"<code>{safe[1:-1]}</code>" if safe.startswith("`") and safe.endswith("`") else safe
