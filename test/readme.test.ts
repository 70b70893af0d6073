import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import * as index from "../src/index.ts";
import { DTYPE_NAMES } from "../src/registry/dtypes.ts";
import { OP_NAMES } from "../src/registry/ops.ts";
import {
  EDGES,
  INTERPOLATIONS,
  NAN_RULES,
  NUMBERINGS,
  OPTION_NAMES,
  PAD_MODES,
  PADDINGS,
  ROUNDS,
} from "../src/registry/options.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The tables' rows, each the code words of its first cell, and all of its text. */
const rows = readme
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => ({ words: codeIn(line.replaceAll("\\|", "").split("|")[1] as string), text: line }));

/** Code in running text and tables, fenced blocks left out. */
const code = codeIn(readme.replace(/^```[\s\S]*?^```/gm, ""));

function codeIn(text: string): string[] {
  return (text.match(/`[^`]+`/g) ?? []).map((word) => word.slice(1, -1));
}

const rowOf = (word: string) => rows.find(({ words }) => words.includes(word));

describe("the README's tables", () => {
  test.each(OP_NAMES)("have op %s", (op) => {
    expect(rowOf(op)).toBeDefined();
  });

  test.each(OPTION_NAMES)("have option %s", (option) => {
    expect(rowOf(option)).toBeDefined();
  });

  test("and name nothing as an op or an option that is none", () => {
    const from = (word: string) => rows.findIndex(({ text }) => new RegExp(`^\\| ${word}\\b`).test(text));
    const under = (word: string) => {
      const start = from(word);
      const end = rows.findIndex(
        ({ words }, i) => i > start + 1 && words.length === 0 && !/function/.test(rows[i]?.text ?? ""),
      );
      return rows.slice(start + 1, end < 0 ? undefined : end).flatMap(({ words }) => words);
    };
    expect(from("op")).toBeGreaterThanOrEqual(0);
    expect(from("option")).toBeGreaterThanOrEqual(0);
    expect(under("op").sort()).toEqual([...OP_NAMES].sort());
    expect(under("option").sort()).toEqual([...OPTION_NAMES].sort());
  });

  test.each([
    ["edge", EDGES],
    ["padding", PADDINGS],
    ["padMode", PAD_MODES],
    ["round", ROUNDS],
    ["nan", NAN_RULES],
    ["indices", NUMBERINGS],
    ["interpolation", INTERPOLATIONS],
  ] as const)("say every word of option %s", (option, words) => {
    for (const word of words) expect(rowOf(option)?.text, word).toContain(`"${word}"`);
  });

  test.each(Object.keys(index).filter((name) => name !== "StridepoolError"))("and text function %s", (name) => {
    expect(code.some((span) => new RegExp(`\\b${name}\\b`).test(span))).toBe(true);
  });

  test.each(DTYPE_NAMES)("and text dtype %s", (dtype) => {
    expect(readme).toMatch(new RegExp(`\\b${dtype}\\b`));
  });

  test.each(Object.keys(packageJson.exports).filter((entry) => entry !== "." && entry !== "./package.json"))(
    "and text entry %s",
    (entry) => {
      expect(readme).toContain(entry.endsWith(".wasm") ? entry.slice(2) : `stridepool/${entry.slice(2)}`);
    },
  );
});
