"""Refusals about competitions and events."""

from collections.abc import Sequence

from competition.errors import CompetitionError, Unfit


class SetUpRefused(CompetitionError):
    status = 422
    code = "events.set_up_refused"
    zh = "{place}：{zh}；请改正后重新提交，本次未保存任何内容。"
    en = "{place}: {en}; correct it and send it again, nothing was stored."


TOLD = 20


def together(faults: Sequence[SetUpRefused]) -> SetUpRefused:
    """One refusal that says every fault, a line each; of very many the first, and how many more there are."""
    first, *others = faults[:TOLD]
    values = dict(first.values)
    for one in others:
        values["zh"] += f"\n{one.values['place']}：{one.values['zh']}"
        values["en"] += f"\n{one.values['place']}: {one.values['en']}"
    if (left := len(faults) - TOLD) > 0:
        values["zh"] += f"\n另有 {left} 处"
        values["en"] += f"\nand {left} more"
    return SetUpRefused(**values)


class ConflictOfInterest(SetUpRefused):
    """A judge would mark entrants of the judge's own organisation, and nobody has waived it."""

    code = "events.conflict_of_interest"
    zh = (
        "{place}：裁判“{judge}”与参赛单元 {entrants} 同属“{organisation_zh}”，应当回避；请另行安排裁判，"
        "或写明豁免（waiver）的理由（reason）与批准人（by）。本次未保存任何内容。"
    )
    en = (
        "{place}: {judge} and the entrants {entrants} are of the same organisation, {organisation_en}; seat another "
        "judge, or give a waiver with its reason and who decided it (by). Nothing was stored."
    )


class EventEnded(CompetitionError):
    code = "events.ended"
    zh = "赛项已结束打分，不能再执行此操作；如需更正，请由裁判长按更正程序办理。"
    en = "Marking of this event has ended; a correction goes through the chief judge."


class EventOpen(CompetitionError):
    code = "events.still_open"
    zh = "赛项尚未结束打分，成绩还会变化；请先结束打分。"
    en = "Marking of this event is still open and results may change; end the marking first."


class PictureUnfit(Unfit):
    code = "events.picture_unfit"
    zh = "照片须为不超过 2 MB 的 JPEG 或 PNG 文件；请换一张，本次未保存。"
    en = "A picture is a JPEG or PNG file of at most 2 MB; choose another, nothing was stored."
