"""Why a tablet's message is refused before anybody asks what it marks."""

from competition.errors import CompetitionError


class CommandUnreadable(CompetitionError):
    status = 422
    code = "marking.unreadable"
    zh = "无法识别的打分消息（{why}），未记入；请刷新页面后重试。"
    en = "The message is not a mark ({why}) and was not stored; reload the page and try again."
