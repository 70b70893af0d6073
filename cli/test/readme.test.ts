import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OPS } from "../src/choices.ts";
import { stridepool } from "./sandbox.ts";

/** The first cells of the README's tables, each the code words in it. */
const FIRST = readFileSync(new URL("../README.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .flatMap((line) => (line.split("|")[1].match(/`[^`]+`/g) ?? []).map((word) => word.slice(1, -1)));

test("the README's tables have every option of the help, and no other", async () => {
  const { stdout } = await stridepool("--help");
  const options = (stdout.match(/^ {2}(-., )?--[a-z-]+/gm) ?? []).map((option) => option.trim());
  expect(options).toContain("-w, --window");
  expect(FIRST.filter((word) => word.startsWith("-")).sort()).toEqual(options.sort());
});

test("and every op", () => {
  expect(FIRST.filter((word) => (OPS as readonly string[]).includes(word)).sort()).toEqual([...OPS].sort());
});
