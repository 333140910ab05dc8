"""What the feed and the webhooks refuse."""

from competition.errors import CompetitionError


class TokenRefused(CompetitionError):
    status = 401
    code = "exchange.token_refused"
    zh = "接口密钥缺失、无效或已作废；请在请求头 Authorization: Bearer 中给出有效密钥，或请认定机构负责人重新生成。"
    en = (
        "The API key is missing, unknown or revoked; send a valid one as Authorization: Bearer, "
        "or ask the official in charge for a new one."
    )


class CursorUnknown(CompetitionError):
    code = "exchange.cursor_unknown"
    zh = "游标“{cursor}”不属于本数据流（可能数据库曾恢复到较早的备份）；请用 after=0 从头读取并核对。"
    en = (
        "The cursor {cursor} is not of this feed (the database may have been restored to an earlier state); "
        "read again from the start with after=0 and compare."
    )


class NameNeeded(CompetitionError):
    status = 422
    code = "exchange.name_needed"
    zh = "请填写名称（最长 100 字），以便日后知道它用在哪里；填写后重试。"
    en = "Give it a name of at most 100 signs, so that it is known later what it is for; then try again."


class AddressRefused(CompetitionError):
    """`why` is one of the keys of `WHY`."""

    status = 422
    code = "exchange.address_refused"
    zh = "推送地址不能使用：{why_zh}。请改正地址后重试。"
    en = "This address cannot be used: {why_en}. Correct it and try again."

    def __init__(self, why: str) -> None:
        self.why = why
        zh, en = WHY[why]
        super().__init__(why=why, why_zh=zh, why_en=en)


WHY = {
    "form": (
        "必须是 https:// 开头的完整地址，且不含用户名和密码",
        "it must be a whole https:// address without a password",
    ),
    "unresolved": ("主机名解析不到", "its host name does not resolve"),
    "private": (
        "它指向内网或本机，只有设置 JINJI_WEBHOOK_PRIVATE=1 才允许",
        "it leads into a private network or to this machine, which only JINJI_WEBHOOK_PRIVATE=1 allows",
    ),
}
