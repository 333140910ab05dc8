"""What can be wrong with what was shown, or with a file that should prove it.

CompetitionError
    Unfit
        LedgerFileUnreadable    the file is no export of a ledger
    KeyDiffers                  it was signed by another key than the one expected
    StandingDiffers             a standing is not what the ledger leads to
        FrameDiffers            a frame is not, as it was sent
        FrameMissing            the frames do not reach the end of the ledger
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
