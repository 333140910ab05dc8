/** Files that the server makes while one waits: saved under their name, or refused with the reason. */

import { Refusal, refusalOf } from "./api";

export async function download(address: string, name: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address, { credentials: "same-origin" });
  } catch {
    throw Refusal.unreachable();
  }
  if (!response.ok) throw refusalOf(response.status, await response.json().catch(() => undefined));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
