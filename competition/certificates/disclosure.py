"""How much of its holder checking a certificate says in public, as an official of the body settled it.

What the certificate is about is always said: occupation, level, number, day, under which clause. The photo and the
whole number of the identity document never are. In between lie the name, in full or covered, and the document
number, covered or not said at all. Every change is entered with who, when and why; the newest one holds.
"""

import re

import msgspec

from competition.accounts.principal import Principal
from competition.certificates.errors import ReasonMissing
from competition.certificates.schemas import Disclosed, DisclosureChange, DisclosureView
from competition.certificates.tables import Disclosure
from competition.clock import now
from competition.db.unit_of_work import unit_of_work
from competition.registry.vault import masked

AT_FIRST = Disclosed(name="full", document="covered")
"""Until somebody settles it: a checker compares the name with the paper, and needs no more of the document."""
COVERED = re.compile(r"(?<![\s·•.'-])(?!^)[^\s·•.'-]")
"""Every letter of a name but the first of each part."""


async def disclosed() -> Disclosed:
    """What holds now."""
    row = await Disclosure.select(Disclosure.shown).order_by(Disclosure.at, Disclosure.id, ascending=False).first()
    return msgspec.json.decode(row["shown"], type=Disclosed) if row else AT_FIRST


async def disclosure_view(reader: Principal) -> DisclosureView:
    """What holds now and how it came to that, newest first."""
    reader.require("organiser", "official")
    rows = await Disclosure.select(
        Disclosure.shown, Disclosure.at, Disclosure.reason, Disclosure.by.name.as_alias("name")
    ).order_by(Disclosure.at, Disclosure.id, ascending=False)
    changes = [
        DisclosureChange(
            shown=msgspec.json.decode(row["shown"], type=Disclosed), by=row["name"], at=row["at"], reason=row["reason"]
        )
        for row in rows
    ]
    return DisclosureView(shown=changes[0].shown if changes else AT_FIRST, changes=changes)


async def disclose(official: Principal, shown: Disclosed, reason: str) -> None:
    """From now on every public answer says so much and no more. Raises `ReasonMissing`."""
    official.require("official")
    if not reason.strip():
        raise ReasonMissing()
    async with unit_of_work():
        await Disclosure(
            shown=msgspec.json.encode(shown).decode(), by=official.id, at=now(), reason=reason.strip()
        ).save()


def name_shown(name: str, shown: Disclosed) -> str:
    return name if shown.name == "full" else COVERED.sub("*", name)


def document_shown(number: str, shown: Disclosed) -> str | None:
    return masked(number) if shown.document == "covered" else None
