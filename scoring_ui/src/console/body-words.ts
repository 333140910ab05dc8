import type { Text } from "../lib/types";
import { words } from "../lib/words";

export const inbox = words({
  heading: { zh: "待办", en: "Inbox" },
  waits: { zh: "待您审批 {n} 项", en: "Waiting for your decision: {n}" },
  waitsSecond: { zh: "其中待您复核 {n} 项", en: "of these as the second official: {n}" },
  begin: { zh: "从等得最久的开始", en: "Begin with the longest waiting" },
  nothing: { zh: "没有待您审批的晋升。", en: "No promotion waits for your decision." },
  none: {
    zh: "还没有赛项提出晋升；组织者提出后，这里会列出每个赛项。",
    en: "No event has proposed promotions yet; each will be listed here once its organiser does.",
  },
  search: { zh: "查找赛项、大赛或职业", en: "Find an event, competition or occupation" },
  event: { zh: "赛项", en: "Event" },
  awaiting: { zh: "待您审批", en: "For you" },
  second: { zh: "复核 {n}", en: "second: {n}" },
  elsewhere: { zh: "须他人审批", en: "For others" },
  approved: { zh: "待核发", en: "To issue" },
  issued: { zh: "已发晋级证书", en: "Certificates issued" },
  refused: { zh: "已驳回", en: "Refused" },
  since: { zh: "最早提出", en: "Oldest" },
  nobody: { zh: "没有找到。", en: "Nothing found." },
});

export const figures = words({
  heading: { zh: "晋升统计", en: "Figures: promotions" },
  papers: { zh: "证书核发统计（各类）", en: "Figures: papers issued, by kind" },
  papersHow: {
    zh: "按核发的月份计；换发不重复计，撤销的不扣减。",
    en: "By the month of issue; replacements are not counted again, what was revoked is not taken off.",
  },
  how: {
    zh: "待审批按提出的月份计，其余按办理的月份计；换发不重复计。",
    en: "What awaits a decision counts in the month of its proposal, the rest in that of the act; replacements are not counted again.",
  },
  month: { zh: "月份", en: "Month" },
  occupation: { zh: "职业（工种）", en: "Occupation" },
  level: { zh: "等级", en: "Level" },
  awaiting: { zh: "待审批", en: "Awaiting" },
  approved: { zh: "批准", en: "Approved" },
  refused: { zh: "驳回", en: "Refused" },
  issued: { zh: "核发晋级证书", en: "Certificates issued" },
  all: { zh: "全部", en: "all" },
  sum: { zh: "合计", en: "Total" },
});

export const people = words({
  heading: { zh: "人员与审批规则", en: "People and approval" },
  rule: { zh: "审批方式", en: "How promotions are approved" },
  one: { zh: "一人批准", en: "One official approves" },
  two: { zh: "两人批准：一人初审，另一人复核", en: "Two officials approve, the second another than the first" },
  ruleNote: {
    zh: "对此后的审批立即生效；已初审的仍须另一人复核。",
    en: "Holds at once for what is approved from now on; what was approved first still needs the second.",
  },
  tooFew: {
    zh: "在用的认定人员不足两人，两人批准将无法完成；请先添加一人。",
    en: "Fewer than two officials are in office, so nothing could be approved by two; add one first.",
  },
  officials: { zh: "本机构人员", en: "People of this body" },
  name: { zh: "姓名", en: "Name" },
  signIn: { zh: "登录名", en: "Sign-in name" },
  official: { zh: "认定人员", en: "official" },
  lead: { zh: "负责人", en: "in charge" },
  seen: { zh: "最近在线", en: "Last seen" },
  never: { zh: "未登录", en: "not signed in" },
  disabled: { zh: "已停用（{at}）", en: "disabled {at}" },
  you: { zh: "（您）", en: "(you)" },
  disable: { zh: "停用…", en: "Disable…" },
  enable: { zh: "恢复", en: "Enable" },
  reset: { zh: "重设密码…", en: "New password…" },
  disableNow: { zh: "停用并退出其所有登录", en: "Disable and sign out everywhere" },
  disableEffect: {
    zh: "{name} 将立即退出登录，且不能再登录；此人办理过的事项保留。",
    en: "{name} is signed out at once and cannot sign in again; what was done under the account stays.",
  },
  resetNow: { zh: "生成新密码", en: "Make a new password" },
  resetEffect: {
    zh: "{name} 的旧密码立即作废，并退出其所有登录。",
    en: "The old password of {name} is void at once, and all sessions end.",
  },
  add: { zh: "添加人员…", en: "Add somebody…" },
  addNow: { zh: "添加并生成密码", en: "Add and make a password" },
  alsoLead: { zh: "同时是负责人（可管理人员、密钥与规则）", en: "Also in charge (manages people, keys and rules)" },
  body: {
    zh: "代表的主管部门（本机构人员留空）",
    en: "Authority acted for (empty for this body's own people)",
  },
  bodyNote: {
    zh: "填写后，此账号只能查看证书台账，并以该部门名义撤销证书；部门名称以后不能更改。",
    en: "Such an account can look certificates up and revoke them in that authority's name, and nothing else. The authority's name can never be changed.",
  },
  once: { zh: "{name} 的密码，只显示这一次，请当面或以安全方式转交：", en: "The password of {name}, shown only this once; hand it over safely:" },
  noted: { zh: "已记下，关闭", en: "Noted, close" },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制", en: "Copied" },
  acts: { zh: "操作记录", en: "What was done" },
});

