"""Who is asking. Actions take a `Principal` and ask it for a role before they do anything."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from competition.errors import NotAllowed

Role = Literal["organiser", "official", "lead_official", "authority", "judge", "chief_judge", "clerk"]


@dataclass(frozen=True, slots=True)
class Principal:
    """`body` is the authority that somebody acts for who is not of the certification body."""

    id: UUID
    name: str
    roles: frozenset[str]
    body: str | None = None

    def require(self, *roles: Role) -> None:
        """Return if one of the roles is held; raise `NotAllowed` if none is."""
        if not self.roles.intersection(roles):
            raise NotAllowed(self.name, *roles)
