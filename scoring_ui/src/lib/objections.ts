/** Why a typed mark cannot be one, as a sentence. */

import { say } from "./language.svelte";
import type { Objection } from "./marks";
import { words } from "./words";

const own = words({
  notNumber: { zh: "请输入数字。", en: "Enter a number." },
  tooLow: { zh: "不能低于 {limit}。", en: "Not below {limit}." },
  tooHigh: { zh: "不能高于 {limit}。", en: "Not above {limit}." },
  offStep: { zh: "须是 {step} 的整数倍。", en: "Must be a multiple of {step}." },
});

export function objected(why: Objection): string {
  switch (why.kind) {
    case "not_a_number":
      return say(own.notNumber);
    case "too_low":
      return say(own.tooLow, { limit: why.limit });
    case "too_high":
      return say(own.tooHigh, { limit: why.limit });
    case "off_step":
      return say(own.offStep, { step: why.step });
  }
}
