"""Why a mark is refused. Each is final: sending the same mark again changes nothing."""

from competition.errors import CompetitionError


class NotOnPanel(CompetitionError):
    status = 403
    code = "marking.not_on_panel"
    zh = "裁判“{judge}”不负责评分点 {aspect}；请核对评分表，或请裁判长调整裁判组。"
    en = "{judge} does not mark {aspect}; check the mark sheet, or ask the chief judge to change the panel."


class EntrantUnknown(CompetitionError):
    status = 422
    code = "marking.entrant_unknown"
    zh = "本赛项没有加密号“{entrant}”；请核对选手的加密号。"
    en = "No entrant of this event has the code {entrant}; check the code at the work-station."


class EventUnknown(CompetitionError):
    status = 404
    code = "marking.event_unknown"
    zh = "未找到赛项“{event}”；请刷新评分表后重试。"
    en = "There is no event {event}; reload the mark sheets and try again."


class EventEnded(CompetitionError):
    code = "marking.event_ended"
    zh = "赛项已结束打分，这个打分没有记入；如需更正，请报告裁判长。"
    en = "Marking of this event has ended and this mark was not stored; tell the chief judge if it must be corrected."


class IdReused(CompetitionError):
    code = "marking.id_reused"
    zh = "打分编号 {id} 已用于另一个打分，这个打分没有记入；请重新录入。"
    en = "The mark id {id} belongs to another mark and this one was not stored; enter it again."


class CommandUnreadable(CompetitionError):
    status = 422
    code = "marking.unreadable"
    zh = "无法识别的打分消息（{why}），未记入；请刷新页面后重试。"
    en = "The message is not a mark ({why}) and was not stored; reload the page and try again."


class NotByFile(CompetitionError):
    status = 422
    code = "marking.not_by_file"
    zh = "{aspect} 由每位裁判各自打分，不能用文件代录；请从文件中删去这些行，由裁判在平板上打分。本次未保存任何内容。"
    en = (
        "{aspect} is marked by each judge and cannot be entered from a file; take these lines out and let the judges "
        "mark it on their tablets. Nothing was stored."
    )
