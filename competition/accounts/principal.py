"""Who is asking. Actions take a `Principal` and ask it for a role before they do anything."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from competition.errors import NotAllowed

Role = Literal["organiser", "official", "lead_official", "judge", "chief_judge", "clerk"]


@dataclass(frozen=True, slots=True)
class Principal:
    id: UUID
    name: str
    roles: frozenset[str]

    def require(self, *roles: Role) -> None:
        """Return if one of the roles is held; raise `NotAllowed` if none is."""
        if not self.roles.intersection(roles):
            raise NotAllowed(self.name, *roles)
