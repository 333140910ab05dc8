"""The commands that draw the entrants' numbers, and that repeat a draw from its record without a server."""

import asyncio
from pathlib import Path

import click
import msgspec

from competition.cli_options import name_option, password_option, url_option
from competition.client import Person
from competition.draws.checking import check_record, read_record
from competition.draws.schemas import DrawRecord, DrawsView
from competition.language import language, say


@click.group("draw")
def draw_group() -> None:
    """The entrants' numbers, drawn by lot before the first mark."""


@draw_group.command("run")
@click.argument("event", type=click.UUID)
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Where the record is written.")
@click.option("--reason", default="", help="Why the numbers are drawn again, where they were drawn before.")
@url_option
@name_option
@password_option
def run_command(event: object, record: Path | None, reason: str, url: str, name: str, password: str | None) -> None:
    """Seal a seed for EVENT, show its commitment, ask for the word that is said aloud, and draw."""
    secret = password or click.prompt("password", hide_input=True, err=True)
    drawn = asyncio.run(_drawn(str(event), reason, url, name, secret))
    for lot in drawn.draw.lots:
        click.echo(f"{lot.after}\t{lot.name}")
    if record is not None:
        record.write_bytes(msgspec.json.format(msgspec.json.encode(drawn), indent=1))
        say(f"记录已写入 {record}", f"the record is in {record}")


async def _drawn(event: str, reason: str, url: str, name: str, secret: str) -> DrawRecord:
    async with await Person.sign_in(url.rstrip("/"), name, secret) as organiser:
        address = f"/api/events/{event}/draws"
        draws = msgspec.convert(await organiser.post(f"{address}/seal"), DrawsView, strict=False)
        assert draws.sealed is not None
        commitment = draws.sealed.commitment
        say(f"种子摘要  {commitment}", f"commitment  {commitment}")
        word = click.prompt("现场词" if language() == "zh" else "word said aloud", err=True)
        await organiser.post(address, {"commitment": commitment, "word": word, "reason": reason})
        return msgspec.convert(await organiser.get(f"{address}/record"), DrawRecord, strict=False)


@draw_group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_command(file: Path) -> None:
    """Repeat the draw that FILE is the record of: the seed is the sealed one, and each line drew its number."""
    record = read_record(file.read_bytes())
    check_record(record)
    made = record.draw
    say(
        f"抽签无误：{len(made.lots)} 个号码均由种子与现场词推得\n  种子摘要  {made.sealed.commitment}\n"
        f"  记录摘要  {made.digest}（与记分台账中“drawn”一条核对）",
        f"repeated: all {len(made.lots)} numbers follow from seed and word\n  commitment  {made.sealed.commitment}\n"
        f"  digest      {made.digest} (to be compared with the ledger's entry “drawn”)",
    )
