"""The figures of one area for the header, which the page's script puts in the place of the city's."""

import json
from collections.abc import Mapping
from datetime import datetime

from dash import html

from dashboard.panels.attributes import data
from dashboard.say import milliseconds


def counts(area: str, figures: Mapping[str, int], newest: datetime | None) -> html.Div:
    """`newest` is when the last reading of the area arrived."""
    return html.Div(
        **data(
            counted=area,
            figures=json.dumps(figures),
            newest="" if newest is None else str(milliseconds(newest)),
        )
    )
