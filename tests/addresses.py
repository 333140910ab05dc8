"""Every address and every socket that the application has, as its routes say."""

from functools import cache
from pathlib import Path

from litestar.routes import BaseRoute, HTTPRoute, WebSocketRoute

from competition.app import create_app
from competition.settings import Settings


@cache
def _routes() -> list[BaseRoute]:
    """As they are served, though nothing runs."""
    return create_app(Settings(data=Path("nowhere"))).routes


@cache
def every_address() -> list[tuple[str, str]]:
    """Each with each method it takes, but for OPTIONS, in order."""
    return sorted(
        (method, route.path)
        for route in _routes()
        if isinstance(route, HTTPRoute)
        for method in set(route.methods) - {"OPTIONS"}
    )


@cache
def every_socket() -> set[str]:
    return {route.path for route in _routes() if isinstance(route, WebSocketRoute)}
