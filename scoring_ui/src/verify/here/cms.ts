/**
 * Whether a CMS signature (RFC 5652, as PAdES uses it) is over bytes of that digest and nothing in it was changed.
 *
 * Who signed is not judged: a certificate is recognised by its fingerprint. As on the server, whatever no signature
 * covers must hold what it cannot but hold, so that no byte can be changed unseen.
 */

import { type Bytes, type Der, hex, inside, oid, parts, read, same, SEQUENCE, SET } from "./der";

const INTEGER = 0x02;
const OCTETS = 0x04;
const SIGNED_DATA = "2a864886f70d010702";
const DATA = "2a864886f70d010701";
const CONTENT_TYPE = "2a864886f70d010903";
const MESSAGE_DIGEST = "2a864886f70d010904";
const SIGNING_CERTIFICATE = { "2a864886f70d010910020c": "SHA-1", "2a864886f70d010910022f": "SHA-256" } as const;
const HASHES: Record<string, string> = {
  "608648016503040201": "SHA-256",
  "608648016503040202": "SHA-384",
  "608648016503040203": "SHA-512",
};
const RSA = new Set(["2a864886f70d010101", "2a864886f70d01010b", "2a864886f70d01010c", "2a864886f70d01010d"]);
const ECDSA = new Set(["2a8648ce3d040302", "2a8648ce3d040303", "2a8648ce3d040304"]);
const CURVES: Record<string, { namedCurve: string; size: number }> = {
  "2a8648ce3d030107": { namedCurve: "P-256", size: 32 },
  "2b81040022": { namedCurve: "P-384", size: 48 },
  "2b81040023": { namedCurve: "P-521", size: 66 },
};
const COMMON_NAME = "550403";

export type Signed = { intact: boolean; signer: string | null; fingerprint: Bytes };

/** `digest` tells the digest of what is signed, by a hash's name. Throws a RangeError for what is no signature. */
export async function checkSignature(cms: Bytes, digest: (hash: string) => Promise<Bytes>): Promise<Signed> {
  const info = read(cms);
  const padding = cms.subarray(info.whole.length);
  const [type, wrapped] = parts(info, SEQUENCE);
  const [version, hashes, content, certificates, ...rest] = parts(parts(wrapped, 0xa0)[0], SEQUENCE);
  const signers = parts(rest.at(-1), SET);
  const [signerVersion, who, hashed, attributes, algorithm, value] = parts(signers[0], SEQUENCE);
  const hash = hashOf(hashed);
  const signer = parts(certificates, 0xa0).find((one) => who && names(one, who));
  if (!signer || !attributes || value?.tag !== OCTETS) throw new RangeError("without signer");
  const own = await digestOf("SHA-256", signer.whole);
  const plain =
    oid(type) === SIGNED_DATA &&
    isOne(version) &&
    isOne(signerVersion) &&
    signers.length === 1 &&
    parts(content, SEQUENCE).length === 1 &&
    oid(inside(content as Der)[0]) === DATA &&
    parts(hashes, SET).every((one) => hashOf(one) === hash) &&
    padding.every((one) => one === 0);
  const said = attributesOf(attributes);
  const intact =
    plain &&
    oid(said.get(CONTENT_TYPE)) === DATA &&
    octets(said.get(MESSAGE_DIGEST), await digest(hash)) &&
    (await namesCertificate(said, signer.whole)) &&
    (await verifies(signer, algorithm, hash, asSet(attributes), value.content));
  return { intact, signer: commonName(signer), fingerprint: own };
}

async function digestOf(hash: string, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest(hash, bytes));
}

function octets(value: Der | undefined, expected: Bytes): boolean {
  return value?.tag === OCTETS && same(value.content, expected);
}

function isOne(value: Der | undefined): boolean {
  return value?.tag === INTEGER && hex(value.content) === "01";
}

/** The name of a hash that stands alone or with a NULL beside it. */
function hashOf(algorithm: Der | undefined): string {
  const [name, none, ...more] = parts(algorithm, SEQUENCE);
  const hash = HASHES[oid(name)];
  if (!hash || more.length > 0 || (none && hex(none.whole) !== "0500")) throw new RangeError("another hash");
  return hash;
}

