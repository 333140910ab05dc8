"""The words of a printed mark sheet."""

from rules.values import Text

TITLE = Text("评分表", "Mark sheet")
ENTRANT = Text("加密号", "Entrant code")
SEAT = Text("裁判席", "Seat")
PANEL = Text("裁判组", "Panel")
ASPECT = Text("评分点", "Aspect")
RANGE = Text("范围与步长", "Range, step")
MARK = Text("打分", "Mark")
YES, NO = Text("是", "yes"), Text("否", "no")
TIMES = Text("次数", "times")
STEP = Text("步长 {step}", "step {step}")
OPTIONAL = Text("可不填", "optional")
REASON = Text("理由", "Reason")
SIGNATURE = Text("裁判签名", "Judge's signature")
SIGNATURE_OF = Text("{seat} 签名", "Signature {seat}")
SIGNED_AT = Text("日期时间", "Date and time")
FIRST_CLERK = Text("第一录入", "First entry")
SECOND_CLERK = Text("第二录入", "Second entry")
HOW = Text(
    "每格一个打分，未评留空，不以零代替。改分须划去原值、在旁写新值并签名。",
    "One mark a box; leave empty what was not marked, never a zero for it. To change a mark strike it through, "
    "write the new one beside it and initial it.",
)
FAMILIES = Text(
    "数目不定的评分点（{aspects}）按编号逐格填写，多余的格留空；格数不够时，在背面写明编号和打分。",
    "Aspects of varying number ({aspects}): fill the boxes by their numbers and leave the rest empty; what goes beyond "
    "them is written on the back, each mark with its key.",
)
