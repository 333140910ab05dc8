"""Mending what the register says of a person: a name misread from a document, a romanised name, a wrong number.

Everything printed afterwards says it as it is now. What was issued or proposed before is not touched: a certificate
that says it wrongly is replaced by another, and the name on a board is the entrant's own.
"""

from uuid import UUID

from competition.accounts.principal import Principal
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.registry.actions import lock_holder
from competition.registry.errors import CorrectionUnfit, HolderDiffers
from competition.registry.schemas import CorrectHolder, CorrectionView
from competition.registry.tables import Holder, HolderCorrection
from competition.registry.vault import Vault
from rules.values import Text

LONGEST = 200


async def correct_holder(official: Principal, vault: Vault, holder: UUID, asked: CorrectHolder) -> None:
    """The register says what was asked for, and keeps what it said before, with who, when and why.

    Raises `NotFound`, `CorrectionUnfit` without a name or a reason or where nothing differs, and `HolderDiffers` for a
    document that is somebody else's.
    """
    official.require("official")
    name, romanised, reason = asked.name.strip(), asked.romanised.strip() or None, asked.reason.strip()
    document = (asked.document or "").strip()
    if not reason or not 0 < len(name) <= LONGEST or len(romanised or "") > LONGEST:
        raise CorrectionUnfit()
    async with unit_of_work() as work:
        await lock_holder(work, holder)
        known = await Holder.objects().where(Holder.id == holder).first()
        if known is None:
            raise NotFound(Text("持证人", "holder"), holder)
        renumbered = bool(document) and document != vault.open(known.document_sealed)
        if not renumbered and (name, romanised) == (known.name, known.name_romanised):
            raise CorrectionUnfit()
        await HolderCorrection(
            holder=holder,
            name=known.name,
            name_romanised=known.name_romanised,
            document_sealed=known.document_sealed if renumbered else None,
            by=official.id,
            at=now(),
            reason=reason,
        ).save()
        known.name, known.name_romanised = name, romanised
        if renumbered:
            known.document_sealed = vault.seal(document)
            known.document_print = vault.fingerprint(known.document_type, document)
            other = await Holder.objects().where(Holder.document_print == known.document_print).first()
            if other is not None:
                raise HolderDiffers(name=name, known=other.name)
        await known.save()


async def corrections_of(holder: UUID) -> list[CorrectionView]:
    """What the register said of the holder before, newest first."""
    rows = (
        await HolderCorrection.select(*HolderCorrection.all_columns(), HolderCorrection.by.name.as_alias("by_name"))
        .where(HolderCorrection.holder == holder)
        .order_by(HolderCorrection.at, HolderCorrection.id, ascending=False)
    )
    return [
        CorrectionView(
            name=row["name"],
            romanised=row["name_romanised"],
            document=row["document_sealed"] is not None,
            by=row["by_name"],
            at=row["at"],
            reason=row["reason"],
        )
        for row in rows
    ]
