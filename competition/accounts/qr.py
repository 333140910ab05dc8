"""A QR code for a screen, as SVG."""

import io

import segno


def qr_svg(text: str) -> str:
    """An SVG picture of the text as a QR code, dark on light, with its quiet zone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    return out.getvalue().decode()
