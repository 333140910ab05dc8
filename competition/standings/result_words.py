"""The words of a result sheet."""

from rules.values import Text

TITLE = Text("成绩单", "Results")
RANK = Text("名次", "Rank")
ENTRANT = Text("选手", "Entrant")
CODE = Text("加密号", "Code")
DELEGATION = Text("代表队", "Delegation")
TOTAL = Text("总分", "Total")
NOTE = Text("并列、区分依据", "Ties, decided by")
TIED = Text("并列", "tied")
MISSING = Text("已打 {marked}/{expected}", "marked {marked} of {expected}")
UNFINISHED = Text("未打完", "not complete")
PROVISIONAL = Text("临时成绩：打分尚未结束", "Provisional: marking goes on")
ENDED = Text("打分已结束", "Marking has ended")
AS_OF = Text("截至台账第 {seq} 条，{at}", "as of ledger row {seq}, {at}")
CHIEF = Text("裁判长", "Chief judge")
SUPERVISOR = Text("监督", "Supervisor")
DATE = Text("日期", "Date")
HEAD = Text("记分台账签名链首", "Signed head of the ledger")
ROW = Text("序号", "Row")
HASH = Text("哈希", "Hash")
SIGNATURE = Text("Ed25519 签名", "Ed25519 signature")
KEY = Text("公钥指纹", "Key fingerprint")
HOW = Text(
    "核对：扫描二维码，运行 jinji ledger verify 台账文件 --head 扫得的文本；台账若在此后被改写，必被查出。",
    "To check: scan the code and run jinji ledger verify EXPORT --head TEXT; a ledger rewritten since is found out.",
)
