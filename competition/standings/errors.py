"""What can be wrong with what was shown, or with a file that should prove it.

CompetitionError
    Unfit
        LedgerFileUnreadable    the file is no export of a ledger
    KeyDiffers                  it was signed by another key than the one expected
    NotContinued                a later export does not go on from an earlier one
        OtherEvent              it is of another event
        PlanReplaced            its marks mean something else
        PastRewritten           a row is not what it was; `seq` is the first
        PastShorter             it ends before the earlier one
    StandingDiffers             a standing is not what the ledger leads to
        FrameDiffers            a frame is not, as it was sent
        FrameMissing            the frames do not reach the end of the ledger
    MomentPassed                a freeze cannot begin in the past
    DelayUnfit                  a board does not lag by so many seconds
    AlreadyFrozen, NotFrozen, AlreadyFinal, NotFinal    what was asked for does not fit how the curtain stands
    ResultsNotFinal             a certificate is asked for before the results were made final
"""

from competition.errors import CompetitionError, Unfit


class LedgerFileUnreadable(Unfit):
    code = "standings.ledger_file_unreadable"
    zh = "该文件不是记分台账导出文件，或已损坏（{why}）；请用 jinji ledger export 重新导出。"
    en = "This is not an export of a ledger, or it is damaged ({why}); make it again with jinji ledger export."


class KeyDiffers(CompetitionError):
    code = "standings.key_differs"
    zh = "文件由公钥 {key} 签名，而不是所要求的 {asked}：它可能来自另一台服务器；请核对公钥。"
    en = "The file was signed by the key {key}, not by {asked}: it may come from another server; compare the keys."


class NotContinued(CompetitionError):
    code = "standings.not_continued"


class OtherEvent(NotContinued):
    code = "standings.other_event"
    zh = "两份台账不属于同一赛项（{earlier} 与 {later}）；请选同一赛项的两次导出。"
    en = "The two ledgers are of different events ({earlier} and {later}); choose two exports of one event."


class PlanReplaced(NotContinued):
    code = "standings.plan_replaced"
    zh = "后一份台账的评分标准、加密号或裁判席位与前一份不同：同样的打分含义已变；请查明由谁、凭什么更改。"
    en = "Scheme, codes or seats are not those of the earlier ledger: the same marks mean something else; find out why."


class PastRewritten(NotContinued):
    """`id` is the row's in the earlier file."""

    code = "standings.past_rewritten"
    zh = "后一份台账的第 {seq} 条与前一份（编号 {id}）不同：两次导出之间有人改写了记录；请以前一份和纸质评分表核对。"
    en = "Row {seq} is not what the earlier ledger has (id {id}): it was rewritten between the two; check the paper."

    def __init__(self, seq: int, id: object) -> None:
        self.seq, self.id = seq, id
        super().__init__(seq=seq, id=id)


class PastShorter(NotContinued):
    code = "standings.past_shorter"
    zh = "后一份台账只到第 {last} 条，前一份已有 {seq} 条：末尾的记录被删去，或两份文件的先后颠倒；请核对导出日期。"
    en = "The later ledger ends at row {last}, the earlier one had {seq}: rows were cut off, or the files are swapped."

    def __init__(self, seq: int, last: int) -> None:
        self.seq, self.last = seq, last
        super().__init__(seq=seq, last=last)


class StandingDiffers(CompetitionError):
    """`entrant` is the code of the first whose row differs, or `-` where it is not a row that does."""

    code = "standings.standing_differs"
    zh = "截至台账第 {seq} 条的名次与重新计算的结果不符，首个不符者为 {entrant}；请以重新计算的结果为准并查明原因。"
    en = "The standings as of row {seq} are not what the ledger leads to, first for {entrant}; trust the ledger."


class FrameDiffers(StandingDiffers):
    code = "standings.frame_differs"
    zh = "台账第 {seq} 条时播出的榜单变化与重新计算的结果不符，首个不符者为 {entrant}；请查明当时大屏所示内容。"
    en = "The frame sent with row {seq} is not what the ledger leads to, first for {entrant}; find out what was shown."


class FrameMissing(StandingDiffers):
    code = "standings.frame_missing"
    zh = "台账第 {seq} 条之后没有对应的播出记录（首个相关参赛单元 {entrant}）：播出记录已被删除；请以备份核对。"
    en = "No frame was kept for what follows row {seq} (first for {entrant}): frames were removed; check a backup."


class MomentPassed(CompetitionError):
    status = 422
    code = "standings.moment_passed"
    zh = "封榜时刻 {at} 已过：此前公开的名次收不回来；请选一个将来的时刻，或立即封榜。"
    en = "The moment {at} has passed, and what was shown since cannot be taken back; choose a later one, or freeze now."


class DelayUnfit(Unfit):
    code = "standings.delay_unfit"
    zh = "公开榜单最多延时 {most} 秒；请改正后重新提交。"
    en = "The public board lags by at most {most} seconds; correct it and send it again."


class AlreadyFrozen(CompetitionError):
    code = "standings.already_frozen"
    zh = "公开榜单已于 {at} 封榜；如需重新封榜，请先解封。"
    en = "The public board has been frozen since {at}; unfreeze it first to freeze it anew."


class NotFrozen(CompetitionError):
    code = "standings.not_frozen"
    zh = "公开榜单没有封榜，也没有预定封榜，无需解封。"
    en = "The public board is not frozen, nor about to be; there is nothing to unfreeze."


class AlreadyFinal(CompetitionError):
    code = "standings.already_final"
    zh = "成绩已是终榜，不能再封榜或解封；如需改动，请先撤回终榜并写明理由。"
    en = "The results are final and the board cannot be frozen or unfrozen; recall them first, with the reason."


class ResultsNotFinal(CompetitionError):
    code = "standings.results_not_final"
    zh = "本赛项成绩尚未定为终榜（或已撤回），不能签发证书；请组织者在“打分进度”页的“公开与封榜”中定为终榜后再签发。"
    en = (
        "The results of this event are not final, or were recalled, so no certificate can be issued of them; "
        "have the organiser make them final on the Marking page, under Public board."
    )


class NotFinal(CompetitionError):
    code = "standings.not_final"
    zh = "成绩尚未定为终榜，无需撤回。"
    en = "The results are not final; there is nothing to recall."
