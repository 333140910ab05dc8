"""Why a mark is refused, and what can be wrong with a ledger.

The refusal of a mark is final: sending the same mark again changes nothing.

CompetitionError
    NotOnPanel, EntrantUnknown …       a mark that is not stored
    LedgerBroken                       a ledger that is not as it was written; `seq` is the first row touched
        RowMissing                     a row was removed, or the end was cut off
        RowMoved                       a row stands in another one's place
        RowAltered                     what a row says was changed
        HashChanged                    a row says the same, but the hash of it or of its predecessor was changed
        HeadChanged                    the rows are whole, but the event's head is not the last one's hash
        HeadBeyond, HeadNotInChain     a head that was printed is not in the chain
        SignedOther, MarkedUnderLock   a judge's signature is not of the marks that held, or a locked sheet was marked
        SignedByOther, OnePersonsWork  somebody else signed for a judge, or did two people's work on a paper sheet
        PlanChanged, SignatureFalse    the head was not signed, or not for this
"""

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


class NotByFile(CompetitionError):
    status = 422
    code = "marking.not_by_file"
    zh = "{aspect} 由每位裁判各自打分，不能用文件代录；请从文件中删去这些行，由裁判在平板上打分。本次未保存任何内容。"
    en = (
        "{aspect} is marked by each judge and cannot be entered from a file; take these lines out and let the judges "
        "mark it on their tablets. Nothing was stored."
    )


class LedgerBroken(CompetitionError):
    """The ledger is not as it was written. `seq` is the number of the first row touched, `id` its id."""

    def __init__(self, seq: int, id: object, **values: object) -> None:
        self.seq, self.id = seq, id
        super().__init__(seq=seq, id=id or "-", **values)


class RowMissing(LedgerBroken):
    """`id` is of the row beside the gap."""

    code = "marking.row_missing"
    zh = "记分台账缺少第 {seq} 条记录（相邻记录编号 {id}）：该记录已被删除；请以备份或纸质评分表核对。"
    en = "Row {seq} of the ledger is missing (beside the row {id}): it was removed; compare with a backup or the paper."


class RowMoved(LedgerBroken):
    code = "marking.row_moved"
    zh = "记分台账第 {seq} 条的位置上是不属于此处的记录（编号 {id}）：记录的次序被调换；请以备份核对。"
    en = "Row {seq} of the ledger is not the one that belongs there (id {id}): rows were swapped; check a backup."


class RowAltered(LedgerBroken):
    code = "marking.row_altered"
    zh = "记分台账第 {seq} 条记录（编号 {id}）的内容被改动，与哈希链不符；请以备份或纸质评分表核对。"
    en = "Row {seq} of the ledger (id {id}) was altered: it does not fit the chain; compare with a backup or the paper."


class HashChanged(LedgerBroken):
    code = "marking.hash_changed"
    zh = "记分台账第 {seq} 条记录（编号 {id}）的哈希值被改动，其内容未变；请以备份核对。"
    en = "The hash kept with row {seq} of the ledger (id {id}) was changed, its content was not; compare with a backup."


class HeadChanged(LedgerBroken):
    code = "marking.head_changed"
    zh = "赛项的链首不是记分台账最后一条记录（第 {seq} 条，编号 {id}）的哈希值：链首或该条记录被改动；请以备份核对。"
    en = "The event's head is not the hash of the ledger's last row {seq} (id {id}): one was changed; check a backup."


class SignedOther(LedgerBroken):
    code = "marking.signed_other"
    zh = "记分台账第 {seq} 条（编号 {id}）的裁判签字与当时有效的打分不符；请以备份或纸质评分表核对。"
    en = "The judge's signature in row {seq} (id {id}) is not of the marks that held then; compare with the paper."


class SignedByOther(LedgerBroken):
    code = "marking.signed_by_other"
    zh = "记分台账第 {seq} 条（编号 {id}）的签字不是该席位裁判本人所签；请以备份或纸质评分表核对。"
    en = "The signature in row {seq} (id {id}) is not by the judge of that seat; compare with a backup or the paper."


class OnePersonsWork(LedgerBroken):
    code = "marking.one_persons_work"
    zh = "记分台账第 {seq} 条（编号 {id}）来自纸质评分表，却未由三人分别录入、复录和确认；请以纸质评分表核对。"
    en = (
        "Row {seq} of the ledger (id {id}) came from a paper sheet, but not by three people, two to key it in and one "
        "to confirm it; compare with the paper."
    )


class MarkedUnderLock(LedgerBroken):
    code = "marking.marked_under_lock"
    zh = "记分台账第 {seq} 条（编号 {id}）是在评分表锁定之后记入的打分；请以备份或纸质评分表核对。"
    en = "Row {seq} of the ledger (id {id}) is a mark on a sheet that was locked then; compare with the paper."


class PlanChanged(LedgerBroken):
    code = "marking.plan_changed"
    zh = "评分标准、加密号或裁判席位与签名时不符（链首第 {seq} 条，赛项 {id}）；请重新向组织者索取台账文件。"
    en = "Scheme, codes or seats are not those that the head {seq} of event {id} was signed with; ask for a new export."


class SignatureFalse(LedgerBroken):
    code = "marking.signature_false"
    zh = "链首（第 {seq} 条，赛项 {id}）的签名与公钥 {key} 不符：文件不是由该服务器签发，或签发后被改动。"
    en = "The signature of the head {seq} of event {id} is not by the key {key}: it was forged, or changed since."


class HeadUnreadable(CompetitionError):
    status = 422
    code = "marking.head_unreadable"
    zh = "“{text}…”不是链首文本；请重新扫描成绩单上的二维码，并原样粘贴全部内容（以 JJH1: 开头）。"
    en = "“{text}…” is no ledger head; scan the code on the result sheet again and paste all of it (it begins JJH1:)."


class HeadElsewhere(CompetitionError):
    code = "marking.head_elsewhere"
    zh = "成绩单属于赛项 {paper}，导出文件属于赛项 {event}；请换用同一赛项的文件。"
    en = "The paper is of the event {paper}, the export of {event}; take an export of the same event."


class HeadBeyond(LedgerBroken):
    """`seq` is the first row that is not there."""

    code = "marking.head_beyond"
    zh = "成绩单链首为第 {paper} 条，导出文件却缺第 {seq} 条及以后：文件早于成绩单，或末尾已被删；请重新导出。"
    en = (
        "The paper's head is row {paper}, but the export ends before row {seq}: it is older than the paper, or rows "
        "were removed from its end; make a new export."
    )


class HeadNotInChain(LedgerBroken):
    code = "marking.head_not_in_chain"
    zh = "成绩单所载第 {seq} 条的链首不在该台账中（该条现编号 {id}）：此前的记录已被重写；请以成绩单和备份核对。"
    en = (
        "The paper's head of row {seq} is not in this ledger (row {seq} is now {id}): rows up to it were written anew "
        "after the paper was made; compare with the paper and a backup."
    )
