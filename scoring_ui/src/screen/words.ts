import { words } from "../lib/words";

export const screen = words({
  title: { zh: "大屏", en: "Screen" },
  unknown: {
    zh: "这个大屏地址已失效。请在控制台“颁奖与大屏”页新增大屏，并在此打开新地址。",
    en: "This screen's address leads nowhere any more. Make it anew on the console, under Ceremony and screens, and open the new address here.",
  },
  connecting: { zh: "正在连接…", en: "connecting…" },
  stale: { zh: "连接已断，以下可能不是最新", en: "Link lost: this may be out of date" },
  here: { zh: "本屏名称", en: "This screen is" },
  waiting: { zh: "颁奖即将开始", en: "The ceremony is about to begin" },
  rehearsal: { zh: "彩排 · 虚构数据", en: "Rehearsal · invented data" },
  rank: { zh: "第{n}名", en: "rank {n}" },
  tied: { zh: "并列", en: "tied" },
  earlier: { zh: "已揭晓", en: "Announced so far" },
  line: { zh: "以下揭晓：{what}", en: "Next to be announced: {what}" },
  above: { zh: "以上：{what}", en: "above: {what}" },
});
