"""Why numbers are not drawn."""

from competition.errors import CompetitionError, Unfit
from rules.values import Text


class DrawTooLate(CompetitionError):
    code = "draws.marked"
    zh = "赛项已有打分入账（或纸质评分表已录入），号码与成绩已经对应，不能再抽签；现有号码继续有效。"
    en = (
        "Marks of this event are stored already, or keyed in from paper, so the numbers stand for results and cannot "
        "be drawn any more; the present numbers remain."
    )


class NotSealed(CompetitionError):
    code = "draws.not_sealed"
    zh = "还没有封存抽签种子，没有抽签；请先封存种子并公布其摘要，再当众报出现场词。"
    en = (
        "No seed is sealed, so nothing was drawn; seal one and show its commitment first, and have the word said "
        "afterwards."
    )


class SealDiffers(CompetitionError):
    """The seed that is sealed now is not the one whose commitment was shown where this was asked."""

    code = "draws.seal_differs"
    zh = "当前封存的种子不是页面上所示的那一个，没有抽签；请刷新后核对种子摘要，再重新抽签。"
    en = (
        "The seed that is sealed now is not the one shown there, so nothing was drawn; reload, check the commitment "
        "and draw again."
    )


class WordMissing(Unfit):
    code = "draws.word_missing"
    zh = "请填写现场词（1 至 {most} 个字符），由在场人员当众报出，例如掷骰点数；本次没有抽签。"
    en = (
        "Enter the word that somebody present has said aloud, such as figures of dice (1 to {most} characters); "
        "nothing was drawn."
    )


class RecordUnreadable(Unfit):
    code = "draws.record_unreadable"
    zh = "这不是抽签记录文件（{why}），没有核对；请使用 jinji draw run --record 或控制台导出的记录。"
    en = "This is no record of a draw ({why}), so nothing was checked; take one from jinji draw run --record."


class RecordUntrue(CompetitionError):
    """The record does not follow from its own seed and word; `why` says where."""

    code = "draws.record_untrue"
    zh = "抽签记录核对不符：{why_zh}；该记录不可采信，请向组织者索取原始记录并与记分台账核对。"
    en = (
        "The record of the draw does not hold: {why_en}; do not rely on it, ask the organiser for the original and "
        "compare it with the ledger."
    )

    def __init__(self, why: Text) -> None:
        super().__init__(why_zh=why.zh, why_en=why.en)
