"""The door of callbacks: who may have an answer, and what happens while the database is away."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from dash.exceptions import PreventUpdate

from dashboard.config import Role
from dashboard.door.caller import Caller, caller
from store.errors import UnreachableError


def live(*roles: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a callback its caller, if of one of `roles`; with the database away the page stays as it is."""

    def door(callback: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(callback)
        def answered(*told: Any) -> Any:
            who: Caller = caller()
            if who.account.role not in roles:
                raise PreventUpdate
            try:
                return callback(who, *told)
            except UnreachableError as away:
                raise PreventUpdate from away

        return answered

    return door
