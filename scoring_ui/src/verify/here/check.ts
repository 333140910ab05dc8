/**
 * A file or a code checked on the device that has it: signatures here, with the keys that the issuer publishes, and the
 * register asked by the file's digest or the code's address. The answers are those that the server gives about the
 * whole file or text.
 */

import { answer, api } from "../../lib/api";
import type { Verification } from "../../lib/types";
import { type Json, proven } from "./credential";
import { checkPaper } from "./paper";
import { signedNumber } from "./record";

/** Browsers keep cryptography for pages that came by https, or from this very machine. */
export function canCheckHere(): boolean {
  return isSecureContext && "DecompressionStream" in globalThis;
}

export async function checkedHere(file: Blob): Promise<Verification> {
  const paper = await checkPaper(new Uint8Array(await file.arrayBuffer()));
  const nothing = { certificate: null, development: false };
  if (paper.state !== "intact") {
    return { ...nothing, status: paper.state, signer: paper.state === "altered" ? paper.signer : null };
  }
  const said = await answer(api.POST("/api/verify/digest", { body: { digest: paper.digest } }));
  const proves = said.status === "unknown" || (await proven(paper.credential, await publishedKeys())) !== false;
  return proves && said.status !== "unknown" ? said : { ...nothing, status: "unknown", signer: paper.signer };
}

/** The answer about an address with its signed record; undefined where the browser knows no Ed25519. */
export async function checkedCode(address: string, code: string): Promise<Verification | undefined> {
  const number = await signedNumber(code, await publishedKeys());
  if (number === undefined) return undefined;
  const said = await answer(api.POST("/api/verify", { body: { text: address } }));
  if (!said.certificate || said.certificate.number === number) return said;
  return { certificate: null, signer: null, development: false, status: "altered" };
}

async function publishedKeys(): Promise<string[]> {
  const { verificationMethod } = (await answer(api.GET("/.well-known/did.json"))) as unknown as {
    verificationMethod: { [name: string]: Json }[];
  };
  return verificationMethod.flatMap(({ publicKeyMultibase: key }) => (typeof key === "string" ? [key] : []));
}
