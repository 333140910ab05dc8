"""The public snapshot over HTTP, so that caches can carry any crowd."""

from typing import Any

from litestar import Request, Response

from competition.live.feed import Encoded

CACHE = "public, max-age=1, stale-while-revalidate=5"
"""A cache asks once a second at most, whoever asks it, and answers at once while it does (RFC 5861)."""


def answered(snapshot: Encoded, request: Request[Any, Any, Any]) -> Response[bytes]:
    """The snapshot, or 304 to who has it already."""
    headers = {"ETag": snapshot.tag, "Cache-Control": CACHE}
    known = request.headers.get("if-none-match", "")
    if any(tag.strip().removeprefix("W/") in (snapshot.tag, "*") for tag in known.split(",")):
        return Response(b"", status_code=304, headers=headers, media_type="application/json")
    return Response(snapshot.body, headers=headers, media_type="application/json")
