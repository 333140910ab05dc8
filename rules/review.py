"""How much of a marking is checked again before results are published (抽检复核).

Source: the review rules of a contest in the national style (jzds.itmc.cn/html/jiang, a copy, grade C): all of the best
ten are re-checked, of the others at least 15 %; when more than 5 % of what was re-checked is wrong, the panel
re-checks everything.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True, slots=True)
class Review:
    """What is re-checked: all of the `top` best, `share` percent of the others at least, and when that is not enough.

    The published text names the best ten; a variant with the best 30 percent is often quoted but was not seen, so it
    is no default.
    """

    top: int = 10
    share: Decimal = Decimal(15)
    errors_allowed: Decimal = Decimal(5)

    def least(self, entrants: int) -> tuple[int, int]:
        """How many of the best, and how many of the others at least: a share is never rounded down below itself."""
        best = min(self.top, entrants)
        others = (entrants - best) * self.share / 100
        return best, int(others.to_integral_value(ROUND_CEILING))

    def asks_for_all(self, checked: int, wrong: int) -> bool:
        """Whether so many wrong ones among those checked mean that everything is checked again."""
        return checked > 0 and Decimal(wrong) * 100 > self.errors_allowed * checked
