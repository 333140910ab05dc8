/** Reads the server's explanation of a score, which is indented text, into a tree that a page can typeset.
 *
 * A line is a part (`B1 Surface: 8.83`), the marks given for it (`J1 9.0, J2 9.5 (dropped)`) or a step of the arithmetic
 * (`panel mean → 8.833333…`). What is none of these is kept as it stands: nothing the server says is lost.
 */

export type GivenMark = { judge: string; value: string; dropped: boolean };

export type Line =
  | { kind: "part"; part: Part }
  | { kind: "marks"; marks: GivenMark[] }
  | { kind: "step"; what: string; value: string }
  | { kind: "note"; text: string };

/** `value` is undefined while the part is not marked; `unmarked` then holds the server's word for that. */
export type Part = { name: string; value: string | undefined; unmarked: string; lines: Line[] };

/** The tree, and the sentence about the rank below it. */
export type Explained = { parts: Part[]; rank: string };

const PART = /^(.+): (?:(-?\d+(?:\.\d+)?)|(未评分|not marked))$/;
const STEP = /^(.+) → (-?\d+(?:\.\d+)?…?)$/;
const MARK = /^(?:(.+) )?(-?\d+(?:\.\d+)?)(（去掉）| \(dropped\))?$/;

export function readExplanation(text: string): Explained {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const explained: Explained = { parts: [], rank: "" };
  const open: { depth: number; part: Part }[] = [];
  for (const line of lines) {
    const depth = line.length - line.trimStart().length;
    const read = readLine(line.trim());
    while (open.length > 0 && open[open.length - 1]!.depth >= depth) open.pop();
    const above = open[open.length - 1]?.part;
    if (above) above.lines.push(read);
    else if (read.kind === "part") explained.parts.push(read.part);
    else explained.rank = [explained.rank, line.trim()].filter((one) => one !== "").join(" ");
    if (read.kind === "part") open.push({ depth, part: read.part });
  }
  return explained;
}

function readLine(text: string): Line {
  const step = STEP.exec(text);
  if (step) return { kind: "step", what: step[1]!, value: step[2]! };
  const part = PART.exec(text);
  if (part) return { kind: "part", part: { name: part[1]!, value: part[2], unmarked: part[3] ?? "", lines: [] } };
  const marks = text.split(", ").map(readMark);
  if (marks.every((mark) => mark !== undefined)) return { kind: "marks", marks };
  return { kind: "note", text };
}

function readMark(text: string): GivenMark | undefined {
  const found = MARK.exec(text);
  if (!found) return undefined;
  return { judge: found[1] ?? "", value: found[2]!, dropped: found[3] !== undefined };
}