/** The fields of a certificate from its serial number on; its version, where it is said, is left out. */
function fieldsOf(certificate: Der): Der[] {
  const fields = parts(parts(certificate, SEQUENCE)[0], SEQUENCE);
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
}

function names(certificate: Der, who: Der): boolean {
  if (certificate.tag !== SEQUENCE) return false;
  const [serial, , issuer] = fieldsOf(certificate);
  const [issuedBy, number] = parts(who, SEQUENCE);
  return !!serial && !!issuer && !!issuedBy && !!number && same(issuer.whole, issuedBy.whole) && same(serial.whole, number.whole);
}

function attributesOf(attributes: Der): Map<string, Der> {
  const found = new Map<string, Der>();
  for (const one of parts(attributes, 0xa0)) {
    const [type, values] = parts(one, SEQUENCE);
    const [first] = parts(values, SET);
    if (first) found.set(oid(type), first);
  }
  return found;
}

/** Whether what is signed names this certificate by its digest (RFC 5035). */
async function namesCertificate(said: Map<string, Der>, certificate: Bytes): Promise<boolean> {
  for (const [type, hash] of Object.entries(SIGNING_CERTIFICATE)) {
    const value = said.get(type);
    if (!value) continue;
    const fields = parts(parts(parts(value, SEQUENCE)[0], SEQUENCE)[0], SEQUENCE);
    const named = fields.find(({ tag }) => tag === OCTETS);
    const by = fields[0]?.tag === SEQUENCE ? hashOf(fields[0]) : hash;
    return octets(named, await digestOf(by, certificate));
  }
  return false;
}

/** The attributes as they are signed: as a set, not as a tagged part. */
function asSet(attributes: Der): Bytes {
  const bytes = attributes.whole.slice();
  bytes[0] = SET;
  return bytes;
}

async function verifies(
  certificate: Der,
  algorithm: Der | undefined,
  hash: string,
  message: Bytes,
  value: Bytes,
): Promise<boolean> {
  const key = fieldsOf(certificate)[5];
  const used = oid(parts(algorithm, SEQUENCE)[0]);
  const [, curveName] = parts(parts(key, SEQUENCE)[0], SEQUENCE);
  const curve = CURVES[oid(curveName)];
  if (!key) return false;
  try {
    if (ECDSA.has(used) && curve) {
      const found = await crypto.subtle.importKey("spki", key.whole, { name: "ECDSA", ...curve }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "ECDSA", hash }, found, pair(value, curve.size), message);
    }
    if (!RSA.has(used)) return false;
    const found = await crypto.subtle.importKey("spki", key.whole, { name: "RSASSA-PKCS1-v1_5", hash }, false, ["verify"]);
    return await crypto.subtle.verify("RSASSA-PKCS1-v1_5", found, value, message);
  } catch {
    return false;
  }
}

/** The two numbers of a signature on a curve, as the browser wants them: each filled to its size. */
function pair(value: Bytes, size: number): Bytes {
  const both = new Uint8Array(2 * size);
  const numbers = parts(read(value), SEQUENCE);
  if (numbers.length !== 2 || read(value).whole.length !== value.length) throw new RangeError("not two numbers");
  numbers.forEach((one, n) => both.set(unsigned(one, size), n * size));
  return both;
}

/** A number that is not negative, filled to its size. */
function unsigned({ tag, content }: Der, size: number): Bytes {
  const filled = content.length > 1 && content[0] === 0;
  const number = filled ? content.subarray(1) : content;
  const high = (number[0] ?? 0) >= 0x80;
  if (tag !== INTEGER || number.length > size || high !== filled) throw new RangeError("not a number as DER has it");
  const whole = new Uint8Array(size);
  whole.set(number, size - number.length);
  return whole;
}

function commonName(certificate: Der): string | null {
  const subject = fieldsOf(certificate)[4];
  for (const set of parts(subject, SEQUENCE)) {
    const [type, value] = parts(parts(set, SET)[0], SEQUENCE);
    if (oid(type) === COMMON_NAME && value) return new TextDecoder().decode(value.content);
  }
  return null;
}
