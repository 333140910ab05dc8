/** Whether a mark may be entered, by the scheme that came with the sheet. The server asks again; this only saves the walk. */

import { add, compare, decimal, isMultipleOf, parseTyped, plain, subtract } from "./decimal";
import type { Aspect } from "./types";

export type Objection =
  | { kind: "not_a_number" }
  | { kind: "too_low"; limit: string }
  | { kind: "too_high"; limit: string }
  | { kind: "off_step"; step: string };

export type Checked = { value: string } | { objection: Objection };

type Bounds = Pick<Aspect, "minimum" | "maximum" | "step">;

/** The mark in its plain form, or why it cannot be one. Steps are counted from the lowest mark, as the scheme does. */
export function checkMark(bounds: Bounds, text: string): Checked {
  const value = parseTyped(text);
  if (!value) return { objection: { kind: "not_a_number" } };
  if (bounds.minimum !== null && compare(value, decimal(bounds.minimum)) < 0)
    return { objection: { kind: "too_low", limit: plain(decimal(bounds.minimum)) } };
  if (bounds.maximum !== null && compare(value, decimal(bounds.maximum)) > 0)
    return { objection: { kind: "too_high", limit: plain(decimal(bounds.maximum)) } };
  const low = decimal(bounds.minimum ?? "0");
  if (bounds.step !== null && !isMultipleOf(subtract(value, low), decimal(bounds.step)))
    return { objection: { kind: "off_step", step: plain(decimal(bounds.step)) } };
  return { value: plain(value) };
}

/** Whether a stepper is of any use: a length of 80.013 is typed, not walked to. */
export function isWalkable(bounds: Bounds): boolean {
  if (bounds.minimum === null || bounds.maximum === null) return false;
  const steps = 200n;
  const step = decimal(bounds.step ?? "1");
  const far = add(decimal(bounds.minimum), { digits: step.digits * steps, scale: step.scale });
  return compare(far, decimal(bounds.maximum)) >= 0;
}

/** One step up or down from what stands there, held within the range; from nothing, the lowest mark. */
export function stepped(bounds: Bounds, from: string, direction: 1 | -1): string {
  const step = decimal(bounds.step ?? "1");
  const low = bounds.minimum === null ? undefined : decimal(bounds.minimum);
  const high = bounds.maximum === null ? undefined : decimal(bounds.maximum);
  const start = parseTyped(from);
  if (!start) return plain(low ?? decimal("0"));
  const next = direction === 1 ? add(start, step) : subtract(start, step);
  if (low && compare(next, low) < 0) return plain(low);
  if (high && compare(next, high) > 0) return plain(high);
  return plain(next);
}

/** The values that a row of choices stands for: one for each descriptor, or every step of the range. */
export function choices(aspect: Aspect): string[] {
  const low = decimal(aspect.minimum ?? "0");
  const step = decimal(aspect.step ?? "1");
  const high = aspect.maximum === null ? undefined : decimal(aspect.maximum);
  const count = aspect.descriptors.length;
  const values: string[] = [];
  for (let value = low; count > 0 ? values.length < count : values.length < 11; value = add(value, step)) {
    if (high && compare(value, high) > 0) break;
    values.push(plain(value));
  }
  return values;
}
