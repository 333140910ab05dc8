"""The guilloche border, by formula: nothing is drawn by hand and nothing is random.

A side is a chain of equal *tiles*. In each, two families of waves swell and narrow against each
other: where the one tint opens, the other closes. Every curve has the tile as a period, so tiles join
without a seam. A *rosette* sits on each corner: circles whose radius is itself a wave.

Curves come as cubic Béziers through exact points with exact tangents, which keeps them smooth at any
magnification in a few kilobytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

Point = tuple[float, float]
Path = Callable[[float], Point]

TAU = 2 * pi


@dataclass(frozen=True, slots=True)
class Curve:
    """`points` is a start and then three points a segment: control, control, end. `tint` is 0 or 1."""

    tint: int
    points: tuple[Point, ...]


def tile(length: float, height: float) -> list[Curve]:
    """One period of the band along x from 0 to `length`, around y = 0, within ± height / 2."""
    half = height / 2
    curves = []
    for tint, (waves, strands, swell) in enumerate(((2, 10, 1.0), (3, 6, -1.0))):
        for strand in range(strands):
            curves.append(Curve(tint, _trace(_wave(length, half, waves, strand / strands, swell), 8 * waves)))
    return curves


def rosette(radius: float) -> list[Curve]:
    """Two interlaced wreaths around the origin, within `radius`."""
    curves = []
    for tint, (petals, strands, inner, outer) in enumerate(((14, 5, 0.55, 1.0), (9, 4, 0.16, 0.62))):
        for strand in range(strands):
            curves.append(Curve(tint, _trace(_wreath(radius, petals, strand / strands, inner, outer), 6 * petals)))
    return curves


def _wave(length: float, half: float, waves: int, phase: float, swell: float) -> Path:
    def at(t: float) -> Point:
        envelope = 0.62 - 0.38 * swell * cos(TAU * t)
        return length * t, half * envelope * sin(TAU * (waves * t + phase))

    return at


def _wreath(radius: float, petals: int, phase: float, inner: float, outer: float) -> Path:
    middle, swing = (outer + inner) / 2, (outer - inner) / 2

    def at(t: float) -> Point:
        r = radius * (middle + swing * cos(TAU * (petals * t + phase)))
        return r * cos(TAU * t), r * sin(TAU * t)

    return at


def _trace(path: Path, segments: int) -> tuple[Point, ...]:
    """Béziers through the path at t = 0 … 1; tangents by a central difference far below a printer's dot."""
    step, tiny = 1 / segments, 1e-5
    points = [path(0)]
    for n in range(segments):
        (x0, y0), (x1, y1) = path(n * step), path((n + 1) * step)
        (dx0, dy0), (dx1, dy1) = (_slope(path, t, tiny) for t in (n * step, (n + 1) * step))
        points += [(x0 + dx0 * step / 3, y0 + dy0 * step / 3), (x1 - dx1 * step / 3, y1 - dy1 * step / 3), (x1, y1)]
    return tuple(points)


def _slope(path: Path, t: float, tiny: float) -> Point:
    (xa, ya), (xb, yb) = path(t - tiny), path(t + tiny)
    return (xb - xa) / (2 * tiny), (yb - ya) / (2 * tiny)
