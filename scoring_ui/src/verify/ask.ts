/** The ways to ask: the address of this page with what follows its `#`, a number with its holder's document, a file. */

import { answer, api } from "../lib/api";
import type { Verification } from "../lib/types";
import { canCheckHere, checkedCode, checkedHere } from "./here/check";

/** The signed record stays on the device too, where the browser can verify it. */
export async function askAbout(text: string): Promise<Verification> {
  const [address = "", code = ""] = text.split("#", 2);
  const here = canCheckHere() && code !== "" ? await checkedCode(address, code) : undefined;
  return here ?? answer(api.POST("/api/verify", { body: { text } }));
}

export function askAboutHolder(number: string, document: string): Promise<Verification> {
  return answer(api.POST("/api/verify/holder", { body: { number, document } }));
}

/** A file is looked at where it is, if the browser can: only its digest leaves the device. */
export function askAboutFile(file: Blob): Promise<Verification> {
  return canCheckHere() ? checkedHere(file) : sendFile(file);
}

/** The file goes to the server as it is; the generated client only knows bodies of JSON. */
function sendFile(file: Blob): Promise<Verification> {
  const sent = fetch("/api/verify/paper", {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/pdf" },
  });
  return answer(
    sent.then(async (response) => {
      const said: unknown = await response.json();
      return response.ok ? { data: said as Verification, response } : { error: said, response };
    }),
  );
}
