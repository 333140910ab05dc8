/** Papers as a template would have them, drawn by the server with the code that prints. */

import { Refusal, refusalOf } from "./api";
import type { PreviewTemplate } from "./types";

/** An address with the picture in it, the only kind of made-up address that the pages' security policy lets through. */
export async function pictureOf(asked: PreviewTemplate): Promise<string> {
  let response: Response;
  try {
    response = await fetch("/api/desk/template-previews", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
  } catch {
    throw Refusal.unreachable();
  }
  if (!response.ok) throw refusalOf(response.status, await response.json().catch(() => undefined));
  return `data:image/png;base64,${await inBase64(await response.blob())}`;
}

/** The bytes of a file as the server takes them inside JSON. */
export async function inBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
