import type { Certificate, Text } from "./types";

export type Kind = Certificate["kind"];

/** The kinds of paper, in the order in which they are offered. */
export const kinds: Record<Kind, Text> = {
  promotion: { zh: "晋级证书", en: "Promotion certificates" },
  award: { zh: "获奖证书", en: "Award certificates" },
  transcript: { zh: "成绩单", en: "Transcripts" },
};

/** The same where little room is, before a number. */
export const shortKinds: Record<Kind, Text> = {
  promotion: { zh: "晋级", en: "promotions" },
  award: { zh: "获奖", en: "awards" },
  transcript: { zh: "成绩单", en: "transcripts" },
};
