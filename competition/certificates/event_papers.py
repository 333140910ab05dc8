"""Who of an event is to have an award certificate or a transcript, and who has one."""

from competition.accounts.principal import Principal
from competition.certificates.drafts import entitled
from competition.certificates.queries import newest_certificates
from competition.certificates.schemas import EntitledView, EventPapers
from competition.certificates.tables import Certificate
from competition.certificates.template import Kind
from competition.registry.queries import holders
from competition.standings.board import Board


async def papers_of(reader: Principal, board: Board, kind: Kind) -> EventPapers:
    """Everybody who is entitled, best rank first; empty while marking goes on, and for promotions."""
    reader.require("organiser", "official")
    if kind == "promotion" or board.state != "ended":
        return EventPapers(kind=kind, entitled=[])
    everybody = await entitled(board, kind)
    people = await holders({one.holder for one in everybody})
    issued = await newest_certificates(
        Certificate.member, (Certificate.event == board.plan.event) & (Certificate.kind == kind)
    )
    return EventPapers(
        kind=kind,
        entitled=[
            EntitledView(
                member=str(one.member),
                code=one.standing.entrant,
                name=people[one.holder].name,
                rank=one.standing.rank,
                total=one.standing.score.total,
                award=one.award.title if one.award else None,
                certificate=issued.get(str(one.member)),
            )
            for one in everybody
        ],
    )
