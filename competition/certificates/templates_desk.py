"""An organiser's templates: read, tried out, stored as a new edition; seals for them."""

import asyncio

from competition.accounts.principal import Principal
from competition.certificates.life_cycle import BoardOf
from competition.certificates.pictures import stamp_of
from competition.certificates.placeholders import PLACEHOLDERS
from competition.certificates.preview import entrant_facts, picture_of, sample_facts
from competition.certificates.rendering import render
from competition.certificates.schemas import PreviewTemplate, SealStored, TemplateEditionView, TemplateView
from competition.certificates.tables import TemplateEdition
from competition.certificates.template import Kind, Template, builtin
from competition.certificates.template_check import check_template
from competition.certificates.template_store import keep_image, pin_template, seal_of, template_in_force
from competition.clock import now
from competition.db.unit_of_work import unit_of_work


async def template_view(reader: Principal, kind: Kind) -> TemplateView:
    """The template in force, the one that comes with the program, and the editions that there were, newest first."""
    reader.require("organiser", "official")
    rows = (
        await TemplateEdition.select(
            TemplateEdition.number, TemplateEdition.made_at, TemplateEdition.made_by.name.as_alias("name")
        )
        .where(TemplateEdition.kind == kind)
        .order_by(TemplateEdition.number, ascending=False)
    )
    return TemplateView(
        kind=kind,
        template=await template_in_force(kind),
        builtin=builtin(kind),
        placeholders=list(PLACEHOLDERS[kind]),
        editions=[TemplateEditionView(number=row["number"], by=row["name"], at=row["made_at"]) for row in rows],
    )


async def store_template(organiser: Principal, kind: Kind, template: Template) -> None:
    """Papers of this kind are issued by this template from now on; what was issued before keeps the one it had.

    Raises `TemplateUnfit`, and `NotFound` for a seal that is not there.
    """
    organiser.require("organiser", "official")
    await _checked(kind, template)
    async with unit_of_work() as work:
        await work.connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 16))", kind)
        digest = await pin_template(work, template)
        newest = await TemplateEdition.count().where(TemplateEdition.kind == kind)
        await TemplateEdition(kind=kind, number=newest + 1, template=digest, made_by=organiser.id, made_at=now()).save()


async def previewed(organiser: Principal, asked: PreviewTemplate, board_of: BoardOf) -> tuple[str, bytes]:
    """The media type and content of the paper as the template would have it. Raises `TemplateUnfit`, `GlyphMissing`."""
    organiser.require("organiser", "official")
    template = asked.template
    seal = await _checked(template.kind, template)
    facts = sample_facts(template, asked.language, seal)
    if asked.event is not None and asked.entrant:
        facts = await entrant_facts(facts, template, await board_of(asked.event), asked.entrant)
    if asked.form == "pdf":
        return "application/pdf", await asyncio.to_thread(render, facts)
    return "image/png", await asyncio.to_thread(picture_of, facts)


async def store_seal(organiser: Principal, content: bytes) -> SealStored:
    """The picture can be named by templates. Raises `SealUnfit`."""
    organiser.require("organiser", "official")
    await asyncio.to_thread(stamp_of, content)
    async with unit_of_work() as work:
        return SealStored(image=await keep_image(work, content))


async def _checked(kind: Kind, template: Template) -> bytes | None:
    """The seal of the template, which fits."""
    await asyncio.to_thread(check_template, kind, template)
    return await seal_of(template)
