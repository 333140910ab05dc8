import { expect, test } from "vitest";

import { readExplanation } from "./explanation";

const zh = `total 总分: 68.20
  修约 2 位小数，四舍五入 → 68.20
  theory 理论: 未评分
    权重 30% → 17.1
  practical 实操: 73.00
    B1 表面粗糙度与刀纹（0: 10）: 5.67
      J1 5.0（去掉）, J2 5.5, J3 -6
      裁判组合成 平均 → 5.666667…
    A1 外形长度 80±0.03: 8
      80.026
第21名；与上一名（B06）以 total 区分：69.33 对 68.20
`;

test("parts, marks and steps keep their order and their depth", () => {
  const { parts, rank } = readExplanation(zh);
  expect(rank).toBe("第21名；与上一名（B06）以 total 区分：69.33 对 68.20");
  const [total] = parts;
  expect(total).toMatchObject({ name: "total 总分", value: "68.20" });
  expect(total?.lines.map((line) => (line.kind === "part" ? line.part.name : line.kind))).toEqual([
    "step",
    "theory 理论",
    "practical 实操",
  ]);
});

test("dropped marks are known, in both languages, and a mark may have no judge", () => {
  const practical = readExplanation(zh).parts[0]!.lines[2]!;
  const lines = practical.kind === "part" ? practical.part.lines : [];
  expect(lines[0]).toMatchObject({
    part: {
      name: "B1 表面粗糙度与刀纹（0: 10）",
      lines: [
        {
          marks: [
            { judge: "J1", value: "5.0", dropped: true },
            { judge: "J2", value: "5.5", dropped: false },
            { judge: "J3", value: "-6", dropped: false },
          ],
        },
        { what: "裁判组合成 平均", value: "5.666667…" },
      ],
    },
  });
  expect(lines[1]).toMatchObject({ part: { lines: [{ marks: [{ judge: "", value: "80.026", dropped: false }] }] } });
  const english = readExplanation("B1: 1\n  J1 9.0 (dropped)\n").parts[0]!;
  expect(english.lines[0]).toEqual({ kind: "marks", marks: [{ judge: "J1", value: "9.0", dropped: true }] });
});

test("what is not marked has the server's word in place of a value", () => {
  const theory = readExplanation(zh).parts[0]!.lines[1]!;
  expect(theory).toMatchObject({ part: { value: undefined, unmarked: "未评分" } });
});

test("a line of another form is kept as it stands", () => {
  expect(readExplanation("T: 1\n  see the minutes\n").parts[0]!.lines[0]).toEqual({
    kind: "note",
    text: "see the minutes",
  });
});
