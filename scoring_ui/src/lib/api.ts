/** REST calls, typed by the server's OpenAPI document. A failure is thrown as `Refusal`, in both languages. */

import createClient from "openapi-fetch";

import type { paths } from "../generated/api";
import type { Problem, Text } from "./types";
import { words } from "./words";

const own = words({
  unreachable: {
    zh: "连不上服务器。请检查网络；页面会保留已填写的内容，恢复后再试一次。",
    en: "The server cannot be reached. Check the network; what you entered stays here. Try again once it is back.",
  },
  unexplained: {
    zh: "服务器没有说明原因（{status}）。请再试一次。",
    en: "The server gave no reason ({status}). Try again.",
  },
});

export class Refusal extends Error {
  readonly code: string;
  readonly text: Text;
  readonly status: number;
  /** What the text was filled with, by name. */
  readonly values: Problem["values"];

  constructor(problem: Pick<Problem, "code" | "text" | "status"> & { values?: Problem["values"] }) {
    super(`${problem.code}: ${problem.text.en}`);
    this.code = problem.code;
    this.text = problem.text;
    this.status = problem.status;
    this.values = problem.values ?? {};
  }

  static unreachable(): Refusal {
    return new Refusal({ status: 0, code: "page.unreachable", text: own.unreachable });
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, credentials: "same-origin" });

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "text" in error;
}

/** The answer's data; throws a `Refusal` for everything else, a network that is down included. */
export async function answer<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  let result: Answer<Data>;
  try {
    result = await call;
  } catch {
    throw Refusal.unreachable();
  }
  if (result.response.ok) return result.data as Data;
  throw refusalOf(result.response.status, result.error);
}

/** What the server said is wrong, or that it did not say. */
export function refusalOf(code: number, said: unknown): Refusal {
  if (isProblem(said)) return new Refusal(said);
  const filled = (text: string) => text.replace("{status}", String(code));
  const text = { zh: filled(own.unexplained.zh), en: filled(own.unexplained.en) };
  return new Refusal({ status: code, code: "page.unexplained", text });
}

/** Unsafe methods carry a JSON body even where there is nothing to say; the server asks for it. */
export const nothing = { body: {} as never, headers: { "content-type": "application/json" } };
