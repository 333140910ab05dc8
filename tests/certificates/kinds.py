"""A paper's facts of every kind."""

from io import BytesIO
from typing import Literal

from competition.certificates.layout import CertificateFacts, MarkRow
from competition.certificates.template import Kind
from rules.values import Text

from .facts import FACTS, but

MARKS = (
    MarkRow(Text("理论", "Theory"), 0, "86.5", "100"),
    MarkRow(Text("实操", "Practical"), 0, "92.25", "100"),
    MarkRow(Text("数控编程", "CNC programming"), 1, "46", "50"),
    MarkRow(Text("孔 20 ±0.02", "Bore 20 ±0.02"), 2, "1.5", "2"),
)

NAMES = {
    "张㛃": "Zhang Jie",
    "𠮷永芳": None,
    "䶮喆堃": "Yan Zhekun",
    "阿卜杜热合曼·买买提": "Abdurahman Memet",
    "赵" * 30: None,
    "Zoë Müller-Ångström Şahin": None,
}
"""With rare characters, a middle dot, at great length, and with Latin letters that carry marks."""


def of_kind(kind: Kind, **changes: object) -> CertificateFacts:
    """What of the promotion certificate stands on the others too, and what is their own."""
    own: dict[str, object] = {"kind": kind, "event": Text("数控铣工赛项", "CNC milling")}
    if kind != "promotion":
        own |= {"level": None, "clause": None, "total": "91.25", "rank": "1", "entrants": "24"}
    if kind == "award":
        own["award"] = Text("一等奖", "First prize")
    if kind == "transcript":
        own["marks"] = MARKS
    return but(**{**own, **changes})


def many_marks(count: int, *, long: bool = False) -> tuple[MarkRow, ...]:
    """So many aspects, eight in each sub-criterion and sixteen in each criterion; every title and score is another."""
    rows: list[MarkRow] = []

    def row(depth: Literal[0, 1, 2], zh: str, en: str) -> None:
        n = 1000 + len(rows)
        rows.append(MarkRow(Text(f"{zh}{n}", f"{en} {n}"), depth, f"{n}.75", "5"))

    for n in range(count):
        if n % 16 == 0:
            row(0, "零件加工与装配质量", "Machining and assembly")
        if n % 8 == 0:
            row(1, "主要尺寸", "Main dimensions")
        if long and n % 3 == 0:
            run_out = "Run-out of the spindle face in assembly at most 0.01 mm, coaxiality to datum A at most 0.015 mm"
            row(2, "装配后主轴端面跳动不大于0.01毫米，外圆对基准A同轴度不大于0.015毫米之", run_out)
        else:
            row(2, "孔⌀20之", "Bore ⌀20,")
    return tuple(rows)


def said_of(facts: CertificateFacts) -> dict[str, Text]:
    """What only papers of its kind say, by what it is."""
    return {
        "promotion": {"level": FACTS.level or Text("", "")},
        "award": {"award": Text("一等奖", "First prize")},
        "transcript": {"criterion": MARKS[1].title, "sub-criterion": MARKS[2].title, "aspect": MARKS[3].title},
    }[facts.kind]


def a_seal(side: int = 400, kind: str = "PNG") -> bytes:
    """A red ring with nothing around it."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((8, 8, side - 8, side - 8), outline=(200, 20, 20, 230), width=max(side // 30, 1))
    out = BytesIO()
    (picture if kind == "PNG" else picture.convert("RGB")).save(out, kind)
    return out.getvalue()
