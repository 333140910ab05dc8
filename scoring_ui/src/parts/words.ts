import { words } from "../lib/words";

export const common = words({
  product: { zh: "晋级", en: "Jinji" },
  sample: { zh: "样例数据", en: "Sample data" },
  sampleLong: { zh: "样例数据，不是真实竞赛", en: "Sample data, not a real competition" },
  language: { zh: "语言", en: "Language" },
  loading: { zh: "正在读取…", en: "Loading…" },
  making: { zh: "正在生成…", en: "Being made…" },
  cancel: { zh: "取消", en: "Cancel" },
  again: { zh: "再试一次", en: "Try again" },
  empty: { zh: "未打分", en: "not marked" },
  waiting: { zh: "待传", en: "waiting" },
  stored: { zh: "已存", en: "stored" },
  sent: { zh: "已发", en: "sent" },
  refused: { zh: "被拒", en: "refused" },
  open: { zh: "打分中", en: "marking" },
  ended: { zh: "已结束", en: "ended" },
  final: { zh: "终榜", en: "final" },
  chime: { zh: "提示音", en: "Chime" },
  on: { zh: "开", en: "on" },
  off: { zh: "关", en: "off" },
  separator: { zh: "，", en: ", " },
});
