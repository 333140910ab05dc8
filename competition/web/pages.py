"""The built pages: home, judge, board, screen, overlay, console, verify; the rest is assets."""

import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.datastructures import CacheControlHeader
from litestar.handlers import HTTPRouteHandler
from litestar.router import Router
from litestar.static_files import create_static_files_router

from competition.errors import CompetitionError

STATIC = Path(__file__).parent.parent / "static"
PAGES = {
    "index": ["/"],
    "judge": ["/judge", "/judge/check"],
    "board": ["/board/{event:str}"],
    "screen": ["/screen"],
    "overlay": ["/overlay/{event:str}"],
    "console": ["/console"],
    "verify": ["/verify", "/verify/{token:str}"],
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class PagesMissing(CompetitionError):
    status = 404
    code = "web.pages_missing"
    zh = "页面尚未生成；请在项目目录执行 make pages 后重试。"
    en = "The pages are not built yet; run `make pages` in the project's folder and try again."


def page_routes(names: Iterable[str] = PAGES) -> list[HTTPRouteHandler | Router]:
    """A handler for each of the pages, and the assets with names that change with their content."""
    handlers: list[HTTPRouteHandler | Router] = [_page(name, PAGES[name]) for name in names]
    (STATIC / "assets").mkdir(parents=True, exist_ok=True)
    handlers += [_file(file) for file in sorted(STATIC.iterdir()) if file.is_file() and file.suffix != ".html"]
    handlers.append(
        create_static_files_router(
            path="/assets",
            directories=[STATIC / "assets"],
            include_in_schema=False,
            cache_control=CacheControlHeader(public=True, max_age=31536000, immutable=True),
        )
    )
    return handlers


def _file(file: Path) -> HTTPRouteHandler:
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"

    @get(f"/{file.name}", include_in_schema=False, name=f"file-{file.name}", sync_to_thread=False)
    def content() -> Response[bytes]:
        return Response(file.read_bytes(), media_type=media_type, headers=HEADERS)

    return content


def _page(name: str, paths: list[str]) -> HTTPRouteHandler:
    @get(paths, include_in_schema=False, name=f"page-{name}", sync_to_thread=False)
    def page() -> Response[Any]:
        file = STATIC / f"{name}.html"
        if not file.exists():
            raise PagesMissing()
        return Response(file.read_bytes(), media_type="text/html", headers=HEADERS)

    return page
