"""The commands that prove a ledger: export it from a server, verify it without one."""

import asyncio
from pathlib import Path

import click

from competition.cli_options import name_option, password_option, url_option
from competition.client import Person
from competition.language import say
from competition.marking.head_text import head_in
from competition.standings.continuity import check_continues
from competition.standings.errors import KeyDiffers
from competition.standings.ledger_file import LedgerFile, read_ledger_file
from competition.standings.verification import check_printed, verify
from rules.errors import Refusal


@click.group("ledger")
def ledger_group() -> None:
    """The ledger of an event: what judges entered, chained so that no row can be altered unseen."""


@ledger_group.command("export")
@click.argument("event", type=click.UUID)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@url_option
@name_option
@password_option
def export_command(event: object, file: Path, url: str, name: str, password: str | None) -> None:
    """Write the ledger of EVENT, its frames and standings and its signed head to FILE; nobody is named in it."""
    text = asyncio.run(_fetched(event, url, name, password))
    file.write_text(text, encoding="utf-8")
    head = read_ledger_file(text).head
    say(f"已导出 {head.seq} 条记录到 {file}", f"exported {head.seq} rows to {file}")


@ledger_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--event", type=click.UUID, help="Verify this event of a running server in place of a file.")
@click.option("--key", help="The public key in hex that must have signed, known from elsewhere.")
@click.option("--head", "printed", metavar="TEXT", help="What the QR code of a result sheet says: is it in the chain?")
@url_option
@name_option
@password_option
def verify_command(
    file: Path | None, event: object, key: str | None, printed: str | None, url: str, name: str, password: str | None
) -> None:
    """Recompute the chain, the frames and the standings from the rows in FILE and check who signed its head.

    The first row that was altered, removed or swapped is named, and the exit status is 1. With --head, a result sheet
    on paper is held against it: a ledger that was written anew since then does not have the paper's head.
    """
    if (file is None) == (event is None):
        raise click.UsageError("give a FILE or --event, one of the two")
    found = read_ledger_file(file.read_bytes() if file else asyncio.run(_fetched(event, url, name, password)))
    head = head_in(printed) if printed is not None else None
    verify(found)
    if key is not None and key.lower() != found.head.key.lower():
        raise KeyDiffers(key=found.head.key, asked=key)
    if head is not None:
        check_printed(found, head)
    _say_intact(found)
    if head is not None:
        since = found.head.seq - head.seq
        say(
            f"成绩单所载链首（第 {head.seq} 条，{head.day} 签）在该台账中，其后新增 {since} 条",
            f"the paper's head (row {head.seq}, signed {head.day}) is in this ledger, {since} rows since",
        )


@ledger_group.command("compare")
@click.argument("earlier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("later", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def compare_command(earlier: Path, later: Path) -> None:
    """Check that the export LATER goes on from the export EARLIER: the same rows, and new ones after them at most.

    So a past that was written anew and signed anew is found, which verifies by itself. The first row that differs is
    named, and the exit status is 1.
    """
    before, after = _verified(earlier), _verified(later)
    added = check_continues(before, after)
    say(
        f"后一份台账延续前一份：前 {before.head.seq} 条逐条相同，新增 {added} 条",
        f"continued: the first {before.head.seq} rows are the same one by one, {added} are new",
    )


def _verified(file: Path) -> LedgerFile:
    """Says which file it is that is not whole."""
    try:
        found = read_ledger_file(file.read_bytes())
        verify(found)
    except Refusal:
        say(f"{file}：", f"{file}:")
        raise
    return found


def _say_intact(found: LedgerFile) -> None:
    head = found.head
    say(
        f"台账完整无改动：{head.seq} 条记录，{len(found.frames)} 次榜单变化\n"
        f"  链首    {head.hash}\n  签名日  {head.day}\n  公钥    {head.key}",
        f"intact: {head.seq} rows, {len(found.frames)} frames\n"
        f"  head    {head.hash}\n  signed  {head.day}\n  by key  {head.key}",
    )


async def _fetched(event: object, url: str, name: str, password: str | None) -> str:
    secret = password or click.prompt("password", hide_input=True, err=True)
    async with await Person.sign_in(url.rstrip("/"), name, secret) as organiser:
        return await organiser.text(f"/api/events/{event}/ledger")
