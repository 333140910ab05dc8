import type { Text } from "../lib/types";
import { words } from "../lib/words";

/** By the state of a certificate, or by what was done with it. */
export const states: Record<string, Text> = {
  issued: { zh: "已签发", en: "Issued" },
  delivered: { zh: "已送达", en: "Delivered" },
  revoked: { zh: "已撤销", en: "Revoked" },
  superseded: { zh: "已换发", en: "Superseded" },
};

/** By what was done, as a deed and not as a state. */
export const deeds: Record<string, Text> = {
  proposed: { zh: "提出晋升", en: "Proposed" },
  first_approved: { zh: "初审批准", en: "Approved first" },
  approved: { zh: "批准", en: "Approved" },
  second_approved: { zh: "复核批准", en: "Approved second" },
  refused: { zh: "驳回", en: "Refused" },
  issued: { zh: "核发证书", en: "Certificate issued" },
  delivered: { zh: "登记送达", en: "Certificate delivered" },
  revoked: { zh: "撤销证书", en: "Certificate revoked" },
  superseded: { zh: "换发证书", en: "Certificate superseded" },
};

export const history = words({
  heading: { zh: "证书台账", en: "History of the certificate" },
  open: { zh: "台账", en: "History" },
  openOf: { zh: "{number} 的台账", en: "History of {number}" },
  close: { zh: "关闭", en: "Close" },
  verify: { zh: "核验页", en: "Check page" },
  replaces: { zh: "取代 {number}", en: "Replaces {number}" },
  replacedBy: { zh: "已由 {number} 取代", en: "Replaced by {number}" },
  orderedBy: { zh: "依{body}的决定", en: "Ordered by {body}" },
  doneBy: { zh: "由{body}自行撤销", en: "By {body} itself" },
  reason: { zh: "理由（记入台账，不公开）", en: "Reason (kept in the history, not public)" },
  authority: { zh: "决定机关（与发证机构不同时填写）", en: "Body that ordered it, if not the issuer" },
  deliver: { zh: "登记送达", en: "Note as delivered" },
  revoke: { zh: "撤销…", en: "Revoke…" },
  replace: { zh: "换发…", en: "Replace…" },
  again: { zh: "重新核发…", en: "Award again…" },
  revokeNow: { zh: "撤销这张证书", en: "Revoke this certificate" },
  replaceNow: { zh: "签发新证书", en: "Issue the new certificate" },
  revokeEffect: {
    zh: "撤销后，核验页立即显示“已撤销”，凭晋级证书取得的等级一并取消；编号不再使用。",
    en: "The check page will say “revoked” at once, and a level held by it is withdrawn. The number is never used again.",
  },
  replaceEffect: {
    zh: "按登记簿现有信息签发一张新编号的证书；旧证书的核验页将指向新证书。",
    en: "A certificate with a new number is issued from the register as it stands now; the old one's check page leads to it.",
  },
});

export const correction = words({
  open: { zh: "更正持证人登记…", en: "Correct the holder's entry…" },
  effect: {
    zh: "此后签发的证书按更正后的信息印制；已签发的证书不变，须另行换发。原登记内容留存备查。",
    en: "Papers issued from now on say it so. Those issued already stay as they are and must be replaced. What the register said is kept.",
  },
  name: { zh: "姓名", en: "Name" },
  romanised: { zh: "姓名（拉丁字母）", en: "Name in Latin letters" },
  document: { zh: "证件号码（不更正则留空）", en: "Document number (leave empty if it is right)" },
  reason: { zh: "更正理由（记入台账）", en: "Reason (kept in the history)" },
  now: { zh: "更正登记", en: "Correct the entry" },
  heading: { zh: "登记更正", en: "Corrections of the entry" },
  was: { zh: "原为 {name}", en: "was {name}" },
  documentToo: { zh: "证件号码已更正", en: "document number changed" },
});

