"""What is refused about mark sheets on paper.

CompetitionError
    SheetUnknown       what was scanned or typed is no sheet of this event
    NothingChosen      no sheet is left to print
    SheetOutdated      the sheet was printed under another marking scheme or with other seats
    FieldsWrong        what was keyed in has not exactly the sheet's fields
    EnteredAlready     both entries are there, or this account made the first
    NotBlind           who entered the sheet neither resolves nor confirms it
    EntriesMissing     the sheet was not keyed in twice yet
    NothingToDecide    the field does not differ, or its value has changed meanwhile
    NotAValueSeen      what was decided is neither on paper nor in the ledger
    ReasonMissing      between paper and ledger nothing is decided without one
    FieldsOpen         differences or conflicts are left, so the sheet cannot be confirmed
    ConfirmedAlready   its marks are in the ledger
    NotConfirmed       they are not, so no signature under them can be attested
    PaperDiffers       the ledger has other marks of the judge than the paper that bears the signature
"""

from competition.errors import CompetitionError


class SheetUnknown(CompetitionError):
    status = 404
    code = "paper.sheet_unknown"
    zh = "“{code}”不是本赛项的纸质评分表；请核对赛项，重新扫描二维码，或从列表中选择。"
    en = "{code} is no paper sheet of this event; check the event and scan the code again, or choose from the list."


class NothingChosen(CompetitionError):
    status = 404
    code = "paper.nothing_chosen"
    zh = "所选席位和选手没有可打印的评分表；请核对所选内容。"
    en = "There is no sheet to print for these seats and entrants; check what was chosen."


class SheetOutdated(CompetitionError):
    code = "paper.sheet_outdated"
    zh = "评分表 {code} 的版本为 {version}，现行版本为 {current}：评分标准或席位已变；请报告裁判长，核对后改用新表。"
    en = (
        "The sheet {code} has version {version}, the present one is {current}: the scheme or the seat has changed; "
        "tell the chief judge and transfer it to a new sheet."
    )


class FieldsWrong(CompetitionError):
    status = 422
    code = "paper.fields_wrong"
    zh = "录入的评分点与评分表不一致：缺少 {missing}，多出 {unknown}；请刷新页面后重新录入，本次未保存任何内容。"
    en = (
        "What was keyed in does not have the sheet's fields: {missing} missing, {unknown} not on it; reload the page "
        "and key it in again, nothing was stored."
    )


class EnteredAlready(CompetitionError):
    code = "paper.entered_already"
    zh = "{entrant} 号选手、{seat} 席的评分表您已录入过，或已完成两次录入；第二次录入须由另一位录分员完成。"
    en = "The sheet of {entrant} by {seat} was keyed in by you, or twice already; another clerk makes the second entry."


class NotBlind(CompetitionError):
    status = 403
    code = "paper.not_blind"
    zh = "您录入过 {entrant} 号选手、{seat} 席的评分表，不能再裁定或确认；请由未录入此表的人员或裁判长办理。"
    en = "You keyed in the sheet of {entrant} by {seat}: somebody who did not settles and confirms it."


class EntriesMissing(CompetitionError):
    code = "paper.entries_missing"
    zh = "{entrant} 号选手、{seat} 席的评分表尚未由两人各录入一次；请先完成录入。"
    en = "The sheet of {entrant} by {seat} was not keyed in by two people yet; do that first."


class NothingToDecide(CompetitionError):
    code = "paper.nothing_to_decide"
    zh = "评分点 {aspect} 无需裁定，或台账中的打分刚刚有变；请刷新后查看。"
    en = "{aspect} needs no decision, or the mark in the ledger has just changed; reload and look again."


class NotAValueSeen(CompetitionError):
    status = 422
    code = "paper.not_a_value_seen"
    zh = "评分点 {aspect} 只能在纸面分值与台账分值之间选定；请选其一，如两者都不对，请按更正程序办理。"
    en = "{aspect} is what the paper or the ledger says; choose one, and correct the mark afterwards if both are wrong."


class ReasonMissing(CompetitionError):
    status = 422
    code = "paper.reason_missing"
    zh = "请写明评分点 {aspect} 为何这样裁定，再保存。"
    en = "Say why {aspect} is decided so, then store it."


class FieldsOpen(CompetitionError):
    code = "paper.fields_open"
    zh = "还有评分点未裁定：{aspects}；裁定后才能确认，本次未保存任何内容。"
    en = "Still to be settled: {aspects}; confirm once they are, nothing was stored."


class ConfirmedAlready(CompetitionError):
    code = "paper.confirmed_already"
    zh = "{entrant} 号选手、{seat} 席的评分表已确认入账；如需更正，请裁判长按更正程序办理。"
    en = "The sheet of {entrant} by {seat} is confirmed and in the ledger; a correction goes through the chief judge."


class NotConfirmed(CompetitionError):
    code = "paper.not_confirmed"
    zh = "{entrant} 号选手、{seat} 席的评分表尚未确认入账；请先确认，再核认裁判签名。"
    en = "The sheet of {entrant} by {seat} is not confirmed yet; confirm it first, then attest the judge's signature."


class PaperDiffers(CompetitionError):
    code = "paper.differs"
    zh = (
        "{entrant} 号选手、{seat} 席：台账中的打分与已签名的纸面不一致（{aspects}），签名不能核认；"
        "请裁判在平板上核对现有打分并签字。"
    )
    en = (
        "For {entrant} by {seat} the ledger has other marks than the signed paper ({aspects}), so the signature cannot "
        "be attested; have the judge check the marks as they are and sign on a tablet."
    )
