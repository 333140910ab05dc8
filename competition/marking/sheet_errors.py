"""Why a mark sheet is not signed, justified, locked, opened again or corrected."""

from competition.errors import CompetitionError
from rules.values import Text


class OfASheet(CompetitionError):
    """A refusal about the sheet of one entrant and sub-criterion."""

    def __init__(self, entrant: str, sub_criterion: Text, **values: object) -> None:
        super().__init__(entrant=entrant, title_zh=sub_criterion.zh, title_en=sub_criterion.en, **values)


class SheetLocked(OfASheet):
    code = "marking.sheet_locked"
    zh = "选手 {entrant} 的“{title_zh}”评分表已由裁判长锁定，这项操作没有记入；如需更正，请报告裁判长重新开启。"
    en = (
        "The chief judge has locked the sheet “{title_en}” of entrant {entrant}, and this was not stored; if it must "
        "be corrected, ask the chief judge to open the sheet again."
    )


class SheetIncomplete(OfASheet):
    code = "marking.sheet_incomplete"
    zh = "选手 {entrant} 的“{title_zh}”还没有打完，不能签字；请先补打：{aspects}。"
    en = "The sheet “{title_en}” of entrant {entrant} is not complete and cannot be signed; mark first: {aspects}."


class SheetDiffers(OfASheet):
    """What the judge saw is not what the server holds; `aspects` are those that differ."""

    code = "marking.sheet_differs"
    zh = (
        "平板上所见与服务器所存不一致，未签字。选手 {entrant}“{title_zh}”中不一致的评分点：{aspects}；"
        "请核对更新后的打分，再签字。"
    )
    en = (
        "What the tablet showed is not what the server holds, so nothing was signed. Entrant {entrant}, “{title_en}”, "
        "differing: {aspects}; check the marks as they are now and sign again."
    )


class PanelIncomplete(OfASheet):
    code = "marking.panel_incomplete"
    zh = "选手 {entrant} 的“{title_zh}”还有 {count} 位裁判没有打完，暂不能签字；请等裁判组打分齐全。"
    en = (
        "The marks of {count} judge(s) of the panel are not all in for “{title_en}” of entrant {entrant}, so it cannot "
        "be signed yet; wait until they are."
    )


class SpreadOpen(OfASheet):
    code = "marking.spread_open"
    zh = (
        "选手 {entrant} 的“{title_zh}”中，裁判间分差超出规定（{aspects}），暂不能签字或锁定；"
        "请裁判组合议后重新打分，或说明理由。"
    )
    en = (
        "In “{title_en}” of entrant {entrant} the judges' marks lie further apart than the scheme allows ({aspects}), "
        "so it cannot be signed or locked; discuss it in the panel and mark again, or give the reason."
    )


class NoSpread(OfASheet):
    code = "marking.no_spread"
    zh = "选手 {entrant} 的“{title_zh}”中，{aspect} 的裁判间分差没有超出规定，无需说明理由；请刷新后查看。"
    en = "For {aspect} in “{title_en}” of entrant {entrant} the marks are within the allowed spread; none is needed."


class NotSigned(OfASheet):
    code = "marking.not_signed"
    zh = "选手 {entrant} 的“{title_zh}”还缺席位 {seats} 的签字，不能锁定；请先让这些裁判签字。"
    en = "The sheet “{title_en}” of entrant {entrant} lacks the signatures of {seats}; get them before locking it."


class NothingToLock(OfASheet):
    code = "marking.nothing_to_lock"
    zh = "选手 {entrant} 的“{title_zh}”是选评项，还没有任何打分，无需锁定。"
    en = "The sheet “{title_en}” of entrant {entrant} may be left out and has no marks; there is nothing to lock."


class NotLocked(OfASheet):
    code = "marking.not_locked"
    zh = "选手 {entrant} 的“{title_zh}”没有锁定，无需重新开启；裁判可以直接修改打分。"
    en = "The sheet “{title_en}” of entrant {entrant} is not locked; its judges can change their marks as it is."


class NotYourSheet(OfASheet):
    status = 403
    code = "marking.not_your_sheet"
    zh = "裁判“{judge}”在选手 {entrant} 的“{title_zh}”中没有席位；请核对后重试，或请裁判长调整裁判组。"
    en = "{judge} has no seat for “{title_en}” of entrant {entrant}; ask the chief judge to change the panel."


class SheetUnknown(CompetitionError):
    status = 404
    code = "marking.sheet_unknown"
    zh = "没有这张评分表（选手 {entrant}，{sub_criterion}）；请刷新后重试。"
    en = "There is no such mark sheet (entrant {entrant}, {sub_criterion}); reload and try again."


class SeatUnknown(CompetitionError):
    status = 422
    code = "marking.seat_unknown"
    zh = "席位 {seat} 不负责评分点 {aspect}；请核对裁判席位。"
    en = "The seat {seat} does not mark {aspect}; check the seat."


class ReasonMissing(CompetitionError):
    status = 422
    code = "marking.reason_missing"
    zh = "请写明理由（{least} 至 {most} 个字符）；理由会留在记分台账中。"
    en = "Give the reason, in {least} to {most} characters; it stays in the ledger."


class MarkingOver(CompetitionError):
    code = "marking.over"
    zh = "赛项已结束打分，评分表不能再重新开启或更正；仍可签字和锁定。成绩如有异议，请走申诉复核程序。"
    en = (
        "Marking of this event has ended: sheets can still be signed and locked, but neither opened again nor "
        "corrected; whoever contests a result goes through the appeal."
    )
