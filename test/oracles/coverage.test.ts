import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DTYPE_NAMES, type DType } from "../../src/registry/dtypes.ts";
import { OP_NAMES, OPS } from "../../src/registry/ops.ts";
import {
  EDGES,
  INTERPOLATIONS,
  NAN_RULES,
  NUMBERINGS,
  OPTION_NAMES,
  PAD_MODES,
  PADDINGS,
  ROUNDS,
} from "../../src/registry/options.ts";
import { type Case, dtypeOf, FIXTURES } from "./fixture.ts";

/* Whether the fixtures of the core meet every row of the registry's tables, so that a new row without a case fails. */

const cases: readonly Case[] = FIXTURES.flatMap((fixture) => fixture.cases);

const read = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8"));

/** Everything that is met, as words. */
const met = new Set(
  cases.flatMap((each) => {
    const { op, input, dtype, options = {} } = each;
    const from = dtypeOf(input);
    const named = Object.keys(options).flatMap((option) => [`${op} ${from} ${option}`, `${option} ${from}`]);
    const valued = Object.entries(options).map(([option, value]) => `${option}=${value}`);
    return [op, `${op} ${from}`, `to ${dtype}`, ...named, ...valued];
  }),
);

const missing = (wanted: readonly string[]): string[] => wanted.filter((words) => !met.has(words));

test("every op meets every dtype", () => {
  expect(OP_NAMES.length).toBeGreaterThan(3);
  expect(missing(OP_NAMES.flatMap((op) => DTYPE_NAMES.map((dtype) => `${op} ${dtype}`)))).toEqual([]);
  expect(missing(DTYPE_NAMES.map((dtype) => `to ${dtype}`))).toEqual([]);
});

test("every op meets every option in every dtype", () => {
  const wanted = OP_NAMES.flatMap((op) =>
    DTYPE_NAMES.flatMap((dtype) =>
      OPTION_NAMES.filter((option) => option !== "indices" || OPS[op].positions !== "none").map(
        (option) => `${op} ${dtype} ${option}`,
      ),
    ),
  );
  expect(wanted.length).toBeGreaterThan(4000);
  expect(missing(wanted)).toEqual([]);
});

test("every word that an option takes is met", () => {
  const words = {
    edge: EDGES,
    padding: PADDINGS,
    padMode: PAD_MODES,
    round: ROUNDS,
    nan: NAN_RULES,
    indices: NUMBERINGS,
    interpolation: INTERPOLATIONS,
    dtype: DTYPE_NAMES,
    countPadding: [true, false],
    p: [1, 2, 3, 0.5, "Infinity"],
    ddof: [0, 1, 30],
  };
  const wanted = Object.entries(words).flatMap(([option, values]) => values.map((value) => `${option}=${value}`));
  expect(missing(wanted)).toEqual([]);
});

test("every way in is met: pool, globalPool, adaptivePool, maxUnpool and a caller's own reduction", () => {
  const calls = new Map<string, number>();
  for (const { call = "pool" } of cases) calls.set(call, (calls.get(call) ?? 0) + 1);
  expect([...calls.keys()].sort()).toEqual(["adaptivePool", "globalPool", "maxUnpool", "pool"]);
  for (const dtype of DTYPE_NAMES) expect(met.has(`reducer ${dtype}`), dtype).toBe(true);
});

test("there are enough of them, from every library", () => {
  const counts: Record<string, number> = Object.fromEntries(
    FIXTURES.map(({ source, cases }) => [source, cases.length]),
  );
  counts["numpy, blocks"] = read("numpy.json").cases.length;
  counts["torch, whole numbers"] = read("torch.json").inputs.flatMap(({ calls }: { calls: unknown[] }) => calls).length;
  const total = Object.values(counts).reduce((a, b) => a + b);
  const leftOut = FIXTURES.flatMap((fixture) => fixture.leftOut).reduce((sum, { count }) => sum + count, 0);
  console.log(`cases of other libraries: ${total} (left out: ${leftOut})`, counts);
  const sources = ["numpy", "scipy", "skimage", "torch", "onnxruntime", "opencv", "pillow"];
  expect(FIXTURES.map(({ source }) => source).sort()).toEqual(sources.sort());
  for (const source of sources) expect(counts[source], source).toBeGreaterThan(80);
  expect(counts["numpy, blocks"]).toBe(944);
  expect(total).toBeGreaterThanOrEqual(1500);
});

test("what lies at the edge of things is met", () => {
  const special = (each: Case) => [...(each.result ?? each.exact ?? [])].map(String);
  const some = (dtype: DType, value: string) =>
    cases.some((each) => each.dtype === dtype && special(each).includes(value));
  for (const dtype of DTYPE_NAMES.filter((name) => name.startsWith("float"))) {
    for (const value of ["NaN", "Infinity", "-Infinity"]) expect(some(dtype, value), `${dtype} ${value}`).toBe(true);
  }
  // Beyond 2^53, integers are strings.
  for (const dtype of ["int64", "uint64"] as const) {
    expect(
      cases.filter((each) => each.dtype === dtype && special(each).some((v) => v.length > 16)).length,
    ).toBeGreaterThan(30);
  }
  expect(new Set(cases.map(({ window }) => (Array.isArray(window) ? window.length : 1)))).toEqual(
    new Set([1, 2, 3, 4]),
  );
});