export const signing = words({
  heading: { zh: "签发密钥", en: "Signing keys" },
  papers: { zh: "PDF 签名所用的数字证书", en: "Digital certificate that signs the PDFs" },
  authority: { zh: "颁发者：{name}", en: "issued by {name}" },
  dates: { zh: "有效期 {since} 至 {until}", en: "in force from {since} to {until}" },
  level: { zh: "签名级别 PAdES {level}", en: "signature level PAdES {level}" },
  known: { zh: "历次用过 {n} 份，均仍可识别", en: "{n} used so far, all still recognised" },
  fingerprint: { zh: "指纹 {value}", en: "fingerprint {value}" },
  development: {
    zh: "这是开发密钥：签出的证书注明不具效力。请由管理员配置本机构的签名证书（PKCS#12 或密码机）。",
    en: "This is the development key: papers signed with it say that they prove nothing. Have the administrator configure the organisation's certificate (PKCS#12 or a token).",
  },
  soon: {
    zh: "不足 60 天到期；到期后不能再签发，请尽快更换。",
    en: "It runs out within 60 days; nothing can be signed after that. Have it renewed.",
  },
  credentials: { zh: "签署电子凭证与二维码的密钥", en: "Keys of credentials and codes" },
  credentialsHow: {
    zh: "最后一把用于签署，其余仅供核验，均已公布。更换：由管理员运行 jinji rotate-key 后重新启动。",
    en: "The last one signs, the others only verify, and all are published. To change it the administrator runs jinji rotate-key and starts the server again.",
  },
  signs: { zh: "签署用", en: "signs" },
});

