"""The server's refusals, and how each becomes an answer.

    Refusal (rules)
        CompetitionError            409  what was asked does not fit the present state
            NotSignedIn             401
            NotAllowed              403
            NotFound                404
            Unfit                   422  the input itself is wrong
            TooManyTries            429  tried too often; `retry_after` says when to try again

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


ROLES = {
    "organiser": Text("赛务组织者", "organiser"),
    "official": Text("认定机构审批人", "official"),
    "lead_official": Text("认定机构负责人", "official in charge"),
    "authority": Text("主管部门", "overseeing authority"),
    "judge": Text("裁判", "judge"),
    "chief_judge": Text("裁判长", "chief judge"),
    "clerk": Text("录分员", "clerk"),
}


class NotAllowed(CompetitionError):
    """`roles` are those that would do, by their keys in `ROLES`."""

    status = 403
    code = "accounts.not_allowed"
    zh = "此操作需要{role_zh}权限，账号“{name}”没有；请换用有权限的账号登录。"
    en = "This needs the role {role_en}, which the account {name} does not have; sign in with one that has it."

    def __init__(self, name: str, *roles: str) -> None:
        said = [ROLES[role] for role in roles]
        super().__init__(
            name=name,
            role=" / ".join(roles),
            role_zh="或".join(role.zh for role in said),
            role_en=" or ".join(role.en for role in said),
        )


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


class TooManyTries(CompetitionError):
    """`retry_after` are the seconds after which another try is looked at."""

    status = 429
    code = "competition.too_many_tries"
    zh = "尝试次数过多，这一次没有受理；请等 {seconds} 秒后再试。"
    en = "Tried too often, and this try was not looked at; wait {seconds} s and try again."

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(seconds=seconds)
