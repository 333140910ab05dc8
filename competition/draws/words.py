"""The words of a printed draw record."""

from rules.values import Text

TITLE = Text("抽签记录", "Record of the draw")
ROUND = Text("第 {number} 次抽签", "Draw {number}")
LINE = Text("行", "Line")
ENTRANT = Text("选手（队）", "Entrant")
DELEGATION = Text("代表队", "Delegation")
BEFORE = Text("原号", "Before")
AFTER = Text("抽得号", "Drawn")
SEALED = Text("封存种子", "Seed sealed")
DRAWN = Text("抽签", "Drawn")
COMMITMENT = Text("种子摘要（事先公布）", "Commitment")
SEED = Text("种子（抽签后公开）", "Seed")
WORD = Text("现场词", "Word said aloud")
DIGEST = Text("记录摘要（入台账）", "Digest (ledger)")
REASON = Text("重抽理由", "Why drawn again")
HOW = Text(
    "核对：种子的 SHA-256 即种子摘要；第 n 行的签为“种子:现场词:n”的 SHA-256；各行按签从小到大，依次取由小到大的号码。"
    "例：printf '%s' '种子:现场词:1' | sha256sum。也可运行 jinji draw check 记录文件。",
    "To check: the SHA-256 of the seed is the commitment; the lot of line n is the SHA-256 of “seed:word:n”; the lines "
    "in the order of their lots take the numbers in their order. For one: printf '%s' 'seed:word:1' | sha256sum. "
    "Or run jinji draw check RECORD.",
)
SIGNATURES = (
    Text("组织者", "Organiser"),
    Text("监督", "Supervisor"),
    Text("代表队代表", "For the delegations"),
)
