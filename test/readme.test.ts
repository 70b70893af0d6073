import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DTYPE_NAMES } from "../src/registry/dtypes.ts";
import { OP_NAMES } from "../src/registry/ops.ts";
import { OPTIONS } from "../src/registry/options.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
/** First cells of the tables' rows, each the code words in it. */
const firstCells = readme
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .flatMap((line) => (line.split("|")[1] as string).match(/`[^`]+`/g) ?? [])
  .map((word) => word.slice(1, -1));

describe("the README's tables", () => {
  test.each(OP_NAMES)("have op %s", (op) => {
    expect(firstCells).toContain(op);
  });

  test.each(Object.entries(OPTIONS))("have option %s, if it is available: %s", (option, available) => {
    expect(firstCells.includes(option)).toBe(available);
  });

  test.each(DTYPE_NAMES)("and its text dtype %s", (dtype) => {
    expect(readme).toMatch(new RegExp(`\\b${dtype}\\b`));
  });
});
