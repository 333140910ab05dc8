import { words } from "../lib/words";

/** The draw of the entrants' numbers. */
export const draws = words({
  heading: { zh: "抽签", en: "Draw of numbers" },
  why: {
    zh: "裁判只看号码。第一笔打分入账之前，在此当众抽签；此后号码不再变动。",
    en: "Judges see numbers only. Draw them here, in public, before the first mark; after it they stay.",
  },
  closed: {
    zh: "已有打分入账（或打分已结束），不能再抽签，现有号码有效。",
    en: "Marks are stored (or marking has ended): no draw any more, the present numbers stand.",
  },
  given: { zh: "尚未抽签，号码为建赛时所列。", en: "Nothing drawn yet; the numbers are those of the set-up." },
  one: { zh: "一、封存种子", en: "1 · Seal a seed" },
  oneHow: {
    zh: "系统随机生成种子并保密，只公布其 SHA-256 摘要。请把摘要投影或抄录，让在场的人看到。",
    en: "The server makes a secret random seed and shows its SHA-256 alone. Let everybody present see or copy it.",
  },
  seal: { zh: "封存种子", en: "Seal a seed" },
  commitment: { zh: "种子摘要", en: "Commitment" },
  sealedBy: { zh: "{by} 于 {at} 封存", en: "sealed by {by}, {at}" },
  two: { zh: "二、当众报出现场词", en: "2 · A word, said aloud" },
  twoHow: {
    zh: "摘要公布之后，请代表队或观众报出谁也无法预知的内容，例如掷骰点数、随手取出的纸币号码。",
    en: "Once the commitment is seen, have somebody present say what nobody could know: figures of dice, the number on a banknote.",
  },
  word: { zh: "现场词", en: "Word said aloud" },
  reason: { zh: "重抽理由（必填，记入台账）", en: "Why drawn again (required, kept in the ledger)" },
  draw: { zh: "抽签，确定 {n} 个号码", en: "Draw {n} numbers" },
  again: { zh: "需要重抽时，再封存一个种子并写明理由；原记录保留。", en: "To draw again, seal another seed and give the reason; this record stays." },
  result: { zh: "抽签结果", en: "What was drawn" },
  earlier: { zh: "第 {number} 次抽签（已被重抽取代）", en: "Draw {number} (drawn again since)" },
  drawnBy: { zh: "第 {number} 次抽签，{by} 于 {at}", en: "draw {number}, by {by}, {at}" },
  number: { zh: "号码", en: "Number" },
  entrant: { zh: "选手（队）", en: "Entrant" },
  delegation: { zh: "代表队", en: "Delegation" },
  before: { zh: "原号", en: "Before" },
  line: { zh: "行", en: "Line" },
  seed: { zh: "种子", en: "Seed" },
  digest: { zh: "记录摘要（台账）", en: "Digest (ledger)" },
  why2: { zh: "重抽理由", en: "Why again" },
  paper: { zh: "打印抽签记录", en: "Record as a paper" },
  file: { zh: "下载记录（可核对）", en: "Record as a file, to check" },
  check: {
    zh: "任何人可以核对：种子的 SHA-256 等于摘要；第 n 行的签是“种子:现场词:n”的 SHA-256，由小到大取号；或运行 jinji draw check。",
    en: "Anybody can check: the seed's SHA-256 is the commitment; line n has as its lot the SHA-256 of “seed:word:n”, and the lowest lot takes the first number; or run jinji draw check.",
  },
});
