/** Marks as exact decimals: a scaled BigInt, never a binary fraction.
 *
 * The tablet only checks ranges and steps and aligns figures; whatever is computed from marks is computed by the server.
 */

export type Decimal = { readonly digits: bigint; readonly scale: number };

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** The decimal that a person or the server wrote, or undefined for anything that is not one. */
export function parse(text: string): Decimal | undefined {
  const found = PLAIN.exec(text.trim());
  if (!found) return undefined;
  const [, sign, whole = "", fraction = ""] = found;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, scale: fraction.length };
}

/** The same, as a person types it: full-width figures, and a comma or the full stop of a Chinese keyboard as the point. */
export function parseTyped(text: string): Decimal | undefined {
  return parse(text.normalize("NFKC").replace(/[,，。]/g, ".").replace(/[−–]/g, "-"));
}

/** A decimal from text the program itself vouches for. */
export function decimal(text: string): Decimal {
  const value = parse(text);
  if (!value) throw new RangeError(`not a decimal: ${text}`);
  return value;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { digits: left + right, scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = aligned(a, b);
  return { digits: left - right, scale };
}

export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  const [left, right] = aligned(value, step);
  return right === 0n || left % right === 0n;
}

/** The shortest plain text: no exponent, no plus sign, no trailing zeros. */
export function plain(value: Decimal): string {
  const negative = value.digits < 0n;
  const figures = (negative ? -value.digits : value.digits).toString().padStart(value.scale + 1, "0");
  const whole = figures.slice(0, figures.length - value.scale);
  const fraction = figures.slice(figures.length - value.scale).replace(/0+$/, "");
  const text = fraction === "" ? whole : `${whole}.${fraction}`;
  return negative && text !== "0" ? `-${text}` : text;
}

export function sameValue(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = [parse(a), parse(b)];
  return left !== undefined && right !== undefined ? compare(left, right) === 0 : a === b;
}

/** The two halves of a figure, so that a page can align on the point and set the decimals lighter. */
export function halves(text: string): { whole: string; fraction: string } {
  const [whole = "", fraction = ""] = text.split(".");
  return { whole, fraction };
}
