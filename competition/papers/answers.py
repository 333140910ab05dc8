"""A paper as the answer to a request."""

from litestar import Response


def handed_out(pdf: bytes, name: str) -> Response[bytes]:
    """The paper, to be kept under that file name, and by nothing on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
