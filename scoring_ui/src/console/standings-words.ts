import { words } from "../lib/words";

export const standings = words({
  heading: { zh: "成绩与名次", en: "Standings" },
  live: { zh: "打分中，名次随时会变", en: "marking: ranks may still change" },
  final: { zh: "打分已停止，名次已定", en: "marking has stopped: the ranks stand" },
  search: { zh: "查找姓名、加密号或代表队", en: "Find a name, code or delegation" },
  csv: { zh: "下载成绩表 CSV", en: "Download as CSV" },
  rank: { zh: "名次", en: "Rank" },
  code: { zh: "加密号", en: "Code" },
  entrant: { zh: "选手", en: "Entrant" },
  delegation: { zh: "代表队", en: "Delegation" },
  group: { zh: "组别", en: "Group" },
  total: { zh: "总分", en: "Total" },
  gates: { zh: "合格线", en: "Pass marks" },
  decided: { zh: "区分依据", en: "Decided by" },
  marked: { zh: "打分", en: "Marked" },
  tied: { zh: "并列", en: "tied" },
  passed: { zh: "合格", en: "passed" },
  failed: { zh: "不合格", en: "failed" },
  undecided: { zh: "未定", en: "open" },
  complete: { zh: "已齐 {n}", en: "all {n}" },
  incomplete: { zh: "已评 {n}/{all}", en: "{n} of {all}" },
  counted: { zh: "已评 {n}", en: "{n} marks" },
  empty: { zh: "还没有选手。", en: "No entrants yet." },
  nobody: { zh: "没有找到。", en: "Nothing found." },
  keys: {
    zh: "点一行看得分由来；↑ ↓ 换人，Esc 关闭",
    en: "Choose a row to see how its score came about; ↑ ↓ next entrant, Esc closes",
  },
  because: { zh: "得分由来", en: "How it came about" },
  dropped: { zh: "去掉", en: "dropped" },
  incompleteNote: {
    zh: "打分未齐，以下是目前的计算；缺的打分不按零分计。",
    en: "Not all marks are in. This is the score so far; a missing mark is not a zero.",
  },
  toDecision: { zh: "看晋升结论", en: "Promotion decision" },
  close: { zh: "关闭", en: "Close" },
});

export const groups = words({
  worker: { zh: "职工", en: "worker" },
  student: { zh: "学生", en: "student" },
  teacher: { zh: "教师", en: "teacher" },
  disabled: { zh: "残疾人", en: "disabled" },
  senior: { zh: "高级组", en: "senior group" },
  intermediate: { zh: "中级组", en: "intermediate group" },
});
