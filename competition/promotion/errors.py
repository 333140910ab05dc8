"""Refusals about promotion."""

from competition.errors import CompetitionError
from rules.values import Text

STATES = {
    "proposed": Text("待审批", "proposed"),
    "approved": Text("已批准", "approved"),
    "refused": Text("已驳回", "refused"),
    "granted": Text("已发证", "granted"),
}


class NoRulebook(CompetitionError):
    code = "promotion.no_rulebook"
    zh = "本次大赛没有指定晋升规则，不能提出晋升建议；请在建立大赛时指定规则。"
    en = "This competition pins no rulebook, so nothing can be proposed; name one when the competition is set up."


class AlreadyProposed(CompetitionError):
    code = "promotion.already_proposed"
    zh = "本赛项的晋升建议已经提出；请直接查看已有建议。"
    en = "Promotions of this event have been proposed already; look at the decisions there are."


class SamePerson(CompetitionError):
    status = 403
    code = "promotion.same_person"
    zh = "提出晋升建议的人不能审批同一建议；请由另一人登录审批。"
    en = "Who proposed a promotion cannot decide it; another person has to sign in and decide."


class SameApprover(CompetitionError):
    status = 403
    code = "promotion.same_approver"
    zh = "您已作为第一人批准了 {name} 的晋升；第二次批准须由另一位认定人员登录完成。"
    en = "You approved the promotion of {name} first; another official has to sign in and approve it second."


class OtherState(CompetitionError):
    """A refusal that says how the decision stands; `state` is one of the keys of `STATES`."""

    def __init__(self, state: str) -> None:
        said = STATES[state]
        super().__init__(state=state, state_zh=said.zh, state_en=said.en)


class NotProposed(OtherState):
    code = "promotion.not_proposed"
    zh = "该决定当前状态为“{state_zh}”，不能再审批；请刷新后查看。"
    en = "This decision is already {state_en} and cannot be decided again; reload to see it."


class NothingToApprove(CompetitionError):
    code = "promotion.nothing_to_approve"
    zh = "按规则该选手没有可批准的晋升；如有异议，请查看各条款的依据。"
    en = "The rules grant this entrant nothing that could be approved; the reasons are listed by clause."


class ReasonMissing(CompetitionError):
    status = 422
    code = "promotion.reason_missing"
    zh = "驳回时必须写明理由；请填写后再提交。"
    en = "A refusal needs a reason; write it and send it again."


class AnnualLimit(CompetitionError):
    code = "promotion.annual_limit"
    zh = "{name} 在 {year} 年已通过竞赛晋升 {count} 次，本规则每年最多 {limit} 次，本次不能批准；请驳回并注明原因。"
    en = (
        "{name} was already promoted {count} time(s) through contests in {year}, and this rulebook allows {limit} "
        "a year; this one cannot be approved. Refuse it and say why."
    )


class AlreadyHeld(CompetitionError):
    code = "promotion.already_held"
    zh = "{name} 已持有或已获批该职业的“{level_zh}”，不能重复授予；请驳回并注明原因。"
    en = (
        "{name} already holds, or was already approved for, {level_en} in this occupation; refuse this one and say why."
    )

    def __init__(self, name: str, level: Text) -> None:
        super().__init__(name=name, level_zh=level.zh, level_en=level.en)


class NotApproved(OtherState):
    code = "promotion.not_approved"
    zh = "该决定当前状态为“{state_zh}”，只有已批准的决定才能签发证书；请先审批。"
    en = "This decision is {state_en}; only an approved one can be granted a certificate. Approve it first."