export const access = words({
  heading: { zh: "密钥与接口", en: "Keys and interfaces" },
  keys: { zh: "接口密钥", en: "API keys" },
  keysHow: {
    zh: "其他系统持密钥按顺序读取：批准、驳回、核发、撤销、换发，一条不漏。地址 GET /api/feed，请求头 Authorization: Bearer 密钥。",
    en: "With a key another system reads, in order and without a gap, what was approved, refused, issued, revoked and superseded: GET /api/feed with the header Authorization: Bearer KEY.",
  },
  keyFor: { zh: "用途（哪个系统）", en: "What for (which system)" },
  makeKey: { zh: "生成密钥", en: "Make a key" },
  keyOnce: { zh: "密钥只显示这一次，请立即复制到对方系统：", en: "The key is shown only this once; copy it into the other system now:" },
  noKeys: { zh: "还没有密钥。", en: "No keys yet." },
  madeBy: { zh: "{name} 生成于 {at}", en: "made by {name}, {at}" },
  seen: { zh: "最近使用 {at}", en: "last used {at}" },
  unused: { zh: "未使用过", en: "never used" },
  behind: { zh: "{n} 条未确认", en: "not acknowledged: {n}" },
  caughtUp: { zh: "已全部确认", en: "all acknowledged" },
  revoked: { zh: "已作废 {at}", en: "revoked {at}" },
  revoke: { zh: "作废…", en: "Revoke…" },
  revokeNow: { zh: "立即作废", en: "Revoke now" },
  revokeEffect: { zh: "用此密钥的系统将立即读不到数据，且不能恢复。", en: "The system that uses it reads nothing more, at once and for good." },
  hooks: { zh: "推送（Webhook）", en: "Webhooks" },
  hooksHow: {
    zh: "有新事项时，主动发往对方的 https 地址，每条都签名（Standard Webhooks）。按编号顺序发送：送不到的会逐步延长间隔重试约三天，其后的消息排队等候。",
    en: "Each new entry is sent to an https address, signed as Standard Webhooks has it. They go in the order of their numbers: what does not arrive is tried again at growing intervals for some three days, and those after it wait.",
  },
  hookUrl: { zh: "接收地址（https://…）", en: "Address (https://…)" },
  makeHook: { zh: "添加推送", en: "Add a webhook" },
  hookOnce: { zh: "签名密钥只显示这一次，请复制到接收方：", en: "The secret for checking signatures is shown only this once; copy it to the receiver:" },
  noHooks: { zh: "还没有推送。", en: "No webhooks yet." },
  delivered: { zh: "已送达 {n}", en: "arrived: {n}" },
  waiting: { zh: "待送 {n}", en: "waiting: {n}" },
  givenUp: { zh: "未送达 {n}", en: "given up: {n}" },
  messages: { zh: "送达记录", en: "Messages" },
  close: { zh: "收起", en: "Close" },
  noMessages: { zh: "还没有要推送的事项。", en: "Nothing to be sent yet." },
  message: { zh: "第 {seq} 条", en: "No. {seq}" },
  nextAt: { zh: "{at} 再试", en: "tried again {at}" },
  sendNow: { zh: "立即重送", en: "Send now" },
  remove: { zh: "删除…", en: "Remove…" },
  removeNow: { zh: "停止推送并删除", en: "Stop and remove" },
  removeEffect: { zh: "此后不再发往 {name}；待送的也不再发送。", en: "Nothing more is sent to {name}, what is waiting neither." },
  tried: { zh: "{at} 答复 {status}", en: "{at} answered {status}" },
  failed: { zh: "{at} {problem}", en: "{at} {problem}" },
});

/** Why a message did not arrive, where nothing was answered. */
export const problems: Record<string, Text> = {
  address: { zh: "地址不允许（内网或无法解析）", en: "address not allowed or not resolved" },
  timeout: { zh: "超时未答复", en: "no answer in time" },
  connection: { zh: "连接不上", en: "no connection" },
};

/** By the state of a message. */
export const messageStates: Record<string, Text> = {
  waiting: { zh: "待送", en: "waiting" },
  delivered: { zh: "已送达", en: "arrived" },
  given_up: { zh: "未送达，已停止重试", en: "given up" },
};

/** By the kind of an entry in the feed. */
export const kinds: Record<string, Text> = {
  "decision.approved": { zh: "批准晋升", en: "promotion approved" },
  "decision.refused": { zh: "驳回晋升", en: "promotion refused" },
  "certificate.issued": { zh: "核发证书", en: "certificate issued" },
  "certificate.delivered": { zh: "证书送达", en: "certificate delivered" },
  "certificate.revoked": { zh: "撤销证书", en: "certificate revoked" },
  "certificate.superseded": { zh: "换发证书", en: "certificate superseded" },
};

/** By what was done at the desk. */
export const deskActs: Record<string, Text> = {
  "official.added": { zh: "添加人员", en: "added" },
  "official.disabled": { zh: "停用人员", en: "disabled" },
  "official.enabled": { zh: "恢复人员", en: "enabled" },
  "official.password_reset": { zh: "重设密码", en: "new password" },
  "official.password_changed": { zh: "修改本人密码", en: "changed the own password" },
  "approval.two_officials": { zh: "改为两人批准", en: "two officials approve from here on" },
  "approval.one_official": { zh: "改为一人批准", en: "one official approves from here on" },
  "token.made": { zh: "生成接口密钥", en: "API key made" },
  "token.revoked": { zh: "作废接口密钥", en: "API key revoked" },
  "webhook.made": { zh: "添加推送", en: "webhook added" },
  "webhook.removed": { zh: "删除推送", en: "webhook removed" },
  "webhook.sent_again": { zh: "重送推送消息", en: "message sent again" },
};
