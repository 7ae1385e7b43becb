"""The font of this host that a printed sheet is set in."""

from collections.abc import Collection
from functools import cache

import typst

from model.errors import YipingError

FAMILIES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans"),
    *("WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Microsoft YaHei", "PingFang SC"),
    *("Noto Serif CJK SC", "Source Han Serif SC"),
)
"""Families with simplified Chinese letters, the best to read on paper first."""

MEND = "apt-get install -y fonts-noto-cjk"


class NoFontError(YipingError):
    """No font here has Chinese letters: a sheet would be empty boxes."""


@cache
def fonts() -> typst.Fonts:
    """The fonts of this host, looked for once."""
    return typst.Fonts(include_embedded_fonts=False)


def chinese_family(known: Collection[str] | None = None) -> str:
    """The family that sheets are set in, of those ``known`` or of this host. Raises NoFontError."""
    here = {one.casefold() for one in (fonts().families() if known is None else known)}
    found = next((family for family in FAMILIES if family.casefold() in here), None)
    if found is None:
        raise NoFontError(f"no font here has Chinese letters, so no sheet can be printed: {MEND}")
    return found
