"""The commands that run a server or talk to one: serve, demo, replay, set-up, import-marks, account."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from competition.accounts.actions import create_account
from competition.accounts.passwords import new_password
from competition.accounts.principal import Role
from competition.accounts.queries import any_account
from competition.cli_options import name_option, password_option, url_option
from competition.cli_rules import scheme_named
from competition.client import Person
from competition.clock import today
from competition.db.embedded import data_folder, default_data_folder
from competition.demo import LEFT_TO_VISITOR, fresh_folder, set_up_sample, simulate
from competition.events.schemas import CompetitionSetUp
from competition.events.set_up_file import read_set_up
from competition.language import console, language, say
from competition.replay import replay as replay_marks
from competition.serving import Serving, run, serving
from competition.settings import Settings, settings_from
from competition.spreadsheets import table_text
from rules.marks_file import read_marks
from rules.scheme import Scheme
from rules.values import Mark, Text

FIRST_ACCOUNTS: tuple[tuple[str, Role, Text], ...] = (
    ("organiser", "organiser", Text("赛务组织者", "Organiser")),
    ("official", "official", Text("认定机构审批人", "Certification official")),
    ("lead", "lead_official", Text("认定机构负责人", "Official in charge")),
    ("chief", "chief_judge", Text("裁判长", "Chief judge")),
    ("clerk", "clerk", Text("录分员", "Clerk")),
    ("clerk-2", "clerk", Text("复录员", "Second clerk")),
)
SIGNING_IN = list(dict.fromkeys(role for _, role, _ in FIRST_ACCOUNTS))


data_option = click.option("--data", type=click.Path(path_type=Path), help="Where data is kept; else JINJI_DATA.")
host_option = click.option("--host", help="The address to listen on; else JINJI_HOST.")
port_option = click.option("--port", type=int, help="The port to listen on; else JINJI_PORT.")
file_argument = partial(click.argument, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.command()
@data_option
@host_option
@port_option
def serve(data: Path | None, host: str | None, port: int | None) -> None:
    """Serve; with nothing configured, on a PostgreSQL of its own.

    On the first start an account of each role that signs in is made and the passwords printed.
    """
    run(_serve(_settings(data, host, port)))


async def _serve(settings: Settings) -> None:
    async with serving(settings) as server:
        _say_where(settings, server)
        if not await any_account():
            await _first_accounts(settings)
        await server.stopping.wait()


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@host_option
@port_option
@click.option("--speed", type=click.FloatRange(min=0.01), default=1.0, show_default=True, help="1 is a human pace.")
def demo(data: Path, host: str | None, port: int | None, speed: float) -> None:
    """A sample competition in progress, with simulated judges. Starts afresh each time; Ctrl-C ends it."""
    settings = _settings(fresh_folder(data.resolve()), host, port).at(database_url=None)
    run(_demo(settings, speed))


async def _demo(settings: Settings, speed: float) -> None:
    async with serving(settings) as server:
        _say_where(settings, server)
        say(
            "[bold]示例数据：人名、单位、成绩均为虚构。[/]",
            "[bold]Sample data: people, organisations and results are invented.[/]",
        )
        passwords = await _first_accounts(settings)
        async with await Person.sign_in(server.url, "organiser", passwords["organiser"]) as organiser:
            sample = await set_up_sample(organiser)
            link = (await organiser.make_pairing(sample.judge(LEFT_TO_VISITOR))).url
            say(
                f"  大屏榜单  {server.url}/board/{sample.event}\n"
                f"  控制台    {server.url}/console\n"
                f"  当裁判    {link}\n            （一次性链接；{LEFT_TO_VISITOR} 席把最后一名选手留给您打分）",
                f"  board     {server.url}/board/{sample.event}\n"
                f"  console   {server.url}/console\n"
                f"  judge     {link}\n            (opens once; seat {LEFT_TO_VISITOR} leaves the last entrant to you)",
            )
            with _progress("打分" if language() == "zh" else "marks") as told:
                async with await Person.sign_in(server.url, "chief", passwords["chief"]) as chief:
                    if not await _before(server.stopping, simulate(organiser, sample, speed, told, chief)):
                        return
        say(
            "模拟裁判已评完。请以 organiser 登录控制台，结束打分、定为终榜并提出晋升建议；"
            "再以 official 登录，审批并签发证书。按 Ctrl-C 退出。",
            "The simulated judges are done. On the console, end the event, make its results final and propose "
            "promotions as organiser; approve and issue certificates as official. Ctrl-C ends the demo.",
        )
        await server.stopping.wait()


@click.command()
@click.argument("scheme")
@file_argument("marks")
@click.option("--url", help="A running server; without it a throw-away one is started.")
@name_option
@password_option
@click.option("--pace", type=float, default=0.0, show_default=True, help="Seconds each judge waits after a mark.")
def replay(scheme: str, marks: Path, url: str | None, name: str, password: str | None, pace: float) -> None:
    """Feed recorded MARKS through the judges' sockets and print the standings as CSV.

    SCHEME is a file or the name of a shipped scheme; MARKS is CSV with entrant,aspect,judge,value.
    """
    used = scheme_named(scheme)
    recorded = read_marks(table_text(marks), file=str(marks), scheme=used)
    asyncio.run(_replay(_organiser(url, name, password), used, recorded, marks.name, pace))


async def _replay(
    signing_in: AbstractAsyncContextManager[Person], scheme: Scheme, marks: list[Mark], title: str, pace: float
) -> None:
    async with signing_in as organiser:
        with _progress(title) as told:
            result = await replay_marks(organiser, scheme, marks, on=today(), pace=pace, told=told)
    click.echo(result.standings.removeprefix("\ufeff"), nl=False)
    say(
        f"已存 {result.stored}，拒收 {result.refused}，重连 {result.reconnects} 次",
        f"stored {result.stored}, refused {result.refused}, reconnected {result.reconnects} times",
    )


@click.command("set-up")
@file_argument("file")
@url_option
@name_option
@password_option
def set_up(file: Path, url: str, name: str, password: str | None) -> None:
    """Set up the competition that FILE describes in YAML, as competition/sample/competition.yaml does.

    An event's scheme may be a file beside it, and its entrants a CSV or XLSX with a row a person: 姓名 name, 证件号码
    document_number and, if wanted, 证件类型 document_type, 拼音 romanised, 单位 organisation, 单位英文名
    organisation_en, 组别 group, 原等级 level, 持有自 level_since, 已获荣誉 honours, 加密号 code, 队名 team.
    """
    asyncio.run(_set_up(_organiser(url, name, password), read_set_up(file)))


async def _set_up(signing_in: AbstractAsyncContextManager[Person], asked: CompetitionSetUp) -> None:
    async with signing_in as organiser:
        made = await organiser.set_up(asked)
        for event in made.competition.events:
            click.echo(f"{organiser.url}/board/{event.id}  {event.title.zh}  {event.title.en}")
        say(
            f"大赛已建好。请组织者登录 {organiser.url}/console，在“打分进度”中为每位裁判配对平板",
            f"It is set up. Sign in at {organiser.url}/console and pair each judge's tablet under Marking",
        )


@click.command("import-marks")
@click.argument("event", type=click.UUID)
@file_argument("file")
@url_option
@name_option
@password_option
def import_marks(event: UUID, file: Path, url: str, name: str, password: str | None) -> None:
    """Enter what was marked on paper in EVENT from FILE (CSV: entrant,aspect,judge,value; entrants by their codes)."""
    asyncio.run(_import_marks(_organiser(url, name, password), event, file.name, table_text(file)))


async def _import_marks(signing_in: AbstractAsyncContextManager[Person], event: UUID, title: str, csv: str) -> None:
    async with signing_in as organiser:
        taken = await organiser.post(f"/api/events/{event}/marks-file", {"csv": csv, "name": title})
        say(f"已存 {taken['stored']} 个打分", f"stored {taken['stored']} marks")


@click.command()
@click.argument("name")
@click.option("--role", "roles", type=click.Choice(SIGNING_IN), multiple=True, required=True)
@data_option
def account(name: str, roles: tuple[Role, ...], data: Path | None) -> None:
    """Make an account that signs in as NAME and print its password once. Stop an embedded server first."""
    asyncio.run(_account(_settings(data, None, 0), name, roles))


async def _account(settings: Settings, name: str, roles: tuple[Role, ...]) -> None:
    async with serving(settings):
        password = new_password()
        await create_account(name, name, password, roles, settings.password_cost)
        click.echo(f"{name}  {password}")


def _settings(data: Path | None, host: str | None, port: int | None) -> Settings:
    settings = settings_from(data=default_data_folder())
    given = {"data": data.resolve() if data else None, "host": host, "port": port}
    return settings.at(**{key: value for key, value in given.items() if value is not None})


def _say_where(settings: Settings, server: Serving) -> None:
    where = "JINJI_DATABASE_URL" if settings.database_url else str(data_folder(settings.data))
    say(f"晋级 Jinji 已启动：{server.url}\n  数据在 {where}", f"Jinji is running: {server.url}\n  data in {where}")


async def _first_accounts(settings: Settings) -> dict[str, str]:
    passwords = {}
    for name, role, title in FIRST_ACCOUNTS:
        passwords[name] = new_password()
        shown = title.zh if language() == "zh" else title.en
        await create_account(name, shown, passwords[name], [role], settings.password_cost)
        say(
            f"  登录名 {name}（{shown}），密码 {passwords[name]}",
            f"  sign in as {name} with the password {passwords[name]}",
        )
    return passwords


@asynccontextmanager
async def _organiser(url: str | None, name: str, password: str | None) -> AsyncIterator[Person]:
    """An organiser signed in to the server at `url`, or to a throw-away one where there is no `url`."""
    if url is not None:
        secret = password or click.prompt("password", hide_input=True, err=True)
        async with await Person.sign_in(url.rstrip("/"), name, secret) as person:
            yield person
        return
    async with thrown_away() as (server_url, once), await Person.sign_in(server_url, "organiser", once) as person:
        yield person


@asynccontextmanager
async def thrown_away() -> AsyncIterator[tuple[str, str]]:
    """A server of one's own and its organiser's password; nothing of it is left afterwards."""
    with TemporaryDirectory(prefix="jinji-") as folder:
        os.chmod(folder, 0o711)  # as root, PostgreSQL's account must get through
        settings = Settings(data=Path(folder), port=0)
        async with serving(settings) as server:
            once = new_password()
            await create_account("organiser", "organiser", once, ["organiser"], settings.password_cost)
            yield server.url, once


async def _before(stopping: asyncio.Event, act: Coroutine[Any, Any, None]) -> bool:
    """Whether the act came to its end before the program was told to stop; it is cancelled otherwise."""
    acting, stopped = asyncio.create_task(act), asyncio.create_task(stopping.wait())
    await asyncio.wait((acting, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if acting.done():
        acting.result()
        return True
    acting.cancel()
    await asyncio.wait((acting,))
    return False


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar; inside, a function that is told how many are done, of how many."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
