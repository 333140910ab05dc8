"""Papers made by several processes, each with its own key and fonts, read once."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path

from competition.certificates.archival import Attachment
from competition.certificates.layout import CertificateFacts
from competition.certificates.signing import PaperSigner, open_paper_signer
from competition.settings import SigningSettings


@dataclass(frozen=True, slots=True)
class Order:
    """One paper to be made."""

    number: str
    facts: CertificateFacts
    attached: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Made:
    number: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a process finds what it signs with."""

    settings: SigningSettings
    keys: Path


def make_papers(bench: Bench, orders: list[Order]) -> list[Made]:
    """The signed papers, in the order asked for. What making a paper raises."""
    signer = _signer(bench)
    return [Made(order.number, signer.paper(order.facts, *order.attached)) for order in orders]


@contextmanager
def paper_pool(bench: Bench, most: int) -> Iterator[ProcessPoolExecutor]:
    """At most one process a core and none too many for the work; a token has one session, so one process."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = 1 if bench.settings.pkcs11_module else max(1, min(cores, most))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_with_parent) as pool:
        yield pool


@cache
def _signer(bench: Bench) -> PaperSigner:
    return open_paper_signer(bench.settings, bench.keys)


def _leave_with_parent() -> None:
    """A server that was killed outright leaves no process behind."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
