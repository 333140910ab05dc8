import { words } from "../lib/words";

export const curtain = words({
  heading: { zh: "公开与封榜", en: "What the public sees" },
  open: { zh: "公开：姓名与名次", en: "Open: names and ranks" },
  codes: { zh: "只公开加密号", en: "Codes only" },
  organisers: { zh: "不公开，仅组织者可见", en: "Organisers only" },
  delayed: { zh: "公开，延时 {n} 秒", en: "Open, {n} s behind" },
  codesDelayed: { zh: "只公开加密号，延时 {n} 秒", en: "Codes only, {n} s behind" },
  frozen: { zh: "公众榜单 {time} 起封榜", en: "The public board is frozen since {time}" },
  freezes: { zh: "公众榜单将于 {time} 封榜", en: "The public board freezes at {time}" },
  final: { zh: "终榜已公布", en: "The results are final" },
  withheld: { zh: "{n} 条记录尚未公开", en: "Entries not shown to the public: {n}" },
  actsDelayed: {
    zh: "封榜、解封、结束和终榜也晚 {n} 秒告知公众，与其所见名次一致。",
    en: "The public is told of a freeze, the end and final results {n} s later too, with the standings they belong to.",
  },
  change: { zh: "公开与封榜…", en: "Public board…" },
  close: { zh: "关闭", en: "Close" },
  who: { zh: "谁可以看名次", en: "Who sees the standings" },
  delay: { zh: "延时（秒）", en: "Delay (seconds)" },
  reason: { zh: "理由（记入台账）", en: "Reason (kept in the ledger)" },
  at: { zh: "封榜时刻（留空为立即）", en: "Freeze at (empty: now)" },
  set: { zh: "更改公开范围", en: "Change who sees it" },
  freeze: { zh: "封榜", en: "Freeze the public board" },
  unfreeze: { zh: "解封，公开现有名次", en: "Unfreeze and show the standings" },
  unfreezeAhead: { zh: "取消预定的封榜", en: "Take the planned freeze back" },
  finalise: { zh: "定为终榜并公布", en: "Make the results final" },
  recall: { zh: "撤回终榜", en: "Recall the final results" },
  finalWhen: { zh: "赛项结束打分后才能定为终榜。", en: "Results can be made final once the event has ended." },
  record: { zh: "记录", en: "Record" },
  nothing: { zh: "尚无封榜或公开范围的更改。", en: "Nothing has been changed yet." },
});

export const acts = words({
  audience: { zh: "更改公开范围", en: "Who sees it" },
  frozen: { zh: "封榜", en: "Freeze" },
  unfrozen: { zh: "解封", en: "Unfreeze" },
  final: { zh: "终榜", en: "Final" },
  recalled: { zh: "撤回终榜", en: "Recalled" },
  ended: { zh: "结束打分", en: "Marking ended" },
});
