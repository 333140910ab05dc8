import { words } from "../lib/words";

export const home = words({
  title: { zh: "晋级 · 职业技能竞赛与技能等级晋升", en: "Jinji · skills competitions and promotion" },
  lead: { zh: "从赛场打分，到技能等级证书。", en: "From one mark to one certificate." },
  what: {
    zh: "裁判打分，名次当场更新；赛项结束后，按规则逐条认定技能等级晋升，并核发证书。",
    en: "Judges mark and the standings follow at once; when an event ends, promotions are decided clause by clause and certificates are issued.",
  },
  events: { zh: "赛项", en: "Events" },
  asOf: { zh: "截至 {time}", en: "as of {time}" },
  none: {
    zh: "还没有赛项。组织者用建赛文件（jinji set-up）建好后，会列在这里。",
    en: "No events yet. They are listed here once an organiser has set them up from a file (jinji set-up).",
  },
  entrants: { zh: "选手（队）{n}", en: "{n} entrants" },
  frozen: { zh: "榜单 {time} 起封榜", en: "standings frozen since {time}" },
  freezes: { zh: "榜单将于 {time} 封榜", en: "standings freeze at {time}" },
  closed: { zh: "名次目前不公开", en: "standings not public at present" },
  board: { zh: "看名次", en: "Standings" },
  console: { zh: "控制台", en: "Console" },
  consoleWhat: { zh: "组织者、认定机构登录", en: "Organisers and certification bodies sign in" },
  judge: { zh: "裁判打分", en: "Judge's page" },
  judgeWhat: { zh: "平板先由组织者配对", en: "The tablet is paired by the organiser first" },
  verify: { zh: "核验证书", en: "Check a certificate" },
  verifyWhat: { zh: "扫证书上的二维码，或凭 PDF 文件、证书编号核验", en: "By the code on the paper, its PDF or its number" },
  doors: { zh: "入口", en: "Ways in" },
});
