"""Whether an event's results are final, which is what certificates are issued of."""

from uuid import UUID

from competition.db.unit_of_work import Work
from competition.marking.ledger import FINAL, RECALLED
from competition.standings.errors import ResultsNotFinal


async def require_final(work: Work, event: UUID) -> None:
    """Return if somebody made the results final; nobody recalls them before the transaction ends.

    Raises `ResultsNotFinal`.
    """
    await work.connection.execute("SELECT 1 FROM event WHERE id = $1 FOR SHARE", event)
    newest = await work.connection.fetchval(
        "SELECT kind FROM judging_entry WHERE event = $1 AND kind = ANY($2::text[]) ORDER BY seq DESC LIMIT 1",
        event,
        [FINAL, RECALLED],
    )
    if newest != FINAL:
        raise ResultsNotFinal()
