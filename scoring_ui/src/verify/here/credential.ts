/** Data Integrity proofs with eddsa-jcs-2022, by a key of the issuer's published ones. */

import type { Bytes } from "./der";
import { fromBase58, keyOf, verifies } from "./ed25519";

const SUITE = { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", proofPurpose: "assertionMethod" };

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** RFC 8785, which is defined by what JavaScript does; documents of ours hold no fractions. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join()}}`;
}

/** Whether the document bears a proof by one of the keys (multibase); undefined where the browser knows no Ed25519. */
export async function proven(document: Json, keys: string[]): Promise<boolean | undefined> {
  if (document === null || typeof document !== "object" || Array.isArray(document)) return false;
  const { proof, ...unsecured } = document;
  if (proof === null || typeof proof !== "object" || Array.isArray(proof)) return false;
  const { proofValue, ...options } = proof;
  if (Object.entries(SUITE).some(([name, value]) => options[name] !== value)) return false;
  if ("@context" in options && canonical(options["@context"] ?? null) !== canonical(unsecured["@context"] ?? null)) {
    return false;
  }
  const named = String(options.verificationMethod).split("#").at(-1) ?? "";
  if (!keys.includes(named)) return false;
  const key = keyOf(named);
  const signature = fromBase58(String(proofValue).slice(1));
  if (!key || !signature) return false;
  const message = new Uint8Array(64);
  message.set(await digest(options), 0);
  message.set(await digest(unsecured), 32);
  return verifies(key, signature, message);
}

async function digest(value: Json): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(value))));
}
