"""From a template and what is filled in to pages: PDF to print, or pictures to look at.

What is filled in goes to the template as values, never as text of its language, so that nothing that people
or devices wrote can become markup.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from yiping.sheets.fonts import chinese_family, fonts

FOLDER = Path(__file__).parent
PICTURE_PPI = 110


def pdf(template: str, content: Mapping[str, Any], *, now: datetime) -> bytes:
    """The pages of a template of this folder as one PDF, said to be made at ``now``. Raises NoFontError."""
    made = _compiler(template, content).compile(format="pdf", timestamp=int(now.timestamp()))
    return b"".join(made) if isinstance(made, list) else made or b""


def pictures(template: str, content: Mapping[str, Any]) -> list[bytes]:
    """The same, each page a PNG. Raises NoFontError."""
    made = _compiler(template, content).compile(format="png", ppi=PICTURE_PPI)
    return made if isinstance(made, list) else [made or b""]


def plain(text: str) -> str:
    """A text on one line, without letters that nobody sees or that turn others around."""
    visible = (one if unicodedata.category(one) not in {"Cc", "Cf"} else " " for one in text)
    return " ".join("".join(visible).split())


def _compiler(template: str, content: Mapping[str, Any]) -> typst.Compiler:
    told = json.dumps({**content, "font": chinese_family()}, ensure_ascii=False)
    return typst.Compiler(
        FOLDER / template,
        root=FOLDER,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": told},
    )
