"""The screens of the city: wall, tablet, order pages, and the push that keeps them true."""

from dashboard.config import Account, DashboardConfig, Role

__all__ = ["Account", "DashboardConfig", "Role", "serve"]


def serve(config: DashboardConfig) -> None:
    """Serve until SIGTERM or SIGINT; blocks. Raises OSError when the port is taken."""
    from dashboard.server import serve as blocking  # the command line must not wait for Dash to load

    blocking(config)
