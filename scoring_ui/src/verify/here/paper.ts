/** What a PDF proves by itself, found out on this device: the twin of the server's `paper_check.py`. */

import { checkSignature } from "./cms";
import type { Json } from "./credential";
import { type Bytes, hex } from "./der";

/** `digest` is the SHA-256 of the file in hex, `fingerprint` that of the certificate that signed it. */
export type Paper = {
  state: "intact" | "altered" | "unsigned" | "unreadable";
  digest: string;
  signer: string | null;
  fingerprint: Bytes | null;
  credential: Json;
};

const RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/;

export async function checkPaper(file: Bytes): Promise<Paper> {
  const digest = hex(await digestOf("SHA-256", file));
  const nothing = { digest, signer: null, fingerprint: null, credential: null };
  const text = new TextDecoder("latin1").decode(file);
  if (!text.startsWith("%PDF-")) return { ...nothing, state: "unreadable" };
  const ranges = text.split("/ByteRange").length - 1;
  if (ranges === 0) return { ...nothing, state: unsigned(text) };
  const [start, opening, closing, rest] = RANGE.exec(text)?.slice(1).map(Number) ?? [];
  const whole = start === 0 && opening !== undefined && closing !== undefined && closing + (rest ?? 0) === file.length;
  const digits = whole ? text.slice(opening, closing) : "";
  if (!/^<([0-9a-f]{2})+>$|^<([0-9A-F]{2})+>$/.test(digits)) return { ...nothing, state: "altered" };
  const covered = joined(file.subarray(0, opening), file.subarray(closing));
  try {
    const signed = await checkSignature(fromHex(digits.slice(1, -1)), (hash) => digestOf(hash, covered));
    const intact = signed.intact && ranges === 1;
    return {
      ...nothing,
      state: intact ? "intact" : "altered",
      signer: signed.signer,
      fingerprint: signed.fingerprint,
      credential: intact ? await attached(file, text) : null,
    };
  } catch (error) {
    if (error instanceof RangeError) return { ...nothing, state: "altered" };
    throw error;
  }
}

function unsigned(text: string): Paper["state"] {
  if (/\/SubFilter\s*\/(ETSI|adbe)\./.test(text)) return "altered";
  return /startxref\s+\d+\s+%%EOF/.test(text) ? "unsigned" : "unreadable";
}

async function digestOf(hash: string, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(hash, bytes));
}

function joined(one: Bytes, other: Bytes): Bytes {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function fromHex(digits: string): Bytes {
  const bytes = new Uint8Array(digits.length / 2);
  for (let n = 0; n < bytes.length; n++) bytes[n] = parseInt(digits.slice(2 * n, 2 * n + 2), 16);
  return bytes;
}

/** The credential as our own papers hold it: the only file in the file, deflated. */
async function attached(file: Bytes, text: string): Promise<Json> {
  const found = /\/Type \/EmbeddedFile\s[^]*?stream\r?\n/.exec(text);
  if (!found) return null;
  const begins = found.index + found[0].length;
  const length = /\/Length (\d+)\b(?! \d+ R)/.exec(text.slice(text.lastIndexOf(" obj", found.index), begins));
  if (!length) return null;
  const packed = file.slice(begins, begins + Number(length[1])); // what inflates it takes no byte more
  try {
    return (await new Response(inflated(packed)).json()) as Json;
  } catch {
    return null;
  }
}

function inflated(packed: Bytes): ReadableStream {
  return new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
}
