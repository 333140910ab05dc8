/** The signed record in the QR code (COSE_Sign1, RFC 9052), read in the one form that the server writes it in. */

import { type Bytes, hex, same } from "./der";
import { keyOf, verifies } from "./ed25519";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** Of a COSE_Sign1: its tag, four parts; EdDSA and a key's short name as its protected header; nothing unprotected. */
const BEGINS = Uint8Array.of(0xd2, 0x84);
const HEADER = Uint8Array.of(0xa2, 0x01, 0x27, 0x04, 0x46);
const UNPROTECTED = 0xa0;
/** Nine facts, of which the first is the version. */
const FACTS = Uint8Array.of(0x89, 0x01);
const BYTES = 2;
const TEXT = 3;

/**
 * The certificate's number that the record was signed for, by one of the keys; null for what nobody of them signed, or
 * was changed; undefined where the browser knows no Ed25519.
 */
export async function signedNumber(code: string, keys: string[]): Promise<string | null | undefined> {
  try {
    return await readNumber(fromBase32(code), keys);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function readNumber(message: Bytes, keys: string[]): Promise<string | null | undefined> {
  expect(message, 0, BEGINS);
  const header = item(message, BEGINS.length, BYTES);
  expect(header.content, 0, HEADER);
  if (message[header.end] !== UNPROTECTED) throw new RangeError("with something unprotected");
  const payload = item(message, header.end + 1, BYTES);
  const signature = item(message, payload.end, BYTES);
  if (signature.end !== message.length) throw new RangeError("more follows");
  expect(payload.content, 0, FACTS);
  const number = item(payload.content, FACTS.length, TEXT);
  const key = await keyNamed(header.content.subarray(HEADER.length), keys);
  const title = new TextEncoder().encode("Signature1");
  const signed = joined([0x84, 0x60 + title.length], title, header.whole, [0x40], payload.whole);
  const good = key ? await verifies(key, signature.content, signed) : false;
  return good === undefined ? undefined : good ? new TextDecoder().decode(number.content) : null;
}

async function keyNamed(short: Bytes, keys: string[]): Promise<Bytes | undefined> {
  for (const key of keys.map(keyOf)) {
    if (!key) continue;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", key));
    if (same(digest.subarray(0, 6), short)) return key;
  }
  return undefined;
}

function expect(bytes: Bytes, at: number, expected: Bytes) {
  if (!same(bytes.subarray(at, at + expected.length), expected)) throw new RangeError("another form");
}

/** A string of bytes or of text, with its length as short as can be. */
function item(bytes: Bytes, at: number, major: number): { content: Bytes; whole: Bytes; end: number } {
  const head = bytes[at] ?? 0;
  const low = head & 31;
  const size = low < 24 ? 0 : low === 24 ? 1 : low === 25 ? 2 : -1;
  const length = size === 0 ? low : Number(`0x${hex(bytes.subarray(at + 1, at + 1 + size)) || "0"}`);
  const start = at + 1 + size;
  const shortest = size === 0 || length >= (size === 1 ? 24 : 256);
  if (head >> 5 !== major || size < 0 || !shortest || start + length > bytes.length) throw new RangeError("another form");
  return { content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length), end: start + length };
}

function joined(...pieces: (number[] | Bytes)[]): Bytes {
  return Uint8Array.from(pieces.flatMap((one) => [...one]));
}

function fromBase32(text: string): Bytes {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) throw new RangeError("no Base32");
    held = (held << 5) | digit;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0 || bits >= 5) throw new RangeError("no Base32");
  return Uint8Array.from(bytes);
}
