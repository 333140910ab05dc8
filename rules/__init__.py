"""The rules of the game: marks to scores to standings to promotion decisions.

Pure. Nothing here reads a clock, opens a socket or knows a database; the only input beside the
arguments is the package's own data under `schemes/` and `rulebooks/`. Every number is a `Decimal`.
"""
