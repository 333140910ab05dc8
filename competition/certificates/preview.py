"""A paper as it would come out: of made-up facts or of an entrant, through the code that prints, as PDF or picture.

It always says that it is a sample, so that no preview can pass for a paper.
"""

import threading
from dataclasses import replace
from datetime import date
from io import BytesIO

from competition.certificates.drafts import holder_photo, mark_rows
from competition.certificates.layout import CertificateFacts, MarkRow
from competition.certificates.rendering import render
from competition.certificates.template import Template
from competition.certificates.words import SAMPLE
from competition.errors import NotFound
from competition.events.queries import event_facts, members_of
from competition.papers.figures import figure
from competition.papers.tongue import PaperLanguage
from competition.registry.queries import holders, occupation_name
from competition.standings.awarding import awards_given
from competition.standings.board import Board
from rules.values import Text

PICTURE_DPI = 110
CODE = "A" * 330
"""As long as a signed record is, so that the code has the modules of a real one."""
NUMBER = f"{SAMPLE.zh} {SAMPLE.en}"
"""Nobody takes it for a number, and it is about as wide as one."""
DOCUMENT = f"{NUMBER} 000000"
"""As wide as the eighteen digits of an identity card."""
_PICTURES = threading.Lock()
"""PDFium serves one caller at a time."""
_MARKS = [
    MarkRow(Text("理论知识", "Theory"), 0, "86.5", "100"),
    MarkRow(Text("操作技能", "Practical skills"), 0, "92.25", "100"),
    MarkRow(Text("编程与加工", "Programming and machining"), 1, "46.25", "50"),
    MarkRow(Text("尺寸精度", "Accuracy of dimensions"), 1, "37", "40"),
    MarkRow(Text("安全文明生产", "Safe and orderly work"), 1, "9", "10"),
]


def sample_facts(template: Template, language: PaperLanguage, seal: bytes | None) -> CertificateFacts:
    """A long name with a rare character: what fits this fits most."""
    kind = template.kind
    return CertificateFacts(
        kind=kind,
        language=language,
        template=template,
        seal=seal,
        number=NUMBER,
        holder_name="欧阳㛃",
        holder_name_romanised="Ouyang Jie",
        document_type=Text("居民身份证", "Resident identity card"),
        document_number=DOCUMENT,
        occupation=Text("数控机床装调维修工", "CNC machine tool installer and repairer"),
        direction=Text("数控机床电气装调维修", "Electrical installation and repair"),
        level=Text("二级/技师", "Level 2 / Technician") if kind == "promotion" else None,
        issuer=Text("示例职业技能评价中心", "Sample Vocational Skills Assessment Centre"),
        competition=Text(
            "2026年示例职业技能大赛 · 数控机床装调维修赛项", "Sample Skills Competition 2026, CNC installation"
        ),
        event=Text("数控机床装调维修赛项", "CNC installation"),
        clause=Text("《示例规则》第4.2条", "Sample rulebook, clause 4.2") if kind == "promotion" else None,
        issued_on=date(2026, 11, 23),
        verify_url="https://jinji.example.org/verify/0123456789abcdefABCDEF",
        sample=True,
        code=CODE,
        award=Text("一等奖", "First prize") if kind == "award" else None,
        total="91.25",
        rank="1",
        entrants="24",
        marks=tuple(_MARKS) if kind == "transcript" else (),
    )


async def entrant_facts(sample: CertificateFacts, template: Template, board: Board, code: str) -> CertificateFacts:
    """The sample with what is known of the entrant in its place; number, document, level and clause stay made up.

    Raises `NotFound`.
    """
    entrant = board.plan.entrant(code)
    members = [holder for _, of, holder in await members_of(board.plan.event) if of == entrant.id]
    if not members:
        raise NotFound(Text("参赛单元", "entrant"), code)
    scheme, standings = board.plan.scheme, board.standings
    (standing,) = [one for one in standings if one.entrant == code]
    facts, known = await event_facts(board.plan.event), (await holders(members[:1]))[members[0]]
    award = (await awards_given(board)).get(code)
    return replace(
        sample,
        holder_name=known.name,
        holder_name_romanised=known.name_romanised,
        occupation=await occupation_name(facts.occupation),
        direction=facts.direction,
        issuer=facts.organiser,
        competition=Text(f"{facts.competition.zh} · {facts.title.zh}", f"{facts.competition.en}, {facts.title.en}"),
        event=facts.title,
        award=(award.title if award else sample.award) if template.kind == "award" else None,
        total=figure(standing.score.total),
        rank="" if standing.rank is None else str(standing.rank),
        entrants=str(sum(one.rank is not None for one in standings)),
        marks=tuple(mark_rows(scheme, standing.score)) if template.kind == "transcript" else (),
        photo=await holder_photo(template, facts, entrant.id),
    )


def picture_of(facts: CertificateFacts) -> bytes:
    """The paper as a PNG. Raises what `render` raises."""
    import pypdfium2

    pdf = render(facts)
    with _PICTURES:
        document = pypdfium2.PdfDocument(pdf)
        try:
            picture = document[0].render(scale=PICTURE_DPI / 72).to_pil()
        finally:
            document.close()
    out = BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()
