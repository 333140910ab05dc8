"""Asking for deliveries and reading how far they are."""

import asyncio
from pathlib import Path
from uuid import UUID

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.delivery import FILES, DeliveryDesk
from competition.certificates.schemas import AskDelivery, Deliveries, DeliveryView, NotIssued
from competition.certificates.tables import CertificateDelivery
from competition.certificates.template import Kind
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.errors import NotFound
from competition.events.errors import EventOpen
from competition.events.queries import event_facts
from competition.standings.finality import require_final
from rules.values import Text


async def ask_for_delivery(official: Principal, event: UUID, asked: AskDelivery, url: str) -> None:
    """A delivery of this kind of the event is under way; asking again while it is changes nothing.

    Raises `EventOpen` for what is issued of standings that may still change, `ResultsNotFinal`.
    """
    official.require("official")
    facts = await event_facts(event)
    if asked.kind != "promotion" and facts.state != "ended":
        raise EventOpen()
    async with unit_of_work() as work:
        await require_final(work, event)
        await work.connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))", str(event))
        running = (
            (CertificateDelivery.event == event)
            & (CertificateDelivery.kind == asked.kind)
            & (CertificateDelivery.state == "running")
        )
        if not await CertificateDelivery.exists().where(running):
            await CertificateDelivery(
                event=event, kind=asked.kind, language=asked.language, by=official.id, url=url, begun_at=now()
            ).save()


async def newest_delivery(reader: Principal, event: UUID, kind: Kind) -> Deliveries:
    reader.require("official", "organiser")
    row = (
        await CertificateDelivery.select()
        .where((CertificateDelivery.event == event) & (CertificateDelivery.kind == kind))
        .order_by(CertificateDelivery.begun_at, ascending=False)
        .first()
    )
    if row is None:
        return Deliveries(newest=None)
    done = row["state"] == "done" and row["total"] > 0
    return Deliveries(
        newest=DeliveryView(
            id=str(row["id"]),
            state=row["state"],
            total=row["total"],
            made=row["made"],
            refused=msgspec.json.decode(row["refused"], type=list[NotIssued]),
            held_up=msgspec.json.decode(row["held_up"], type=Text) if row["held_up"] and not done else None,
            files=[f"/api/deliveries/{row['id']}/{name}" for name in FILES] if done else [],
        )
    )


async def delivery_file(reader: Principal, desk: DeliveryDesk, delivery: UUID, name: str) -> Path:
    """Raises `NotFound` for what is not laid out, or not any more."""
    reader.require("official", "organiser")
    file = desk.file(delivery, name)
    if name not in FILES or not await asyncio.to_thread(file.is_file):
        raise NotFound(Text("交付文件", "delivered file"), name[:40])
    return file
