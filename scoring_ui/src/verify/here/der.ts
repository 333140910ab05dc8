/** As much of ASN.1's DER as a signature needs: nested values, read without copying. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** `whole` includes tag and length, `content` does not. */
export type Der = { tag: number; content: Bytes; whole: Bytes };

export const SEQUENCE = 0x30;
export const SET = 0x31;

/** The value that begins at `at`. Throws a RangeError where there is none. */
export function read(bytes: Bytes, at = 0): Der {
  const tag = byte(bytes, at);
  let length = byte(bytes, at + 1);
  let start = at + 2;
  if (length >= 0x80) {
    const size = length - 0x80;
    if (size < 1 || size > 4) throw new RangeError("no definite length");
    length = 0;
    for (let n = 0; n < size; n++) length = length * 256 + byte(bytes, start++);
  }
  if (start + length > bytes.length) throw new RangeError("cut off");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

/** The values inside one, or all of them after each other in `bytes`. */
export function inside(from: Der | Bytes): Der[] {
  const bytes = "content" in from ? from.content : from;
  const found: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = read(bytes, at);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The parts of a value that must be of that tag. */
export function parts(from: Der | undefined, tag: number): Der[] {
  if (from?.tag !== tag) throw new RangeError("of another kind");
  return inside(from);
}

export function hex(bytes: Bytes): string {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

/** The content of an object identifier, in hex. */
export function oid(from: Der | undefined): string {
  return from?.tag === 0x06 ? hex(from.content) : "";
}

export function same(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

function byte(bytes: Bytes, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw new RangeError("cut off");
  return value;
}
