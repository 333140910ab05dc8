/** Keys as an issuer publishes them (multibase), and signatures by them. */

import type { Bytes } from "./der";

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The bytes of an Ed25519 key; undefined where the text is none. */
export function keyOf(multibase: string): Bytes | undefined {
  const bytes = multibase.startsWith("z") ? fromBase58(multibase.slice(1)) : undefined;
  return bytes?.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 ? bytes.slice(2) : undefined;
}

/** Undefined where the browser knows no Ed25519. */
export async function verifies(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean | undefined> {
  let found: CryptoKey;
  try {
    found = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    return error instanceof DOMException && error.name === "NotSupportedError" ? undefined : false;
  }
  return crypto.subtle.verify("Ed25519", found, signature, message);
}

export function fromBase58(text: string): Bytes | undefined {
  let number = 0n;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return undefined;
    number = number * 58n + BigInt(digit);
  }
  const digits = number === 0n ? "" : number.toString(16);
  const body = digits.padStart(digits.length + (digits.length % 2), "0");
  const zeros = text.length - text.replace(/^1+/, "").length;
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...(body.match(/../g) ?? []).map((two) => parseInt(two, 16))]);
}
