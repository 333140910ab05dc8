/** The words about the device: another one that has the desk, and the check on the day before. */

import { words } from "../lib/words";

export const elsewhere = words({
  deviceHas: { zh: "您的评分表已在另一台设备上打开", en: "Your mark sheets are open on another device" },
  deviceTook: { zh: "您的评分表已转到另一台设备", en: "Your mark sheets have gone to another device" },
  tabHas: { zh: "您的评分表已在另一个标签页打开", en: "Your mark sheets are open in another tab" },
  tabTook: { zh: "您的评分表已转到另一个标签页", en: "Your mark sheets have gone to another tab" },
  connected: { zh: "那台设备在线（{time}）。", en: "That device is connected ({time})." },
  gone: { zh: "那台设备 {time} 起没有联系。", en: "That device has not been heard of since {time}." },
  waitingThere: { zh: "它还有 {n} 项未收到回执。", en: "Marks without a receipt there: {n}." },
  readOnly: {
    zh: "请只在一处打分：这里现在只能查看，本机待传的打分照常上传，不会丢失。",
    en: "Mark in one place only: this page now only shows. What waits on this tablet is still sent; nothing is lost.",
  },
  takeOver: { zh: "改在这里打分", en: "Mark here instead" },
  takeBack: { zh: "收回，在这里打分", en: "Take back and mark here" },
});
