"""The further pages of a paper whose marks do not fit its first: whose they are, its code, and the rest of the table.

They are worked out from the template of the first page: the same ground, frame and margins, and no more of it.
"""

from functools import lru_cache

from msgspec import structs

from competition.certificates.template import Block, Box, Rule, Template
from competition.papers.lines import POINT
from rules.values import Text

HEAD = 31.0
"""Millimetres from the top of what is written to the table."""
CODE = 28.0
"""So large that it is read off a copy of 150 dots to the inch."""
NO_BRACES = str.maketrans("", "", "{}")


@lru_cache(maxsize=32)
def continuation(template: Template) -> Template:
    """The template of every page but the first."""
    area = _written(template)
    title = Text(template.title.zh.translate(NO_BRACES), template.title.en.translate(NO_BRACES))
    left, top, room = area.left, area.top, area.width - CODE - 6
    third = room / 3
    blocks = (
        Block(
            name=Text("名称", "Title"),
            x=left,
            y=top + 4.5,
            width=room,
            size=13,
            zh=title.zh,
            en=title.en,
            both=f"{title.zh}  {title.en}",
            bold=True,
            lines=1,
        ),
        _labelled("name", Text("姓名", "Name"), left, top, third, 13),
        _labelled("number", Text("编号", "No."), left + third + 3, top, third - 6, 9),
        _labelled("event", Text("赛项", "Event"), left + 2 * third, top, third, 9),
    )
    return Template(
        kind=template.kind,
        title=template.title,
        page=structs.replace(template.page, ornament=None),
        blocks=blocks,
        qr=Box(area.right - CODE, top, CODE, CODE),
        rules=(Rule(left, area.right, top + HEAD - 2),),
        table=Box(left, top + HEAD, area.width, area.height - HEAD),
    )


def _labelled(placeholder: str, name: Text, left: float, top: float, width: float, size: float) -> Block:
    text = f"{{{placeholder}}}"
    return Block(
        name=name,
        x=left,
        y=top + 10,
        width=width,
        size=size,
        zh=text,
        en="" if placeholder == "number" else text,
        least=7,
        small=7,
        gap=3.6,
        labelled=True,
        bold=placeholder == "name",
    )


def _written(template: Template) -> Box:
    """What the first page writes within: from the first line to the last, and as wide as its widest."""
    assert template.table
    boxes = [template.table, template.qr]
    for block in template.blocks:
        left = block.x - {"left": 0.0, "middle": 0.5, "right": 1.0}[block.align] * block.width
        height = block.size * POINT
        boxes.append(Box(left, block.y - height, block.width, height))
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
