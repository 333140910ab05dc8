"""Entering people, organisations, occupations and levels in the register.

Each of these is a part of its caller's transaction: a competition is set up whole or not at all.
"""

from datetime import date
from uuid import UUID

from competition.db.unit_of_work import Work
from competition.registry.errors import HolderDiffers
from competition.registry.tables import Holder, Honour, LevelHeld, Occupation, Organisation
from competition.registry.vault import Vault
from rules.values import Text


async def enter_organisation(name: Text) -> UUID:
    """The organisation's id; it is entered if it was not there."""
    await Organisation.insert(Organisation(name_zh=name.zh, name_en=name.en)).on_conflict(
        target=Organisation.name_zh, action="DO NOTHING"
    )
    row = await Organisation.select(Organisation.id).where(Organisation.name_zh == name.zh).first()
    assert row is not None
    found: UUID = row["id"]
    return found


async def enter_occupation(code: str, name: Text) -> None:
    """The occupation is in the register; a name already there is kept."""
    await Occupation.insert(Occupation(code=code, name_zh=name.zh, name_en=name.en)).on_conflict(
        target=Occupation.code, action="DO NOTHING"
    )


async def enter_holder(vault: Vault, name: str, romanised: str | None, document_type: str, document: str) -> UUID:
    """The holder's id; a person already in the register is found by the document and must bear the same name."""
    fingerprint = vault.fingerprint(document_type, document)
    known = await Holder.objects().where(Holder.document_print == fingerprint).first()
    if known is not None:
        if known.name != name:
            raise HolderDiffers(name=name, known=known.name)
        return known.id
    holder = Holder(
        name=name,
        name_romanised=romanised,
        document_type=document_type,
        document_sealed=vault.seal(document),
        document_print=fingerprint,
    )
    await holder.save()
    return holder.id


async def enter_honour(holder: UUID, name: str) -> None:
    """The holder has this honour; entering it twice changes nothing."""
    await Honour.insert(Honour(holder=holder, name=name)).on_conflict(action="DO NOTHING")


async def enter_level(holder: UUID, occupation: str, level: str, since: date, evidence: str) -> None:
    """The holder holds this level; entering it twice changes nothing."""
    await LevelHeld.insert(
        LevelHeld(holder=holder, occupation=occupation, level=level, since=since, evidence=evidence)
    ).on_conflict(action="DO NOTHING")


async def withdraw_level(holder: UUID, evidence: str) -> None:
    """Whatever level this holder had by this evidence is not held any more."""
    await LevelHeld.delete().where((LevelHeld.holder == holder) & (LevelHeld.evidence == evidence))


async def lock_holder(work: Work, holder: UUID) -> None:
    """Nothing else is decided about this holder until the transaction ends."""
    await work.connection.execute("SELECT 1 FROM holder WHERE id = $1 FOR UPDATE", holder)
