import { words } from "../lib/words";

export const rules = words({
  heading: { zh: "晋升规则", en: "Promotion rulebook" },
  authority: { zh: "发文机关", en: "Issued by" },
  edition: { zh: "版本 {edition}", en: "edition {edition}" },
  digest: { zh: "摘要", en: "Digest" },
  pinned: {
    zh: "本届大赛已锁定此版本；规则改版不影响本届。摘要相同，内容就一字不差。",
    en: "Pinned for this competition: a later edition does not change it. The same digest means the same words.",
  },
  clauses: { zh: "条款", en: "Clauses" },
  ownWords: {
    zh: "条款为我们的转述，以原文为准；出处列在旁边。",
    en: "Clauses are in our own words; the source beside each is what counts.",
  },
  number: { zh: "第{n}条", en: "Clause {n}" },
  since: { zh: "{from} 起施行", en: "in force from {from}" },
  between: { zh: "{from} 至 {to} 施行", en: "in force {from} to {to}" },
  sources: { zh: "出处", en: "Sources" },
  checked: { zh: "{day} 核对", en: "checked {day}" },
  grade: { zh: "{grade} 级", en: "grade {grade}" },
  silent: { zh: "原文没有规定的", en: "What the text is silent about" },
  silentHow: { zh: "以下按所写的办法处理。", en: "Here is how each is handled." },
  none: { zh: "本届大赛没有指定晋升规则。", en: "This competition pins no rulebook." },
});

/** How near a source is to the text itself. */
export const grades = words({
  A: { zh: "A 官方文本", en: "A: the official text" },
  B: { zh: "B 通知报道", en: "B: a report of the notice" },
  C: { zh: "C 转载", en: "C: a copy" },
});
