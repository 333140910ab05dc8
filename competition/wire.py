"""How everything that crosses the wire is shaped: camelCase JSON, unknown fields refused, values frozen.

A `Decimal` travels as a string, so that no page ever holds a mark as a binary fraction.
"""

import msgspec


class Wire(msgspec.Struct, rename="camel", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The base of every struct that leaves or enters the server.

    Each says `frozen=True` again, which mypy does not see being inherited.
    """
