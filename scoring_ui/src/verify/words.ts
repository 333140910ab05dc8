import { words } from "../lib/words";

export const verify = words({
  title: { zh: "证书核验", en: "Certificate check" },
  valid: { zh: "这张证书有效。", en: "This certificate is valid." },
  validSample: {
    zh: "登记簿中有这张证书，但它是样例，不能作为凭证。",
    en: "This certificate is in the register, but it is a sample and proves nothing.",
  },
  revoked: { zh: "这张证书已撤销。", en: "This certificate has been revoked." },
  superseded: { zh: "这张证书已被新证书取代。", en: "This certificate has been superseded by a newer one." },
  other: {
    zh: "这张证书的状态是“{status}”，请向发证机构查询。",
    en: "This certificate's status is “{status}”. Ask the issuing body.",
  },
  unknown: { zh: "登记簿中没有这张证书。", en: "No such certificate is in the register." },
  unknownDo: {
    zh: "请重新扫描证书左下角的二维码；仍然查不到时，请凭证书编号向发证机构查询。",
    en: "Scan the code at the certificate's lower left again. If it still cannot be found, ask the issuing body, giving the certificate number.",
  },
  unanswered: { zh: "暂时查不到，证书真伪未知。", en: "The register did not answer; nothing is known yet." },
  facts: { zh: "登记簿所载", en: "What the register says" },
  compare: {
    zh: "以上内容来自登记簿，不来自纸面。请与手中的证书逐项对照；不一致的，以登记簿为准。",
    en: "This comes from the register, not from the paper. Compare the two; where they differ, the register is right.",
  },
  name: { zh: "姓名", en: "Name" },
  document: { zh: "证件号码", en: "Document number" },
  occupation: { zh: "职业（工种）", en: "Occupation" },
  direction: { zh: "职业方向", en: "Direction" },
  level: { zh: "职业技能等级", en: "Skill level" },
  number: { zh: "证书编号", en: "Certificate number" },
  issuedOn: { zh: "发证日期", en: "Issued on" },
  issuer: { zh: "发证机构", en: "Issued by" },
  basis: { zh: "晋升依据", en: "Granted under" },
  competition: { zh: "竞赛", en: "Competition" },
  rulebook: { zh: "规则", en: "Rulebook" },
  clause: { zh: "条款", en: "Clause" },
  how: { zh: "如何核验", en: "How this was checked" },
  howRegister: {
    zh: "二维码中的核验码与发证登记簿比对。",
    en: "The code in the QR was looked up in the issuer's register.",
  },
  howWhen: { zh: "核验时间 {time}", en: "Checked at {time}" },
  howAddress: {
    zh: "请确认地址栏中的网址属于发证机构：{host}",
    en: "Make sure that the address in your browser belongs to the issuer: {host}",
  },
});
