"""The register: organisations, occupations, holders and the skill levels they hold."""

from piccolo.columns import UUID, Bytea, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table

from competition.accounts.tables import Account
from competition.identifiers import uuid7


class Organisation(Table):
    """A unit that sends entrants: an enterprise, a college, a district's union."""

    id = UUID(primary_key=True, default=uuid7)
    name_zh = Varchar(length=200, unique=True)
    name_en = Varchar(length=200)


class Occupation(Table):
    """What a certificate is about, by its code in the national classification where it has one."""

    code = Varchar(length=40, primary_key=True)
    name_zh = Varchar(length=200)
    name_en = Varchar(length=200)


class Holder(Table):
    """A person in the register. The document number is sealed; `document_print` finds it again."""

    id = UUID(primary_key=True, default=uuid7)
    name = Varchar(length=200)
    name_romanised = Varchar(length=200, null=True, default=None)
    document_type = Varchar(length=40)
    document_sealed = Bytea()
    document_print = Bytea(unique=True)


class HolderCorrection(Table):
    """What the register said of a holder until it was mended; nothing is ever taken out.

    `document_sealed` is the number that was changed, None where it was not.
    """

    id = UUID(primary_key=True, default=uuid7)
    holder = ForeignKey(Holder, null=False)
    name = Varchar(length=200)
    name_romanised = Varchar(length=200, null=True, default=None)
    document_sealed = Bytea(null=True, default=None)
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    reason = Text()


class Honour(Table):
    """An honour that a holder has, by its Chinese name, such as 全国技术能手."""

    id = UUID(primary_key=True, default=uuid7)
    holder = ForeignKey(Holder, null=False)
    name = Varchar(length=100)
    honour_once = Unique([holder, name])


class LevelHeld(Table):
    """A skill level that a holder has in an occupation, since when, and what proves it."""

    id = UUID(primary_key=True, default=uuid7)
    holder = ForeignKey(Holder, null=False)
    occupation = ForeignKey(Occupation, null=False)
    level = Varchar(length=10)
    since = Date()
    evidence = Varchar(length=200)
    level_held_once = Unique([holder, occupation, level])