export const recall = words({
  heading: { zh: "撤销证书", en: "Revoke a certificate" },
  what: {
    zh: "输入证书编号，查看其台账；撤销以本机关名义作出，核验页会写明。",
    en: "Give a certificate's number to see its history. What you revoke is revoked in your body's name, and the check page says so.",
  },
  number: { zh: "证书编号", en: "Certificate number" },
  look: { zh: "查看", en: "Look it up" },
  inTheName: { zh: "以“{body}”的名义撤销。", en: "It is revoked in the name of {body}." },
});

export const publicity = words({
  heading: { zh: "核验页公开内容", en: "What the check page says" },
  always: {
    zh: "职业、等级、编号、发证日期与依据始终公开；照片与完整证件号码从不公开。",
    en: "Occupation, level, number, day and clause are always said; the photo and the whole document number never are.",
  },
  name: { zh: "姓名", en: "Name" },
  nameFull: { zh: "全名", en: "In full" },
  nameCovered: { zh: "只留首字（王*），电子凭证不再公开下载", en: "First letters (王*); the credential is not given out" },
  document: { zh: "证件号码", en: "Document number" },
  documentCovered: { zh: "部分遮盖", en: "Covered in part" },
  documentHidden: { zh: "不显示", en: "Not shown" },
  reason: { zh: "理由（记入台账）", en: "Reason (kept in the history)" },
  settle: { zh: "改为所选", en: "Settle it so" },
  nobody: { zh: "尚未改动过。", en: "It was never changed." },
});

/** By the kind of file. */
export const files: Record<string, Text> = {
  zip: { zh: "全部证书（ZIP，含签名清单）", en: "All certificates (ZIP with signed manifest)" },
  pdf: { zh: "合并打印（PDF）", en: "All pages for printing (PDF)" },
  xlsx: { zh: "名单（XLSX）", en: "List (XLSX)" },
  csv: { zh: "名单（CSV）", en: "List (CSV)" },
};

export const papers = words({
  kinds: { zh: "证件种类", en: "Kinds of paper" },
  templates: { zh: "模板", en: "Templates" },
  notFinal: {
    zh: "成绩尚未定为终榜，还不能签发证书：请组织者在“打分进度”的“公开与封榜”中定为终榜。",
    en: "The results are not final, so nothing can be issued yet: the organiser makes them final under Marking, Public board.",
  },
  toMarking: { zh: "去打分进度", en: "Go to Marking" },
  counted: {
    zh: "各类后面的数字是本赛项现行有效的张数。",
    en: "The number after each kind is how many of this event are in force.",
  },
  rank: { zh: "名次", en: "Rank" },
  name: { zh: "姓名", en: "Name" },
  award: { zh: "奖项", en: "Award" },
  total: { zh: "总分", en: "Total" },
  number: { zh: "编号", en: "Number" },
  noAwards: {
    zh: "打分结束后，按评分标准获奖的选手列在这里；现在没有。",
    en: "Once marking has ended, those who won an award by the marking scheme stand here; there is nobody now.",
  },
  noMarks: {
    zh: "打分结束后，有成绩的选手列在这里；现在没有。",
    en: "Once marking has ended, everybody with a score stands here; there is nobody now.",
  },
});

/** By what a paper is said in. */
export const tongues: Record<string, Text> = {
  both: { zh: "中英双语", en: "Chinese and English" },
  zh: { zh: "中文", en: "Chinese" },
  en: { zh: "英文", en: "English" },
};

export const delivery = words({
  language: { zh: "语言", en: "Language" },
  nothing: { zh: "批量核发、下载全部证书", en: "Issue and download all certificates together" },
  issuing: { zh: "正在核发证书", en: "Issuing the certificates" },
  making: { zh: "正在生成：{made} / {total} 张", en: "Drawing and signing: {made} of {total}" },
  done: { zh: "已打包 {total} 张有效证书", en: "{total} certificates in force are packed" },
  issueAll: { zh: "核发 {n} 张并打包", en: "Issue {n} and pack all" },
  pack: { zh: "打包全部证书", en: "Pack all certificates" },
  progress: { zh: "进度", en: "Progress" },
  heldUp: { zh: "暂时停下，稍后自动再试：", en: "Held up; it is tried again by itself:" },
});
