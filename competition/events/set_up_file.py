"""A competition from a YAML file, with the schemes and tables of entrants that lie beside it."""

from pathlib import Path
from typing import Any

import msgspec

from competition.events.entrants_file import read_entrants
from competition.events.errors import SetUpRefused
from competition.events.schemas import CompetitionSetUp
from competition.spreadsheets import table_text


def read_set_up(file: Path) -> CompetitionSetUp:
    """What the file asks for; a scheme and the entrants of an event may be named as files beside it.

    Raises `SetUpRefused`, `EntrantsRefused`, and `Unfit` for a file that is no table.
    """
    try:
        asked: Any = msgspec.yaml.decode(file.read_bytes())
        for event in asked["events"] if isinstance(asked, dict) and isinstance(asked.get("events"), list) else []:
            if isinstance(event, dict):
                _bring_in(event, file.parent)
        return msgspec.convert(asked, CompetitionSetUp)
    except msgspec.MsgspecError as error:
        said = str(error).replace('in "<byte string>"', "").strip()
        raise SetUpRefused(
            place=file.name, zh=f"内容与建赛文件的格式不符（{said}）", en=f"it is no set-up: {said}"
        ) from error


def _bring_in(event: dict[str, Any], folder: Path) -> None:
    scheme, entrants = event.get("scheme"), event.get("entrants")
    if isinstance(scheme, str) and "\n" not in scheme and (folder / scheme).is_file():
        event["scheme"] = table_text(folder / scheme)
    if isinstance(entrants, str):
        table = folder / entrants
        if not table.is_file():
            raise SetUpRefused(
                place="entrants",
                zh=f"建赛文件旁没有选手表“{entrants}”，请核对文件名",
                en=f"there is no table {entrants} beside the set-up's file; check its name",
            )
        event["entrants"] = read_entrants(table_text(table), file=entrants)
