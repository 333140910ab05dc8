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

export const check = words({
  title: { zh: "检查这台平板", en: "Check this tablet" },
  how: {
    zh: "赛前一天在赛场的网络里查一遍，开赛前再查一遍。",
    en: "Run it in the venue's network the day before, and again before the start.",
  },
  checking: { zh: "正在检查…", en: "Checking…" },
  again: { zh: "再查一遍", en: "Check again" },
  back: { zh: "回到打分", en: "Back to marking" },
  at: { zh: "检查时间 {time}", en: "checked at {time}" },
  ok: { zh: "正常", en: "OK" },
  mind: { zh: "注意", en: "Mind" },
  bad: { zh: "不行", en: "Fails" },
  unknown: { zh: "不详", en: "Not known" },
  usable: { zh: "这台平板可以打分", en: "This tablet is fit for marking" },
  usableBut: { zh: "这台平板可以打分，请注意 {n} 项", en: "This tablet is fit for marking; points to mind: {n}" },
  unusable: { zh: "这台平板现在不能打分：{n} 项不行", en: "This tablet is not fit for marking now; points that fail: {n}" },

  storage: { zh: "保存打分", en: "Keeping marks" },
  wrote: { zh: "写入并读回，用时 {n} 毫秒。", en: "Written and read back in {n} ms." },
  free: { zh: "可用空间 {n} MB。", en: "Free space: {n} MB." },
  freeTodo: { zh: "请清理平板的存储空间，至少空出 50 MB。", en: "Free at least 50 MB on the tablet." },
  kept: { zh: "浏览器承诺不清除本页数据。", en: "The browser has promised not to clear this page's data." },
  notKept: { zh: "浏览器没有承诺保留数据。", en: "The browser has not promised to keep the data." },
  notKeptTodo: {
    zh: "把本页安装到主屏幕后再查一遍；比赛期间不要清除浏览器数据。",
    en: "Install this page to the home screen and check again; do not clear the browser's data during the competition.",
  },
  noStorage: { zh: "本机不能保存数据。", en: "This tablet cannot keep data." },
  noStorageTodo: {
    zh: "请关闭无痕浏览、清理存储空间后再查；仍不行就换一台平板。",
    en: "Leave private browsing, free storage space and check again; if it still fails, take another tablet.",
  },

  offline: { zh: "断网打开", en: "Opening without a network" },
  shell: {
    zh: "页面已存在本机（{n} 个文件，版本 {version}），断网也能打开。",
    en: "The page is on this tablet ({n} files, version {version}) and opens without a network.",
  },
  plain: {
    zh: "这个地址不是 https，断网后不能重新打开页面。已打开的页面照常打分和保存。",
    en: "This address is not https: without a network the page cannot be opened again. While it is open it marks and keeps as usual.",
  },
  plainTodo: {
    zh: "请组织者提供 https 地址；在那之前，打分期间不要关闭或刷新页面。",
    en: "Ask the organiser for an https address; until then do not close or reload the page while marking.",
  },
  noShell: { zh: "页面还没有存到本机。", en: "The page is not on this tablet yet." },
  noShellTodo: {
    zh: "请保持联网，刷新页面后再查一遍；无痕浏览存不下页面。",
    en: "Stay connected, reload the page and check again; private browsing cannot keep it.",
  },

  socket: { zh: "与服务器通话", en: "Talking to the server" },
  answered: { zh: "服务器 {n} 毫秒后应答。", en: "The server answered after {n} ms." },
  notPaired: { zh: "本机尚未配对。", en: "This tablet is not paired yet." },
  slowTodo: {
    zh: "网络偏慢，打分不会丢，但回执会晚到。请靠近无线接入点，或请组织者检查网络。",
    en: "The network is slow: no mark is lost, but receipts come late. Move closer to the access point or ask the organiser.",
  },
  noSocket: { zh: "服务器没有应答。", en: "The server did not answer." },
  noSocketNow: {
    zh: "服务器现在没有应答。评分表在本机，打分照常保存，恢复后自动上传。",
    en: "The server does not answer now. The sheets are on this tablet: marks are kept and sent when it is back.",
  },
  noSocketTodo: {
    zh: "请确认连的是赛场网络。网页能打开而这里不通时，请组织者检查代理或防火墙是否放行 WebSocket。",
    en: "Make sure this is the venue's network. If pages open and this still fails, ask the organiser whether a proxy or firewall blocks WebSockets.",
  },

  awake: { zh: "屏幕常亮", en: "Keeping the screen on" },
  awakeHeld: { zh: "评分表打开时屏幕不会熄灭。", en: "The screen stays on while a sheet is open." },
  awakeRefused: { zh: "系统不允许屏幕常亮。", en: "The system does not allow it." },
  awakeRefusedTodo: { zh: "请关闭省电模式后再查一遍。", en: "Switch power saving off and check again." },
  awakeMissing: { zh: "浏览器在这个地址不能让屏幕常亮。", en: "The browser cannot do it at this address." },
  awakeMissingTodo: {
    zh: "请在系统设置里把自动锁屏设为 30 分钟或“永不”。",
    en: "Set the automatic lock to 30 minutes or never in the system's settings.",
  },

  battery: { zh: "电量", en: "Battery" },
  charging: { zh: "{n}%，正在充电。", en: "{n} %, charging." },
  onBattery: { zh: "{n}%，没有充电。", en: "{n} %, not charging." },
  batteryTodo: { zh: "请充满电，并带上充电器。", en: "Charge it, and bring the charger." },
  batteryUnknown: { zh: "浏览器不提供，请看状态栏。", en: "The browser does not tell; look at the status bar." },

  clock: { zh: "本机时间（仅供参考）", en: "Clock (information only)" },
  clockRight: { zh: "与服务器相差 {n} 秒。", en: "Differs from the server's by {n} s." },
  clockFast: { zh: "比服务器快 {n} 秒。打分次序不受影响。", en: "Ahead of the server by {n} s. Nothing is ordered by it." },
  clockSlow: { zh: "比服务器慢 {n} 秒。打分次序不受影响。", en: "Behind the server by {n} s. Nothing is ordered by it." },
  clockTodo: { zh: "请打开系统的自动设置时间。", en: "Let the system set the time by itself." },
  clockUnknown: { zh: "服务器没有应答，无法比较。", en: "Without an answer from the server it cannot be compared." },

  browser: { zh: "浏览器", en: "Browser" },
  browserIs: { zh: "{name}。", en: "{name}." },
  browserLacks: { zh: "缺少：{missing}。", en: "It lacks: {missing}." },
  browserTodo: {
    zh: "请更新浏览器（Chrome、Edge 111 或 Safari 16.4 以上）。",
    en: "Update the browser (Chrome or Edge 111, Safari 16.4 or newer).",
  },
});
