"""`jinji relay`: carries the audience of another server."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from competition.giving_way import stand_back
from competition.language import say
from competition.relay import create_relay
from competition.serving import run, serving_app
from competition.settings import Settings, settings_from


@click.command()
@click.option("--upstream", envvar="JINJI_UPSTREAM", required=True, help="The server to follow; else JINJI_UPSTREAM.")
@click.option("--host", help="The address to listen on; else JINJI_HOST.")
@click.option("--port", type=int, help="The port to listen on; else JINJI_PORT.")
def relay(upstream: str, host: str | None, port: int | None) -> None:
    """Show the public boards of the server at UPSTREAM, to an audience that it then does not feel.

    Any number of relays may run, on any machine. A relay keeps nothing and has no database.
    """
    if urlsplit(upstream).scheme not in ("http", "https"):
        raise click.BadParameter("it must begin with http:// or https://", param_hint="--upstream")
    settings = settings_from(data=Path())
    settings = settings.at(host=host or settings.host, port=settings.port if port is None else port)
    stand_back()  # a server on the same machine goes first: judges before audience
    run(_relay(settings, upstream.rstrip("/")))


async def _relay(settings: Settings, upstream: str) -> None:
    async with serving_app(create_relay(settings, upstream), settings) as server:
        say(
            f"转播 {upstream} 的公开榜单：{server.url}/board/…",
            f"Relaying the public boards of {upstream}: {server.url}/board/…",
        )
        await server.stopping.wait()
