"""Deliveries: everybody entitled to a paper of a kind gets a certificate, every certificate a paper, all papers files.

A delivery is a row that says who asked for what, and nothing else has to be remembered: what is issued is in the
register, what is drawn is kept, and files appear under their names only when they are whole. So a server that is
stopped or killed half-way leaves nothing to be repaired; whoever takes the row up again does what is still missing.
"""

import asyncio
import contextlib
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Executor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
from piccolo.columns.combination import And

from competition.accounts.principal import Principal
from competition.alongside import alongside
from competition.certificates.actions import facts_as_issued, issue_certificate, issue_from_standings, keep_paper
from competition.certificates.batch_files import Packer, as_csv, as_xlsx, headings, row_of
from competition.certificates.credential import Issuer
from competition.certificates.drafts import entitled
from competition.certificates.issuing_keys import IssuingKeys
from competition.certificates.layout import CertificateFacts
from competition.certificates.life_cycle import IN_FORCE, BoardOf
from competition.certificates.paper_pool import Bench, Made, Order, make_papers, paper_pool
from competition.certificates.queries import attachments, registered
from competition.certificates.rendering import print_file, trimmed
from competition.certificates.schemas import AskDelivery, NotIssued
from competition.certificates.signing import PaperSigner
from competition.certificates.tables import Certificate, CertificateDelivery, CertificatePaper
from competition.clock import now
from competition.promotion.queries import decisions_of
from competition.registry.queries import holders
from competition.registry.vault import Vault
from rules.errors import Refusal

FILES = ("certificates.zip", "certificates.pdf", "certificates.xlsx", "certificates.csv")
A_BATCH = 8
FEW = 16
"""So many papers are made faster by this process than others are started."""
LEASE = timedelta(seconds=20)


class TakenOver(Exception):
    """Another server works on the delivery, since this one was not heard of for the length of a lease."""


Issue = Callable[[], Coroutine[Any, Any, None]]

log = logging.getLogger("jinji.certificates")


