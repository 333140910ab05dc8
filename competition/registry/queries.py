"""Reading the register."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from competition.registry.tables import Holder, Honour, LevelHeld, Occupation
from competition.registry.vault import Vault
from rules.values import Text

AT_REGISTRATION = "registration"
"""What proves a level where no certificate of ours does: it was stated, and checked, at registration."""
DOCUMENT_TYPES = {
    "resident_id": Text("居民身份证", "Resident identity card"),
    "passport": Text("护照", "Passport"),
}


@dataclass(frozen=True, slots=True)
class HolderView:
    """A holder without the document number."""

    id: UUID
    name: str
    name_romanised: str | None
    document_type: Text


@dataclass(frozen=True, slots=True)
class HeldLevel:
    level: str
    since: date


async def holders(ids: Collection[UUID]) -> dict[UUID, HolderView]:
    if not ids:
        return {}
    rows = await Holder.select(Holder.id, Holder.name, Holder.name_romanised, Holder.document_type).where(
        Holder.id.is_in(list(ids))
    )
    return {
        row["id"]: HolderView(row["id"], row["name"], row["name_romanised"], DOCUMENT_TYPES[row["document_type"]])
        for row in rows
    }


async def document_number(vault: Vault, holder: UUID) -> str:
    """The holder's document number in the clear. For the certificate's face only, never for a screen or a log."""
    row = await Holder.select(Holder.document_sealed).where(Holder.id == holder).first()
    assert row is not None
    return vault.open(row["document_sealed"])


async def levels_held(ids: Collection[UUID], occupation: str) -> dict[UUID, list[HeldLevel]]:
    """Every level each holder has in the occupation."""
    held: dict[UUID, list[HeldLevel]] = {holder: [] for holder in ids}
    if ids:
        rows = await LevelHeld.select(LevelHeld.holder, LevelHeld.level, LevelHeld.since).where(
            LevelHeld.holder.is_in(list(ids)) & (LevelHeld.occupation == occupation)
        )
        for row in rows:
            held[row["holder"]].append(HeldLevel(row["level"], row["since"]))
    return held


async def honours_of(ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The honours of each holder, by their Chinese names."""
    found: dict[UUID, set[str]] = {holder: set() for holder in ids}
    if ids:
        for row in await Honour.select(Honour.holder, Honour.name).where(Honour.holder.is_in(list(ids))):
            found[row["holder"]].add(row["name"])
    return {holder: frozenset(names) for holder, names in found.items()}


@dataclass(frozen=True, slots=True)
class LevelInOccupation:
    """A level with the occupation it is held in, and what proves it."""

    occupation: Text
    level: str
    since: date
    evidence: Text


async def every_level(holder: UUID) -> list[LevelInOccupation]:
    """Every level the holder has, in whatever occupation, newest first."""
    rows = (
        await LevelHeld.select(
            LevelHeld.level,
            LevelHeld.since,
            LevelHeld.evidence,
            LevelHeld.occupation.name_zh,
            LevelHeld.occupation.name_en,
        )
        .where(LevelHeld.holder == holder)
        .order_by(LevelHeld.since, ascending=False)
    )
    return [
        LevelInOccupation(
            Text(row["occupation.name_zh"], row["occupation.name_en"]),
            row["level"],
            row["since"],
            _evidence(row["evidence"]),
        )
        for row in rows
    ]


async def occupation_name(code: str) -> Text:
    row = await Occupation.select(Occupation.name_zh, Occupation.name_en).where(Occupation.code == code).first()
    assert row is not None
    return Text(row["name_zh"], row["name_en"])


def _evidence(stored: str) -> Text:
    if stored == AT_REGISTRATION:
        return Text("报名时登记", "entered at registration")
    return Text(f"证书 {stored}", f"certificate {stored}")
