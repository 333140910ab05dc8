"""Refusals about ceremonies and screens."""

from collections.abc import Sequence

from competition.ceremony.script import Fault
from competition.errors import CompetitionError


class ScriptFaulty(CompetitionError):
    code = "ceremony.script_faulty"
    zh = "脚本有问题，颁奖不能开始：{why_zh}"
    en = "The script has faults and the ceremony cannot begin: {why_en}"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(
            why_zh="".join(fault.text.zh for fault in faults), why_en=" ".join(fault.text.en for fault in faults)
        )


class OtherPresenter(CompetitionError):
    code = "ceremony.other_presenter"
    zh = "另一台设备正在主持这场颁奖；请先与对方确认，再选择“接管主持”。"
    en = "Another device is presenting this ceremony; agree with whoever it is, then take over."


class StepPassed(CompetitionError):
    """The step asked for was counted from another position than the ceremony's."""

    code = "ceremony.step_passed"
    zh = "颁奖已进行到第{position}步，与本页显示的不同；页面已更新，请看清后再操作。"
    en = "The ceremony is at step {position}, not where this page showed it; look at what is shown now, then go on."


class LinesCross(CompetitionError):
    code = "ceremony.lines_cross"
    zh = "这条线与“{other_zh}”线之间至少要留一个名次；请先移动另一条线。"
    en = "At least one rank must stay between this line and that of {other_en}; move the other one first."


class LineShown(CompetitionError):
    code = "ceremony.line_shown"
    zh = "这条线的原位置或新位置已经揭晓，不能再移动；请移到尚未揭晓的名次之间，或先退回几步。"
    en = (
        "The line's old or new place has been revealed already; move it where nothing is shown yet, or step back first."
    )
