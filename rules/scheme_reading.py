"""From the fields of a scheme file to the nodes of a scheme. What one field cannot show is in scheme_checks."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypedDict

from rules.award_reading import read_award_limits, read_awards, read_cut, read_medals, read_sections
from rules.conversion_reading import read_conversion
from rules.conversions import Conversion, Proportion
from rules.metric_reading import read_chain
from rules.node_reading import (
    read_above_zero,
    read_combine,
    read_factor,
    read_key,
    read_panel,
    read_rounding,
)
from rules.numbers import Rounding
from rules.panels import Panel
from rules.placed import Notes, Place, Scalar, Table, Value
from rules.reading import Fields
from rules.scheme_limits import check_limits
from rules.scheme_model import Aspect, Combine, Criterion, Node, Scheme, Stage, SubCriterion
from rules.values import Text

KINDS = ("measurement", "judgement", "panel", "penalty", "bonus")
INPUTS = ("number", "yes_no", "count", "choice")


class _Common(TypedDict):
    key: str
    title: Text
    combine: Combine
    by: Conversion | None
    points: Decimal | None
    start: Decimal
    factor: Decimal
    round: Rounding | None
    round_parts: Rounding | None
    floor: Decimal | None
    cap: Decimal | None
    out_of: Decimal | None
    weight: Decimal | None
    pass_mark: Decimal | None
    needs: str | None
    required: bool


@dataclass
class SchemeReader:
    """Reads one scheme. `places` remembers where each node stands, for the checks that come after."""

    notes: Notes
    panels: dict[str, Panel] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    stage: str = ""
    sheets: Panel | None = None

    def scheme(self, fields: Fields) -> Scheme:
        key, title = read_key(fields, "scheme"), fields.text("title", fields.word("scheme", "-"))
        self.named_panels(fields)
        stages = self.stages(fields)
        inner = fields.inside("total")
        total = self.total(inner)
        if [stage.key for stage in stages] == [""]:
            stages = (replace(stages[0], combine=total.combine, round_parts=total.round_parts, out_of=total.out_of),)
            total = replace(total, combine=Combine(), round_parts=None)
        ranking = read_chain(fields)
        ties = fields.choice("ties", ("shared", "forbidden"), "shared")
        fields.get("note")
        awards = read_awards(fields)
        limits, sections = read_award_limits(fields, awards), read_sections(fields)
        medals = read_medals(fields)
        scheme = Scheme(key, title, stages, total, ranking, ties, awards, limits, medals, sections)
        check_limits(scheme, fields)
        fields.close(also=("extends", "override"))
        return scheme

    def named_panels(self, fields: Fields) -> None:
        named = fields.inside("panels")
        for name in named.table.entries if named else ():
            inner = named.inside(name) if named else None
            if inner:
                self.panels[name] = read_panel(inner)

    def total(self, fields: Fields | None) -> Node:
        if fields is None:
            return Node(key="total", title=Text("总分", "Total"))
        named = Table({**fields.table.entries, "key": Scalar("total", fields.table.place)}, fields.table.place)
        inner = Fields(named, fields.path, self.notes)
        node = Node(**self.common(inner, title=Text("总分", "Total")))
        inner.close()
        return node

    def stages(self, fields: Fields) -> tuple[Stage, ...]:
        if fields.has("stages"):
            stages = tuple(self.one_stage(item) for item in fields.tables("stages"))
            if fields.has("criteria"):
                fields.fault(
                    "wrong_value",
                    "criteria",
                    "有 stages 时，criteria 应写在各阶段之内",
                    "with `stages`, write `criteria` inside each stage",
                )
        elif fields.has("criteria"):
            stages = (Stage(key="", title=Text("", ""), criteria=self.criteria(fields), advance=read_cut(fields)),)
        else:
            stages = ()
        if not stages:
            fields.fault(
                "missing_field",
                "criteria",
                "至少应有一个评分模块（criteria）",
                "at least one criterion is needed (`criteria`)",
            )
        return stages

    def one_stage(self, fields: Fields) -> Stage:
        self.stage = fields.word("key", "")
        common = self.common(fields)
        stage = Stage(**common, criteria=self.criteria(fields), advance=read_cut(fields))
        fields.close()
        return stage

    def criteria(self, fields: Fields) -> tuple[Criterion, ...]:
        if not fields.items("criteria"):
            fields.fault("missing_field", "criteria", "至少应有一个评分模块", "at least one criterion is needed")
        return tuple(self.criterion(item) for item in fields.tables("criteria"))

    def criterion(self, fields: Fields) -> Criterion:
        common = self.common(fields)
        fields.get("defaults")
        subs = tuple(self.sub_criterion(item) for item in fields.tables("sub_criteria"))
        panel, aspects = self.marked(fields)
        if bool(subs) == bool(aspects):
            zh, en = "应有 aspects 或 sub_criteria 其中之一", "needs either `aspects` or `sub_criteria`"
            fields.fault("missing_field", "aspects", zh, en)
        if aspects:
            combine, common["combine"] = common["combine"], Combine()
            by, common["by"] = common["by"], None
            points, common["points"] = common["points"], None
            start, common["start"] = common["start"], Decimal(0)
            implied = SubCriterion(
                key=common["key"],
                title=common["title"],
                combine=combine,
                by=by,
                points=points,
                start=start,
                required=common["required"],
                aspects=aspects,
                panel=panel,
            )
            subs = (implied,)
        fields.close()
        return Criterion(**common, sub_criteria=subs)

    def sub_criterion(self, fields: Fields) -> SubCriterion:
        common = self.common(fields)
        fields.get("defaults")
        panel, aspects = self.marked(fields)
        if not aspects:
            fields.missing("aspects")
        fields.close()
        return SubCriterion(**common, aspects=aspects, panel=panel)

    def marked(self, fields: Fields) -> tuple[Panel | None, tuple[Aspect, ...]]:
        """The panel whose sheets are put together, if there is one, and the aspects on each sheet."""
        self.sheets = self.panel(fields, "sheets")
        aspects = tuple(self.aspect(item) for item in fields.tables("aspects"))
        panel, self.sheets = self.sheets, None
        return panel, aspects

    def aspect(self, fields: Fields) -> Aspect:
        common = self.common(fields, points=True)
        kind = fields.choice("kind", KINDS, "measurement")
        entered = fields.choice("input", INPUTS, "choice" if kind == "judgement" else "number")
        minimum, maximum = self.limits(fields, kind, entered)
        step = fields.number("step") if fields.has("step") else None if entered in ("number", "choice") else Decimal(1)
        if step is not None and step <= 0:
            fields.wrong("step", "大于 0 的数", "more than 0")
            step = None
        choices = self.choices(fields, kind)
        if common["points"] is not None and not fields.has("by"):
            highest = max((maximum, *choices), key=lambda n: Decimal(0) if n is None else n)
            common["by"] = self.proportion(fields, kind, common["points"], highest)
        descriptors = tuple(self.descriptor(value, fields) for value in fields.items("descriptors"))
        if kind == "judgement" and len(descriptors) != 4:
            fields.fault(
                "wrong_value",
                "descriptors",
                f"评判类评分点应有 0、1、2、3 四档说明（现有 {len(descriptors)} 档）",
                f"a judgement needs four descriptors, for 0, 1, 2 and 3 (there are {len(descriptors)})",
            )
        common["required"] = fields.flag("required", kind not in ("penalty", "bonus"))
        aspect = Aspect(
            **common,
            kind=kind,
            input=entered,
            minimum=minimum,
            maximum=maximum,
            step=step,
            choices=choices,
            unit=fields.word("unit", "") or None,
            descriptors=descriptors,
            panel=self.panel(fields, kind),
            use=fields.choice("use", ("add", "multiply", "divide", "note"), "add"),
            of=fields.word("of", "") or None,
            spread=fields.number("spread") if fields.has("spread") else Decimal(1) if kind == "judgement" else None,
            reason_required=fields.flag("reason_required", kind in ("penalty", "bonus")),
            section=fields.word("section", "") or None,
            tags=fields.words("tags"),
        )
        fields.close()
        return aspect

    def limits(self, fields: Fields, kind: str, entered: str) -> tuple[Decimal | None, Decimal | None]:
        if not fields.has("range"):
            lowest = Decimal(0) if entered in ("yes_no", "count") or kind in ("judgement", "penalty", "bonus") else None
            return lowest, Decimal(1) if entered == "yes_no" else Decimal(3) if kind == "judgement" else None
        ends = [fields.decimal(value, "range") for value in fields.items("range")]
        if len(ends) != 2 or None in ends or ends[0] > ends[1]:  # type: ignore[operator]
            fields.wrong("range", "[最低, 最高]，如 [0, 10]", "[lowest, highest] such as [0, 10]")
            return None, None
        return ends[0], ends[1]

    def choices(self, fields: Fields, kind: str) -> tuple[Decimal, ...]:
        given = tuple(n for value in fields.items("choices") if (n := fields.decimal(value, "choices")) is not None)
        return given or (tuple(map(Decimal, range(4))) if kind == "judgement" else ())

    def proportion(self, fields: Fields, kind: str, points: Decimal, highest: Decimal | None) -> Conversion | None:
        if highest is None or highest <= 0 or kind in ("penalty", "bonus"):
            fields.fault(
                "missing_field",
                "points",
                "points 需要配合 range（最高值大于 0）或 by 使用",
                "`points` needs a `range` whose highest value is above 0, or a `by`",
            )
            return None
        return Proportion(points, highest)

    def descriptor(self, value: Value, fields: Fields) -> Text:
        wrapped = Fields(Table({"descriptors": value}, value.place), fields.path, self.notes)
        return wrapped.text("descriptors")

    def panel(self, fields: Fields, kind: str) -> Panel | None:
        value = fields.get("panel")
        if isinstance(value, Scalar):
            if value.value not in self.panels:
                known = ", ".join(self.panels) or "-"
                fields.wrong("panel", f"panels 中定义的名称：{known}", f"a name defined under `panels`: {known}")
            return self.panels.get(value.value, Panel())
        inner = fields.inside("panel")
        if inner:
            return read_panel(inner)
        return Panel(judges=self.sheets.judges if self.sheets else None) if kind in ("judgement", "panel") else None

    def points(self, fields: Fields) -> Decimal | None:
        points = fields.number("points")
        if points is not None and points < 0:
            fields.wrong("points", "不小于 0 的数", "0 or more")
        return points

    def common(self, fields: Fields, title: Text | None = None, points: bool = False) -> _Common:
        """The fields of every level. Above the aspects `points` goes only with `by`."""
        key = read_key(fields, "key")
        fields.get("note")
        self.places[self.stage, key] = fields.table.place
        full = self.points(fields) if points or fields.has("by") else None
        if weight := fields.get("weight"):
            self.places[self.stage, f"{key} weight"] = weight.place
        return {
            "key": key,
            "title": title if title and not fields.has("title") else fields.text("title", key or "-"),
            "combine": read_combine(fields),
            "by": read_conversion(fields, full),
            "points": full,
            "start": fields.number("start") or Decimal(0),
            "factor": read_factor(fields),
            "round": read_rounding(fields, "round"),
            "round_parts": read_rounding(fields, "round_parts"),
            "floor": fields.number("floor"),
            "cap": fields.number("cap"),
            "out_of": read_above_zero(fields, "out_of"),
            "weight": fields.percent("weight"),
            "pass_mark": fields.number("pass"),
            "needs": fields.word("needs", "") or None,
            "required": fields.flag("required", True),
        }
