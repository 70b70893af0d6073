import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Stridepool } from "../src/api/stridepool.ts";
import { createOnnx } from "../src/compat/onnx.ts";
import { createSkimage } from "../src/compat/skimage.ts";
import { createTf } from "../src/compat/tf.ts";
import { createTorch } from "../src/compat/torch.ts";
import { createWebNN } from "../src/compat/webnn.ts";
import type { DType, NdArray } from "../src/types.ts";
import { onEveryBuild } from "./support/builds.ts";
import { elementsOf } from "./support/compare.ts";
import { type Held, type HeldArray, inputOf, plain } from "./support/held.ts";

/*
 * Every line of the tables in docs/SYSTEMS.md: what the system itself gave for the call on the left (scripts/oracles/systems.py ran
 * it), against each call to the right of it.
 */

interface Line {
  readonly system: string;
  readonly theirs: string;
  readonly shape: number[];
  readonly dtype: string;
  readonly result: Held[];
}

interface Fixture {
  readonly versions: Record<string, string>;
  readonly arrays: Record<string, Record<string, HeldArray>>;
  readonly lines: Line[];
}

/** A line of a table: the call of the system, and the calls here, by their column's heading. */
interface Row {
  readonly system: string;
  readonly theirs: string;
  readonly ours: readonly { readonly entry: string; readonly code: string }[];
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const fixture = JSON.parse(read("./fixtures/systems.json")) as Fixture;

function rowsOf(page: string): Row[] {
  const rows: Row[] = [];
  let system = "";
  let entries: string[] = [];
  for (const line of page.split("\n")) {
    if (line.startsWith("## ")) system = line.slice(3).trim();
    if (!line.startsWith("|")) continue;
    const cells = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
    const code = cells.map((cell) => /^`([^`]+)`$/.exec(cell)?.[1]);
    if (code[0] === undefined) {
      if (!/^[-: ]+$/.test(cells[0] as string)) entries = cells;
      continue;
    }
    const ours = code
      .slice(1)
      .flatMap((call, i) => (call === undefined ? [] : [{ entry: entries[i + 1] as string, code: call }]));
    rows.push({ system, theirs: code[0], ours });
  }
  return rows;
}

const rows = rowsOf(read("../docs/SYSTEMS.md"));
const systems = [...new Set(rows.map(({ system }) => system))];

test("the README's lines are lines of the page", () => {
  const table = /\| system [^\n]*\n\|[-| ]+\n((?:\|[^\n]*\n)+)/.exec(read("../README.md"))?.[1] ?? "";
  const lines = table
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/`/g, "")),
    );
  const known = new Set(rows.map(({ system, theirs, ours }) => [system, theirs, ours[0]?.code].join(" | ")));
  expect(lines.map((line) => line.join(" | ")).filter((line) => !known.has(line))).toEqual([]);
  expect([...new Set(lines.map(([system]) => system))].sort()).toEqual([...systems].sort());
});

/** The functions that a column's calls may use. */
const entriesOf = (api: Stridepool): Record<string, object> => ({
  here: api,
  "stridepool/skimage": createSkimage(api),
  "stridepool/torch": createTorch(api),
  "stridepool/onnx": createOnnx(api),
  "stridepool/tf": createTf(api),
  "stridepool/webnn": createWebNN(api),
});

/** Runs a call as it stands on the page. */
function run(code: string, functions: object, arrays: Record<string, HeldArray>): unknown {
  const scope = {
    ...functions,
    ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, inputOf(array)])),
  };
  return new Function(...Object.keys(scope), `"use strict"; return (${code});`)(...Object.values(scope));
}

/** Shape and elements of any result: an array, a tensor with dims, a list of numbers. */
function partsOf(result: unknown): { shape: number[]; elements: (number | bigint)[] } {
  if (Array.isArray(result)) return { shape: [result.length], elements: result };
  const { dims, ...array } = result as NdArray & { dims?: number[] };
  if (dims !== undefined) return { shape: dims, elements: Array.from(array.data as ArrayLike<number | bigint>) };
  return { shape: array.shape, elements: elementsOf(array) };
}

/** Which results are rounded, by the call: the rest is to be met to the bit. */
const ROUNDED =
  /mean|avg|average|std|var|norm|sqrt|lp_pool|LpPool|l2Pool|blur|boxFilter|local|resize|reduce|REDUCE_SUM|nansum/i;

function expectSame(ours: (number | bigint)[], { theirs, dtype, result }: Line, called: string): void {
  const expected = result.map((held) =>
    typeof held === "string" && /^-?\d+$/.test(held) && held !== "-0" ? BigInt(held) : Number(held),
  );
  if (!dtype.startsWith("float") || !ROUNDED.test(theirs)) {
    expect(plain(ours).map(String), called).toEqual(plain(expected).map(String));
    return;
  }
  expect(ours.length, called).toBe(expected.length);
  // A few roundings at the size of the largest result.
  const largest = Math.max(...expected.map(Number).filter(Number.isFinite).map(Math.abs));
  const slack = largest * (dtype === ("float32" satisfies DType) ? 2 ** -22 : 2 ** -50);
  ours.forEach((value, i) => {
    const their = Number(expected[i]);
    if (Number.isNaN(their)) expect(value, called).toBeNaN();
    else
      expect(Math.abs(Number(value) - their), `${called}: element ${i} is ${value}, not ${their}`).toBeLessThanOrEqual(
        slack,
      );
  });
}

onEveryBuild("docs/SYSTEMS.md", (api) => {
  const entries = entriesOf(api);

  describe.each(systems)("%s", (system) => {
    const lines = rows.filter((row) => row.system === system);

    test.each(lines)("$theirs", ({ theirs, ours }) => {
      const line = fixture.lines.find((one) => one.system === system && one.theirs === theirs);
      if (line === undefined) expect.fail(`${theirs} has not been run: python scripts/oracles/systems.py`);
      expect(ours.length).toBeGreaterThan(0);
      for (const { entry, code } of ours) {
        const functions = entries[entry];
        if (functions === undefined) expect.fail(`the column ${entry} is no entry of the package`);
        const { shape, elements } = partsOf(run(code, functions, fixture.arrays[system] as Record<string, HeldArray>));
        expect(shape, code).toEqual(line.shape);
        expectSame(elements, line, code);
      }
    });
  });
});

describe("the tables", () => {
  test("cover the systems", () => {
    expect(systems).toEqual(["NumPy", "scikit-image", "PyTorch", "ONNX", "TensorFlow.js", "WebNN", "OpenCV", "Pillow"]);
    expect(Object.keys(fixture.versions)).toEqual(systems);
    expect(rows.length).toBeGreaterThan(100);
  });

  test("and the fixture has no line that they have not", () => {
    const known = new Set(rows.map(({ system, theirs }) => `${system}: ${theirs}`));
    expect(fixture.lines.filter(({ system, theirs }) => !known.has(`${system}: ${theirs}`))).toEqual([]);
    expect(known.size).toBe(rows.length);
    expect(fixture.lines.length).toBe(rows.length);
  });

  test("a line that is not true is seen", () => {
    const line = fixture.lines[0] as Line;
    const wrong = line.result.map((value, i) => (i === 3 ? Number(value) + 1 : Number(value)));
    expect(() => expectSame(wrong, line, "")).toThrow();
    const rounded = { system: "", theirs: "mean", shape: [2], dtype: "float32", result: [1, 2] };
    expect(() => expectSame([1, 2.000001], rounded, "")).toThrow(/element 1/);
    expectSame([1, 2.0000001], rounded, "");
  });
});
