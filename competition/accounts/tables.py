"""People who sign in, their sessions, one-time codes that pair a tablet to a judge, and what was done at a desk."""

from piccolo.columns import UUID, Array, Boolean, Bytea, ForeignKey, Text, Timestamptz, Varchar
from piccolo.table import Table

from competition.identifiers import uuid7


class Account(Table):
    """`sign_in` and `password_hash` are None for a judge who only ever pairs a tablet.

    Who was disabled at `disabled_at` signs in no more; what was done under the account stays. `body` is the authority
    that the account acts for, where that is another than the certification body.
    """

    id = UUID(primary_key=True, default=uuid7)
    name = Varchar(length=200)
    sign_in = Varchar(length=100, null=True, default=None, unique=True)
    password_hash = Text(null=True, default=None)
    roles = Array(base_column=Varchar(length=20))
    disabled_at = Timestamptz(null=True, default=None)
    body = Varchar(length=200, null=True, default=None)


class Session(Table):
    """A browser or tablet that is signed in; only the hash of its token is kept.

    `device` is what a tablet calls itself in every mark, `device_name` what a person would call it. `last_seen_at` is
    true to the minute.
    """

    token_hash = Bytea(primary_key=True)
    account = ForeignKey(Account, null=False)
    device = Varchar(length=100, default="")
    device_name = Varchar(length=100, default="")
    opened_at = Timestamptz()
    expires_at = Timestamptz()
    last_seen_at = Timestamptz(null=True, default=None)


class PairingCode(Table):
    """A one-time code for one judge; `used_at` is set by whoever comes first. A `typed` one is short."""

    code_hash = Bytea(primary_key=True)
    account = ForeignKey(Account, null=False)
    made_by = ForeignKey(Account, null=False)
    expires_at = Timestamptz()
    used_at = Timestamptz(null=True, default=None)
    typed = Boolean(default=False)


class DeskAct(Table):
    """Something that was done with people, rules, keys or webhooks of the certification body; nothing is taken out.

    `act` is a name such as `official.disabled`, `subject` what it was done to, as a person reads it.
    """

    id = UUID(primary_key=True, default=uuid7)
    act = Varchar(length=40)
    by = ForeignKey(Account, null=False)
    at = Timestamptz()
    subject = Varchar(length=300)
