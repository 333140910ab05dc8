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
  altered: {
    zh: "二维码或文件被改动过，不可信。",
    en: "This code or file was altered. Do not trust it.",
  },
  alteredDo: {
    zh: "它与发证登记簿不一致：可能换过二维码、改过文字，或传输中损坏。请向持证人索取原件，或凭证书编号向发证机构查询。",
    en: "It differs from the issuer's register: a code was swapped, words were changed, or it was damaged on the way. Ask the holder for the original, or ask the issuing body, giving the certificate number.",
  },
  unsigned: { zh: "这个文件没有签名，什么也证明不了。", en: "This file bears no signature and proves nothing." },
  unreadable: { zh: "这不是可以读取的 PDF 文件。", en: "This is not a PDF that can be read." },
  fileDo: {
    zh: "请选择发证机构发给持证人的 PDF 原件，不要用扫描件、照片或另存的文件。",
    en: "Choose the PDF that the issuing body gave the holder, not a scan, a photo or a file that was saved anew.",
  },
  revokedOn: { zh: "这张证书已于 {day} 撤销。", en: "This certificate was revoked on {day}." },
  revokedBy: { zh: "决定机关：{body}", en: "Ordered by {body}" },
  supersededOn: {
    zh: "这张证书已于 {day} 被新证书取代。",
    en: "This certificate was superseded on {day}.",
  },
  successor: { zh: "新证书：{number}", en: "The new certificate: {number}" },
  file: { zh: "核验 PDF 文件", en: "Check a PDF" },
  fileWhat: {
    zh: "选择收到的证书 PDF：同时核对签名、内嵌凭证与登记簿。",
    en: "Choose the certificate's PDF that you were given: its signature, the credential inside it and the register are checked together.",
  },
  fileStays: {
    zh: "文件不离开这台设备，只用它的摘要查询登记簿。",
    en: "The file stays on this device; the register is asked by its digest.",
  },
  fileLeaves: {
    zh: "此页面未通过 https 打开，浏览器不能自行核对：所选文件将发送到服务器，核对后不保存。",
    en: "This page did not come by https, so the browser cannot check by itself: the file that you choose is sent to the server, which keeps nothing of it.",
  },
  choose: { zh: "选择文件", en: "Choose a file" },
  checking: { zh: "正在核验 {name}", en: "Checking {name}" },
  howFile: { zh: "签名、内嵌凭证与登记簿均已核对：{name}", en: "Signature, credential and register were checked: {name}" },
  howSigner: { zh: "文件由“{signer}”签署。", en: "The file was signed by {signer}." },
  howDevelopment: {
    zh: "签署所用的是开发密钥，不能证明发证机构的身份。",
    en: "It was signed with a development key, which proves no issuer.",
  },
  landing: { zh: "核验证书", en: "Check a certificate" },
  landingDo: {
    zh: "用手机扫描证书左下角的二维码，或在下面选择证书的 PDF 文件。",
    en: "Scan the code at the certificate's lower left with a phone, or choose the certificate's PDF below.",
  },
  other: {
    zh: "这张证书的状态是“{status}”，请向发证机构查询。",
    en: "This certificate's status is “{status}”. Ask the issuing body.",
  },
  unknown: { zh: "登记簿中没有这张证书。", en: "No such certificate is in the register." },
  unknownDo: {
    zh: "请重新扫描证书左下角的二维码；仍然查不到时，可在下面凭编号查询，或向发证机构查询。",
    en: "Scan the code at the certificate's lower left again. If it still cannot be found, check by number below, or ask the issuing body.",
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
  kind: { zh: "种类", en: "Kind" },
  award: { zh: "奖项", en: "Award" },
  competed: { zh: "所属竞赛", en: "Competition" },
  basis: { zh: "晋升依据", en: "Granted under" },
  competition: { zh: "竞赛", en: "Competition" },
  rulebook: { zh: "规则", en: "Rulebook" },
  clause: { zh: "条款", en: "Clause" },
  credential: { zh: "下载电子凭证（JSON，Open Badges 3.0）", en: "Download the credential (JSON, Open Badges 3.0)" },
  byNumber: { zh: "凭编号查询", en: "Check by number" },
  byNumberWhat: {
    zh: "二维码污损时：填写证书编号与持证人证件号码，两项都对才能查到。",
    en: "When the code cannot be scanned: give the certificate's number and that of its holder's identity document. Both must be right.",
  },
  ask: { zh: "查询", en: "Check" },
  unknownHolder: {
    zh: "没有编号与证件号码都相符的证书。",
    en: "No certificate has both this number and this document number.",
  },
  howHolder: {
    zh: "证书编号与持证人证件号码已与登记簿核对。",
    en: "The number and its holder's document were looked up in the register.",
  },
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
