"""What is said above the wall as long as it holds. The page's script fills it from the push."""

from dash import html


def notices() -> html.Div:
    """A bar for exercises and replays, and one for a flood of alarms; both hidden until there is one."""
    return html.Div([bar("drill"), bar("flood")], className="notices")


def bar(name: str) -> html.Div:
    return html.Div(
        html.Span(id=f"{name}-text"), id=f"{name}-bar", hidden=True, className=f"notice {name}", role="status"
    )
