"""What was done at the certification body's desk, kept for whoever asks later: by whom, when, to what."""

from datetime import datetime

from competition.accounts.principal import Principal
from competition.accounts.tables import DeskAct
from competition.clock import now
from competition.wire import Wire

KEPT_SHORT = 300


class DeskActView(Wire, frozen=True):
    """`act` is a name such as `official.disabled`; `subject` is what it was done to."""

    act: str
    by: str
    at: datetime
    subject: str


async def enter_act(by: Principal, act: str, subject: str) -> None:
    """The act is kept; part of the caller's transaction."""
    await DeskAct(act=act, by=by.id, at=now(), subject=subject[:KEPT_SHORT]).save()


async def newest_acts(reader: Principal, most: int = 100) -> list[DeskActView]:
    """The newest first."""
    reader.require("lead_official")
    rows = (
        await DeskAct.select(DeskAct.act, DeskAct.by.name.as_alias("name"), DeskAct.at, DeskAct.subject)
        .order_by(DeskAct.id, ascending=False)
        .limit(most)
    )
    return [DeskActView(act=row["act"], by=row["name"], at=row["at"], subject=row["subject"]) for row in rows]
