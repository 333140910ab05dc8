/**
 * A file checked on the device that has it: its signature here, its credential with the keys that the issuer publishes,
 * and the register asked by the file's digest. The answers are those that the server gives about the file itself.
 */

import { answer, api } from "../../lib/api";
import type { Verification } from "../../lib/types";
import { type Json, proven } from "./credential";
import { checkPaper } from "./paper";

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

async function publishedKeys(): Promise<string[]> {
  const { verificationMethod } = (await answer(api.GET("/.well-known/did.json"))) as unknown as {
    verificationMethod: { [name: string]: Json }[];
  };
  return verificationMethod.flatMap(({ publicKeyMultibase: key }) => (typeof key === "string" ? [key] : []));
}
