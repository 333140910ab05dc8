"""A ceremony to rehearse with: invented people, places and scores. Nothing of it comes from the event. No I/O.

Whoever rehearses must not learn a result, nor how many there are: the number of rows, of ties and where the lines lie
are drawn as well.
"""

from decimal import Decimal
from random import Random

from competition.ceremony.script import Line, Script
from competition.identifiers import new_token
from competition.live.screen_messages import CeremonyRow
from rules.values import Text

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("彩霞", "一鸣", "立新", "文博", "小满", "致远", "若水", "长风", "思齐", "子衿", "知行", "亦凡")
TEAMS = (
    Text("甲代表队", "Team Alder"), Text("乙代表队", "Team Birch"), Text("丙代表队", "Team Cedar"),
    Text("丁代表队", "Team Dogwood"), Text("戊代表队", "Team Elm"), Text("己代表队", "Team Fir"),
)  # fmt: skip
LINES = (Text("三等奖", "third prize"), Text("二等奖", "second prize"), Text("一等奖", "first prize"))


def rehearsal() -> Script:
    """Another one each time; ten to twenty invented entrants, a tie among them."""
    dice = Random(new_token())
    total, rows, rank = Decimal(dice.randrange(8800, 9600)), list[CeremonyRow](), 0
    size = dice.randrange(10, 21)
    shared = dice.randrange(4, size)
    for place in range(1, size + 1):
        rank = rank if place == shared else place
        if place != shared:
            total -= dice.randrange(5, 160)
        rows.append(
            CeremonyRow(
                entrant=f"rehearsal-{place}",
                code=f"R{place:02d}",
                rank=rank,
                tied=place in (shared - 1, shared),
                name=f"{dice.choice(FAMILY)}{dice.choice(GIVEN)}",
                delegation=dice.choice(TEAMS),
                total=total / 100,
                award=None,
                photo=False,
            )
        )
    places = sorted(dice.sample(range(1, max(row.rank for row in rows)), len(LINES)), reverse=True)
    return Script(tuple(rows), tuple(Line(title, after) for title, after in zip(LINES, places, strict=True)))
