"""Keys by which other systems read: made and revoked by who is in charge, shown once, kept as hashes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from competition.accounts.audit import enter_act
from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.exchange.errors import NameNeeded, TokenRefused
from competition.exchange.numbering import newest_seq
from competition.exchange.schemas import NewToken, TokenView
from competition.exchange.tables import ApiToken
from competition.identifiers import new_token, token_hash
from rules.values import Text

PREFIX = "jinji_"
"""By which somebody who finds a key in a log knows what it is."""
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """The system that asks, by the key it sent."""

    id: UUID
    name: str

    @property
    def principal(self) -> Principal:
        """What it may read: what an official may."""
        return Principal(self.id, self.name, frozenset({"official"}))


async def reader_of(authorization: str) -> Reader:
    """Who holds the key of an `Authorization` header. Raises `TokenRefused`."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused()
    known = ApiToken.token_hash == token_hash(token.strip())
    row = await ApiToken.select().where(known & ApiToken.revoked_at.is_null()).first()
    if row is None:
        raise TokenRefused()
    if row["last_seen_at"] is None or now() - row["last_seen_at"] >= SEEN_EVERY:
        await ApiToken.update({ApiToken.last_seen_at: now()}).where(ApiToken.id == row["id"])
    return Reader(row["id"], row["name"])


async def tokens(reader: Principal) -> list[TokenView]:
    """All keys there ever were, the newest first."""
    reader.require("lead_official")
    rows = await ApiToken.select(*ApiToken.all_columns(), ApiToken.made_by.name.as_alias("maker")).order_by(
        ApiToken.id, ascending=False
    )
    newest = await newest_seq()
    return [_view(row, newest) for row in rows]


async def make_token(lead: Principal, name: str) -> NewToken:
    """The key exists and is returned this once. Raises `NameNeeded`."""
    lead.require("lead_official")
    said, token = required_name(name), PREFIX + new_token()
    async with unit_of_work():
        made = ApiToken(name=said, token_hash=token_hash(token), made_by=lead.id, made_at=now())
        await made.save()
        await enter_act(lead, "token.made", said)
    return NewToken(token=token, made=next(one for one in await tokens(lead) if one.id == str(made.id)))


async def revoke_token(lead: Principal, token: UUID) -> None:
    """The key is good for nothing from here on. Raises `NotFound`."""
    lead.require("lead_official")
    async with unit_of_work():
        found = await ApiToken.objects().where(ApiToken.id == token).lock_rows("UPDATE").first()
        if found is None:
            raise NotFound(Text("接口密钥", "API key"), token)
        if found.revoked_at is None:
            await ApiToken.update({ApiToken.revoked_at: now()}).where(ApiToken.id == token)
            await enter_act(lead, "token.revoked", found.name)


def required_name(name: str) -> str:
    """The name without the blanks around it. Raises `NameNeeded`."""
    said = name.strip()
    if not 0 < len(said) <= 100:
        raise NameNeeded()
    return said


def _view(row: dict[str, Any], newest: int) -> TokenView:
    return TokenView(
        id=str(row["id"]),
        name=row["name"],
        made_by=row["maker"],
        made_at=row["made_at"],
        revoked_at=row["revoked_at"],
        last_seen_at=row["last_seen_at"],
        acknowledged_at=row["acknowledged_at"],
        behind=newest - row["acknowledged"],
    )
