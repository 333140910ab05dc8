"""The server's refusals, and how each becomes an answer.

    Refusal (rules)
        CompetitionError            409  what was asked does not fit the present state
            NotSignedIn             401
            NotAllowed              403
            NotFound                404
            Unfit                   422  the input itself is wrong

Each feature has its own in its `errors.py`. They are raised, never returned.
"""

from typing import ClassVar

from rules.errors import Refusal
from rules.values import Text


class CompetitionError(Refusal):
    """A refusal of the server; `status` is the HTTP status of its answer."""

    status: ClassVar[int] = 409


class NotSignedIn(CompetitionError):
    status = 401
    code = "accounts.not_signed_in"
    zh = "您尚未登录，或登录已失效；请重新登录。"
    en = "You are not signed in, or the session has ended; sign in again."


class NotAllowed(CompetitionError):
    status = 403
    code = "accounts.not_allowed"
    zh = "账号“{name}”没有“{role}”权限，不能执行此操作；请换用有权限的账号登录。"
    en = "The account {name} does not have the role {role} that this needs; sign in with one that has it."


class NotFound(CompetitionError):
    """`what` is the kind of thing that is not there."""

    status = 404
    code = "competition.not_found"
    zh = "未找到{what_zh}“{key}”；请核对后重试。"
    en = "There is no {what_en} {key}; check it and try again."

    def __init__(self, what: Text, key: object) -> None:
        super().__init__(what_zh=what.zh, what_en=what.en, key=key)


class Unfit(CompetitionError):
    status = 422
    code = "competition.unfit"
    zh = "提交的内容不符合要求：{why}；请改正后重新提交，本次未保存任何内容。"
    en = "What was sent does not fit: {why}; correct it and send it again, nothing was stored."
