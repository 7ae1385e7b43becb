"""Colours can be read, and letters from five metres."""

import re
from itertools import pairwise

import pytest

from dashboard.palette import FILE, palette

ASSETS = FILE.parent
LEVELS = ("blue", "yellow", "orange", "red")
READ_ON = {
    "dark": [
        *(
            (ink, ground)
            for ink in ("ink", "dim", "good", *LEVELS)
            for ground in ("ground", "panel", "raised")
        ),
        *(("level-ink", level) for level in LEVELS),
        *((name, "map-land") for name in ("map-name", *LEVELS)),
        ("accent-ink", "accent"),
        *(("drill", ground) for ground in ("drill-ground", "panel", "raised", "map-land")),
        ("ink", "drill-ground"),
    ],
    "light": [
        *((ink, ground) for ink in ("ink", "dim", "good", "red") for ground in ("ground", "panel", "raised")),
        *(("level-ink", level) for level in ("blue", "orange", "red")),
        ("yellow-ink", "yellow"),
        ("yellow-text", "panel"),
        ("accent-ink", "accent"),
        *(("drill", ground) for ground in ("drill-ground", "panel", "raised")),
    ],
}


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("theme", "ink", "ground"), [(t, *pair) for t, pairs in READ_ON.items() for pair in pairs]
)
def test_text_is_read_at_a_contrast_of_4_5(theme: str, ink: str, ground: str) -> None:
    colours = palette(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_levels_differ_in_lightness_on_the_wall_too() -> None:
    """A colour-blind eye still sees four steps beside the word and the numeral."""
    light = sorted(luminance(palette("dark")[level]) for level in LEVELS)
    assert all(above - below > 0.02 for below, above in pairwise(light))


def wall_sizes() -> list[float]:
    sheets = [ASSETS / name for name in ("20-ground.css", "30-wall.css", "40-map.css")]
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return [float(size) for size in re.findall(r"font-size:\s*([\d.]+)rem", text)]


def test_no_text_of_the_wall_is_below_28_px_at_4k() -> None:
    """One rem is 32 px at 3840x2160."""
    sizes = wall_sizes()
    assert len(sizes) > 15
    assert min(sizes) * 32 >= 28


def test_every_colour_that_a_sheet_names_is_in_the_palette() -> None:
    named = set()
    for sheet in ASSETS.glob("*.css"):
        named |= set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8")))
    known = palette("dark").keys() | palette("light").keys()
    assert named - known == set()
