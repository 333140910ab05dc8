"""`jinji verify`: what a paper, a credential or a QR code proves, with no network; and `jinji rotate-key`."""

from pathlib import Path

import click
import msgspec

from competition.certificates.errors import KeysUnreadable
from competition.certificates.issuing_keys import rotate
from competition.certificates.offline import Found, Outcome, check_file, check_text, trusted_from
from competition.certificates.status_list import Status
from competition.clock import now
from competition.language import language, say
from competition.settings import settings_from
from rules.values import Text

OUTCOMES: dict[Outcome, Text] = {
    "genuine": Text("签名有效，内容未被改动。", "Signed by this issuer, and not changed since."),
    "altered": Text(
        "内容被改动过，或不是由这些密钥签署。", "It was changed after it was signed, or these keys never signed it."
    ),
    "unsigned": Text("没有签名，什么也证明不了。", "It bears no signature and proves nothing."),
    "unreadable": Text("无法读取。", "It cannot be read."),
    "unknown_issuer": Text(
        "文件完整，但签署者不是该发证机构。", "The file is whole, but it was not this issuer who signed it."
    ),
}
STATUSES: dict[Status | None, Text] = {
    None: Text(
        "未核对是否撤销（可用 --status 提供状态列表）。",
        "Whether it was revoked was not checked (give a status list with --status).",
    ),
    "holds": Text("状态列表中未撤销。", "Not revoked, says the status list."),
    "revoked": Text("已撤销或已换发，不再有效。", "Revoked or superseded: it holds no more."),
    "expired": Text(
        "状态列表已过期，无法判断是否撤销。", "The status list has expired: whether it was revoked is unknown."
    ),
    "untrusted": Text(
        "状态列表不是该机构签署的，无法判断是否撤销。",
        "The status list is not this issuer's: whether it was revoked is unknown.",
    ),
}


@click.command("verify")
@click.argument("what", metavar="FILE|TEXT")
@click.option(
    "--keys",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The issuer's keys, saved from its /.well-known/did.json.",
)
@click.option(
    "--status",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The issuer's status list, saved from its /api/status/0.",
)
def verify_command(what: str, keys: Path, status: Path | None) -> None:
    """Verify a certificate without a network: its PDF, its credential (JSON), or the TEXT of its QR code.

    Prints what was signed, to be compared with the paper. Exit status 0 only for what is genuine and, where a status
    list is given, holds.
    """
    try:
        trusted = trusted_from(keys.read_bytes())
        listed = msgspec.json.decode(status.read_bytes(), type=dict) if status else None
    except (ValueError, KeyError, TypeError, msgspec.DecodeError) as error:
        raise KeysUnreadable(file=keys if status is None else f"{keys}, {status}", why=error) from error
    file = Path(what)
    found = (
        check_file(file.read_bytes(), trusted, listed, now())
        if len(what) < 200 and file.is_file()
        else check_text(what, trusted, listed, now())
    )
    _say(found)
    if not found.good:
        click.get_current_context().exit(1)


@click.command("rotate-key")
@click.option("--data", type=click.Path(path_type=Path), help="Where data is kept; else JINJI_DATA.")
def rotate_command(data: Path | None) -> None:
    """Make a new key for credentials and codes; it signs from the server's next start on.

    The older keys stay published, so that what they signed stays good.
    """
    from competition.db.embedded import data_folder, default_data_folder

    settings = settings_from(data=default_data_folder())
    home = data.resolve() if data else settings.data
    key = rotate((home if settings.database_url else data_folder(home)) / "keys")
    say(f"新密钥 {key.multibase}；请重新启动服务。", f"the new key is {key.multibase}; start the server again")


def _say(found: Found) -> None:
    _sentence(OUTCOMES[found.outcome])
    if found.signer:
        say(f"签署者：{found.signer}", f"Signed by: {found.signer}")
    for label, value in found.facts:
        chinese, _, english = label.partition(" ")
        click.echo(f"{chinese if language() == 'zh' else english}\t{value}")
    if found.outcome == "genuine":
        _sentence(STATUSES[found.status])


def _sentence(text: Text) -> None:
    say(text.zh, text.en)