class DeliveryDesk:
    """Works on the deliveries of this server, one after the other."""

    def __init__(
        self,
        folder: Path,
        bench: Bench,
        vault: Vault,
        keys: IssuingKeys,
        signer: PaperSigner,
        board_of: BoardOf,
        lease: timedelta = LEASE,
    ) -> None:
        self._folder, self._bench, self._vault, self._keys, self._signer = folder, bench, vault, keys, signer
        self._board_of, self._lease = board_of, lease
        self._name = uuid4().hex
        self._ask = asyncio.Event()

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Deliveries are worked on inside the block, those that an earlier server left unfinished too."""
        async with alongside(self._work(), "deliveries"):
            yield

    def wake(self) -> None:
        self._ask.set()

    def file(self, delivery: UUID, name: str) -> Path:
        return self._folder / str(delivery) / name

    async def _work(self) -> None:
        while True:
            self._ask.clear()
            try:
                while (job := await self._taken()) is not None:
                    await self._carry_out(job)
            except Refusal as refusal:
                log.warning("a delivery waits: %s", refusal)
            except Exception:
                log.exception("a delivery stopped and will be taken up again")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ask.wait(), self._lease.total_seconds() / 2)

    async def _taken(self) -> CertificateDelivery | None:
        """A delivery that nobody works on, now this server's; its row is only written by whoever has it."""
        stale = now() - self._lease
        free = CertificateDelivery.worker.is_null() | (CertificateDelivery.alive_at < stale)
        waiting = await (
            CertificateDelivery.objects()
            .where((CertificateDelivery.state == "running") & free)
            .order_by(CertificateDelivery.begun_at)
        )
        for job in waiting:
            mine = await (
                CertificateDelivery.update(
                    {CertificateDelivery.worker: self._name, CertificateDelivery.alive_at: now()}
                )
                .where((CertificateDelivery.id == job.id) & (CertificateDelivery.state == "running") & free)
                .returning(CertificateDelivery.id)
            )
            if mine:
                return job
        return None

    async def _carry_out(self, job: CertificateDelivery) -> None:
        issuer = Issuer(self._keys, job.url, self._signer.known)
        async with alongside(self._stay_heard(job), "the lease of a delivery"):
            try:
                await self._issue(job, issuer)
                numbers = await self._numbers(job)
                missing = await self._without_paper(numbers)
                await self._note(job, total=len(numbers), made=len(numbers) - len(missing), held_up=None)
                with self._makers(len(missing)) as pool:
                    await self._make(job, numbers, missing, pool)
                    await self._lay_out(job, numbers, issuer, pool)
                await self._note(job, state="done", ended_at=now())
            except Refusal as refusal:
                with contextlib.suppress(Exception):
                    await self._note(job, held_up=msgspec.json.encode(refusal.both()).decode())
                raise
            finally:
                with contextlib.suppress(Exception):
                    await self._note(job, worker=None)

    async def _stay_heard(self, job: CertificateDelivery) -> None:
        """However long a step takes, nobody takes the delivery for one whose server is gone."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 4)
            try:
                await self._note(job)
            except Refusal as away:
                log.warning("a delivery's lease could not be renewed: %s", away)

    async def _note(self, job: CertificateDelivery, **changes: Any) -> None:
        """Raises `TakenOver`."""
        values: dict[Any, Any] = {"alive_at": now(), **changes}
        mine = (CertificateDelivery.id == job.id) & (CertificateDelivery.worker == self._name)
        if not await CertificateDelivery.update(values).where(mine).returning(CertificateDelivery.id):
            raise TakenOver(f"delivery {job.id}")

    async def _issue(self, job: CertificateDelivery, issuer: Issuer) -> None:
        """Everybody approved has a certificate, or is named with the reason why not."""
        refused: list[NotIssued] = []
        async for name, issue in self._waiting(job, issuer):
            try:
                await issue()
            except Refusal as refusal:
                refused.append(NotIssued(name=name, why=refusal.both()))
        await self._note(job, refused=msgspec.json.encode(refused).decode())

    async def _waiting(self, job: CertificateDelivery, issuer: Issuer) -> AsyncIterator[tuple[str, Issue]]:
        """Those who are entitled and have none yet, each with what issues it."""
        official, asked = Principal(job.by, "", frozenset({"official"})), _asked(job)
        kind, language = asked.kind, asked.language
        if kind == "promotion":
            for decision in await decisions_of(official, job.event):
                if decision.state == "approved":
                    number = UUID(decision.id)
                    yield decision.name, partial(issue_certificate, official, self._vault, issuer, number, language)
            return
        board = await self._board_of(job.event)
        have = {row["member"] for row in await Certificate.select(Certificate.member).where(_in_force(job))}
        waiting = [one for one in await entitled(board, kind) if one.member not in have]
        people = await holders([one.holder for one in waiting])
        for one in waiting:
            it = partial(issue_from_standings, official, self._vault, issuer, board, kind, one, language)
            yield people[one.holder].name, it

    async def _numbers(self, job: CertificateDelivery) -> list[str]:
        rows = (
            await Certificate.select(Certificate.number)
            .where(_in_force(job))
            .order_by(Certificate.position, Certificate.number)
        )
        return [row["number"] for row in rows]

    async def _without_paper(self, numbers: list[str]) -> list[str]:
        if not numbers:
            return []
        rows = await CertificatePaper.select(CertificatePaper.certificate.number.as_alias("number")).where(
            CertificatePaper.certificate.number.is_in(numbers)
        )
        have = {row["number"] for row in rows}
        return [number for number in numbers if number not in have]

    @contextlib.contextmanager
    def _makers(self, missing: int) -> Iterator[Executor | None]:
        if missing <= FEW:
            yield None
        else:
            with paper_pool(self._bench, missing // A_BATCH) as pool:
                yield pool

    async def _make(
        self, job: CertificateDelivery, numbers: list[str], missing: list[str], pool: Executor | None
    ) -> None:
        """Every number has its paper; a few batches are under way at once, so that no process waits for another."""
        made = len(numbers) - len(missing)
        batches = iter([missing[at : at + A_BATCH] for at in range(0, len(missing), A_BATCH)])
        under_way: set[asyncio.Task[list[Made]]] = set()
        try:
            while True:
                while len(under_way) < 4 and (batch := next(batches, None)):
                    orders = [await self._order(number) for number in batch]
                    under_way.add(asyncio.create_task(self._made(orders, pool)))
                if not under_way:
                    return
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for one in done:
                    for paper in one.result():
                        await keep_paper(paper.number, paper.pdf)
                        made += 1
                await self._note(job, made=made)
        finally:
            for one in under_way:
                one.cancel()

    async def _made(self, orders: list[Order], pool: Executor | None) -> list[Made]:
        if pool is not None:
            return await asyncio.get_running_loop().run_in_executor(pool, make_papers, self._bench, orders)
        return await asyncio.to_thread(
            lambda: [Made(one.number, self._signer.paper(one.facts, *one.attached)) for one in orders]
        )

    async def _order(self, number: str) -> Order:
        found = await registered(self._vault, Certificate.number == number)
        development = self._signer.development
        facts = await facts_as_issued(found.record, found.document, development=development, code=found.code)
        return Order(number, facts, tuple(attachments(found.credential)))

    async def _lay_out(
        self, job: CertificateDelivery, numbers: list[str], issuer: Issuer, pool: Executor | None
    ) -> None:
        """The files stand whole under their names; those of earlier deliveries of the event are gone."""
        if not numbers:
            return
        half = self._folder / f"{job.id}.half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        packer = Packer(half / FILES[0], issuer, now())
        every: list[CertificateFacts] = []
        for number in numbers:
            order = await self._order(number)
            paper = await CertificatePaper.select(CertificatePaper.pdf).where(
                CertificatePaper.certificate.number == number
            )
            await asyncio.to_thread(packer.add, order.facts, paper[0]["pdf"])
            every.append(await asyncio.to_thread(trimmed, order.facts))
        rows = [headings(_asked(job).kind), *(row_of(n, facts) for n, facts in enumerate(every, 1))]
        await asyncio.to_thread(packer.finish, as_csv(rows))
        (half / FILES[3]).write_bytes(as_csv(rows))
        (half / FILES[2]).write_bytes(await asyncio.to_thread(as_xlsx, rows))
        printing = partial(print_file, every)
        (half / FILES[1]).write_bytes(await asyncio.get_running_loop().run_in_executor(pool, printing))
        shutil.rmtree(self._folder / str(job.id), ignore_errors=True)
        half.rename(self._folder / str(job.id))
        await self._clear(job)

    async def _clear(self, job: CertificateDelivery) -> None:
        rows = await CertificateDelivery.select(CertificateDelivery.id).where(
            (CertificateDelivery.event == job.event)
            & (CertificateDelivery.kind == job.kind)
            & (CertificateDelivery.id != job.id)
        )
        for row in rows:
            shutil.rmtree(self._folder / str(row["id"]), ignore_errors=True)


def _asked(job: CertificateDelivery) -> AskDelivery:
    return msgspec.convert({"kind": job.kind, "language": job.language}, AskDelivery)


def _in_force(job: CertificateDelivery) -> And:
    """The certificates that the delivery is about."""
    mine = (Certificate.event == job.event) & (Certificate.kind == job.kind)
    return And(mine, Certificate.state.is_in(list(IN_FORCE)))
