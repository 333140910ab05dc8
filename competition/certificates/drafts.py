"""What a certificate would say today, from the registers and the standings as they stand."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from competition.certificates.layout import MarkRow
from competition.certificates.schemas import CertificateRecord
from competition.certificates.template import Kind, Template, digest_of
from competition.certificates.template_store import template_in_force
from competition.clock import today
from competition.events.errors import EventOpen
from competition.events.photos import picture, pictured
from competition.events.queries import EventFacts, event_facts, members_of
from competition.papers.figures import figure
from competition.papers.tongue import PaperLanguage
from competition.promotion.actions import Granted
from competition.registry.queries import document_number, holders, occupation_name
from competition.registry.vault import Vault
from competition.standings.awarding import awards_given
from competition.standings.board import Board
from rules.awards import Award
from rules.scheme_checks import full_score
from rules.scheme_model import Node, Scheme
from rules.values import Score, Standing


@dataclass(frozen=True, slots=True)
class Entitled:
    """A member of an event who is to have a paper of a kind, and the award. `position` is the place among all."""

    member: UUID
    holder: UUID
    position: int
    standing: Standing
    award: Award | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A certificate that is not issued yet; its record has no number of its own."""

    record: CertificateRecord
    event: UUID
    member: UUID
    holder: UUID
    position: int
    decision: UUID | None
    document: str
    template: Template
    photo: bytes | None


async def entitled(board: Board, kind: Kind) -> list[Entitled]:
    """Who is to have an award certificate, or a transcript: those with an award, or with a score; best rank first.

    Raises `EventOpen` while the marks may still change.
    """
    if board.state != "ended":
        raise EventOpen()
    awards = await awards_given(board)
    people: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for member, entrant, holder in await members_of(board.plan.event):
        people.setdefault(entrant, []).append((member, holder))
    found: list[Entitled] = []
    for standing in board.standings:
        if standing.entrant in awards if kind == "award" else standing.score.total is not None:
            for member, holder in people.get(board.plan.by_code[standing.entrant].id, []):
                found.append(Entitled(member, holder, len(found), standing, awards.get(standing.entrant)))
    return found


async def promotion_draft(
    vault: Vault, decision: UUID, granted: Granted, verify_url: str, language: PaperLanguage
) -> Draft:
    document, facts = granted.document, await event_facts(granted.event)
    assert document.level and document.clause and document.clause_text
    template = await template_in_force("promotion")
    record = await _record(
        facts,
        granted.holder,
        template,
        verify_url=verify_url,
        language=language,
        level=document.level,
        rulebook=document.rulebook,
        clause=document.clause,
        clause_text=document.clause_text,
        rulebook_id=facts.rulebook.id if facts.rulebook else "",
    )
    return Draft(
        record,
        granted.event,
        granted.member,
        granted.holder,
        granted.position,
        decision,
        await document_number(vault, granted.holder),
        template,
        await holder_photo(template, facts, UUID(document.entrant)),
    )


async def standing_draft(
    vault: Vault, board: Board, kind: Kind, one: Entitled, verify_url: str, language: PaperLanguage
) -> Draft:
    """An award certificate's or a transcript's, of standings that are final."""
    scheme, standing = board.plan.scheme, one.standing
    template, facts = await template_in_force(kind), await event_facts(board.plan.event)
    record = await _record(
        facts,
        one.holder,
        template,
        verify_url=verify_url,
        language=language,
        award=one.award.title if one.award and kind == "award" else None,
        total=figure(standing.score.total),
        rank="" if standing.rank is None else str(standing.rank),
        entrants=str(sum(other.rank is not None for other in board.standings)),
        marks=tuple(mark_rows(scheme, standing.score)) if kind == "transcript" else (),
    )
    return Draft(
        record,
        board.plan.event,
        one.member,
        one.holder,
        one.position,
        None,
        await document_number(vault, one.holder),
        template,
        await holder_photo(template, facts, board.plan.by_code[standing.entrant].id),
    )


async def _record(facts: EventFacts, holder: UUID, template: Template, **said: Any) -> CertificateRecord:
    known = (await holders([holder]))[holder]
    return CertificateRecord(
        number=number_in(today().year, 0),
        kind=template.kind,
        template=digest_of(template),
        holder_name=known.name,
        holder_name_romanised=known.name_romanised,
        document_type=known.document_type,
        occupation=await occupation_name(facts.occupation),
        direction=facts.direction,
        issuer=facts.organiser,
        competition=facts.competition,
        event=facts.title,
        issued_on=today(),
        sample=facts.sample,
        **said,
    )


async def holder_photo(template: Template, facts: EventFacts, entrant: UUID) -> bytes | None:
    """The entrant's picture, where the paper has a place for one and the entrant is one person."""
    if template.photo is None or facts.team_size > 1 or not await pictured([entrant]):
        return None
    return (await picture(entrant))[1]


def number_in(year: int, serial: int) -> str:
    """A local number, which its hyphens keep from being taken for a national one (Y or S and 21 digits)."""
    return f"JJ-{year}-{serial:06d}"


def mark_rows(scheme: Scheme, score: Score) -> list[MarkRow]:
    """Every criterion, sub-criterion and aspect, in the order of the scheme; what has no score is said to have none."""
    several = len(scheme.stages) > 1
    rows: list[MarkRow] = []
    for stage in scheme.stages:

        def row(node: Node, depth: Literal[0, 1, 2], *path: str) -> None:
            value = score.parts.get("/".join(filter(None, path)))
            rows.append(MarkRow(node.title, depth, figure(value), figure(full_score(node))))

        if several:
            row(stage, 0, stage.key)
        for criterion in stage.criteria:
            row(criterion, 1 if several else 0, stage.key, criterion.key)
            for sub in criterion.sub_criteria:
                if sub.key != criterion.key:
                    row(sub, 2 if several else 1, stage.key, sub.key)
                for aspect in sub.aspects:
                    if not aspect.repeats:
                        row(aspect, 2, stage.key, aspect.key)
    return rows
