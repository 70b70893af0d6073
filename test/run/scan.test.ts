import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES, type DType } from "../../src/registry/dtypes.ts";
import { OP_NAMES, OPS } from "../../src/registry/ops.ts";
import { NUMBERINGS, PAD_MODES, ROUNDS } from "../../src/registry/options.ts";
import type { NdArray, Op, PoolOptions, StridedInput } from "../../src/types.ts";
import { BUILDS, ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { writerOf } from "../support/oracle/kinds.ts";
import { pick, randomOf } from "../support/random.ts";

/*
 * Every op with taps left out, positions, values around the array, over any layout: the engine's builds give what the definition
 * gives, to the bit (the values are small, so that sums are exact whatever their order), and write no byte beside it.
 */

const reference = (BUILDS.find(({ name }) => name === "js") as (typeof BUILDS)[number]).api;

interface Case {
  readonly op: Op;
  readonly input: StridedInput;
  readonly dtype: DType;
  readonly window: number[];
  readonly options: PoolOptions & { axes: number[] };
  readonly plain: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Write = (at: number, value: number | bigint) => void;

/** An array of small values, some of them NaN, some of them `hole`. */
function arrayOf(
  dtype: DType,
  shape: readonly number[],
  random: () => number,
  plain: boolean,
  hole: number,
): StridedInput {
  const row = DTYPES[dtype];
  const pitch = new Array<number>(shape.length);
  const order = shape.map((_, a) => a).reverse();
  if (!plain && random() < 0.4) order.sort(() => random() - 0.5);
  let step = plain ? 1 : pick([1, 1, 1, 2, 3], random);
  let offset = 0;
  for (const a of order) {
    const extent = shape[a] as number;
    const backwards = !plain && random() < 0.2;
    pitch[a] = backwards ? -step : step;
    if (backwards) offset += (extent - 1) * step;
    step *= extent + (plain || random() < 0.7 ? 0 : 1);
  }
  const data = new row.array(Math.max(1, step));
  const write: Write = writerOf(data, dtype);
  const holes = pick([0, 0.05, 0.5, 0.95], random);
  const nans = row.float ? pick([0, 0.05, 0.6], random) : 0;
  for (let i = 0; i < data.length; i++) {
    let value = Math.floor(random() * 12) - (row.signed ? 6 : 0);
    if (random() < holes) value = hole;
    if (random() < nans) value = Number.NaN;
    write(i, row.big ? BigInt(value) : value);
  }
  const named = dtype === "float16" ? { dtype } : {};
  return plain ? { data, shape, ...named } : { data, shape, stride: pitch, offset, ...named };
}

function caseOf(seed: number): Case {
  const random = randomOf(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const op = pick(OP_NAMES, random);
  const dtype = pick(DTYPE_NAMES, random);
  const row = DTYPES[dtype];
  const rank = whole(1, 3);
  const shape = Array.from({ length: rank }, () => whole(1, pick([3, 9, 9, 40, 40, 150], random)));
  if (random() < 0.3) shape.push(pick([1, 2, 3, 4, 17], random));
  const axes = shape.map((_, a) => a).filter(() => random() < 0.7);
  if (axes.length === 0) axes.push(whole(0, shape.length - 1));
  if (random() < 0.3) axes.sort(() => random() - 0.5);
  const plain = random() < 0.5;
  const hole = pick([0, 1, 3], random);
  const input = arrayOf(dtype, shape, random, plain, hole);
  const window = axes.map(() => pick([1, 2, 2, 3, 3, 4, 6], random));
  const options: Mutable<PoolOptions> & { axes: number[] } = { axes, edge: "partial" };
  if (random() < 0.5) options.stride = axes.map((_, i) => pick([1, 2, window[i] as number], random));
  if (random() < 0.25) options.dilation = axes.map(() => pick([1, 2, 3], random));
  if (random() < 0.4) options.padding = axes.map(() => [whole(0, 4), whole(0, 4)] as const);
  const outside = random();
  if (outside < 0.2)
    options.fill = row.big ? BigInt(hole) : pick([hole, 2, ...(row.float ? [Number.NaN, 0.5] : [])], random);
  else if (outside < 0.4) options.padMode = pick(PAD_MODES, random);
  const result = OPS[op].result(row, "midpoint");
  const dtypeAsked = random() < 0.25 ? pick(DTYPE_NAMES, random) : undefined;
  if (dtypeAsked !== undefined) options.dtype = dtypeAsked;
  if (random() < 0.3) options.round = pick(ROUNDS, random);
  if (OPS[op].positions !== "none" && random() < 0.7) options.indices = pick(NUMBERINGS, random);
  if (random() < 0.35) options.nan = "ignore";
  const floatResult = DTYPES[dtypeAsked ?? result.name].float;
  if (random() < 0.35) options.nodata = row.big ? BigInt(hole) : hole;
  if (floatResult || options.nodata !== undefined || OPS[op].exempt) {
    if (random() < 0.25) options.mask = arrayOf(pick(["uint8", "float32", "int64"], random), shape, random, plain, 0);
    if (random() < 0.25) options.minCount = whole(0, 5);
  }
  if (op === "mean" && random() < 0.4) {
    if (random() < 0.5) options.countPadding = true;
    else options.divisor = pick([3, 8, 0.5, -2], random);
  }
  if (op === "lp") options.p = pick([1, 2, Infinity, 3], random);
  if (op === "var" || op === "std") options.ddof = pick([0, 1, 2], random);
  if (op === "median") options.interpolation = pick(["midpoint", "lower", "higher"], random);
  return { op, input, dtype, window, options, plain };
}

/** What a call gives, as lists, or how it was refused. */
function outcomeOf(call: () => NdArray & { indices?: NdArray }): unknown {
  try {
    const { data, shape, stride, offset, dtype, indices } = call();
    const zeros = (values: readonly unknown[]) => values.map((value) => (value === 0 ? 0 : value));
    return {
      shape,
      dtype,
      values: zeros(elementsOf({ data, shape, stride, offset, dtype })),
      indices: indices && [indices.dtype, ...elementsOf(indices)],
    };
  } catch (error) {
    if ((error as { code?: unknown }).code === undefined) throw error;
    return (error as { code: string }).code;
  }
}

function described({ op, input, dtype, window, options }: Case, seed: number): string {
  const shown = JSON.stringify({ ...options, mask: options.mask && "…" }, (_, value: unknown) =>
    typeof value === "bigint"
      ? `${value}n`
      : typeof value === "number" && !Number.isFinite(value)
        ? String(value)
        : value,
  );
  return `seed ${seed}: ${op} ${dtype} [${input.shape}] stride [${input.stride ?? ""}] window [${window}] ${shown}`;
}

type Api = (typeof BUILDS)[number]["api"];

/** A random selection of statistics that take the options of a call, if several do. */
function statsOf({ op, options }: Case, seed: number): Op[] {
  const random = randomOf(seed + 1);
  const fits = (other: Op): boolean => OPS[other].positions === OPS[op].positions || options.indices === undefined;
  const some = OP_NAMES.filter((other) => other === op || (fits(other) && random() < 0.3));
  return some.sort(() => random() - 0.5);
}

/** The same statistics over windows that are chosen by the result's shape. */
function adaptiveOf(api: Api, { op, input, options }: Case, seed: number): NdArray {
  const random = randomOf(seed + 2);
  const { axes, stride: _, dilation: __, padding: ___, edge: ____, fill: _____, padMode: ______, ...rest } = options;
  const shape = axes.map((a) => 1 + Math.floor(random() * (input.shape[a] as number)));
  if (random() < 0.3) return api.globalPool(op, input, { ...rest, axes }) as NdArray;
  return api.adaptivePool(op, input, shape, { ...rest, axes }) as NdArray;
}

const CASES = Number(process.env.STRIDEPOOL_CASES ?? 80);
const START = Number(process.env.STRIDEPOOL_SEED ?? 1) * 100_003;

describe.each(ENGINE_BUILDS)("as the definition [$name]", ({ api }) => {
  test("any op, any options, by every way in", () => {
    for (let seed = START; seed < START + CASES; seed++) {
      const one = caseOf(seed);
      const { op, input, dtype, window, options, plain } = one;
      const called = described(one, seed);
      const expected = outcomeOf(() => reference.pool(op, input, window, options) as NdArray);
      expect(
        outcomeOf(() => api.pool(op, input, window, options) as NdArray),
        called,
      ).toEqual(expected);
      expect(
        outcomeOf(() => adaptiveOf(api, one, seed)),
        `adaptive ${called}`,
      ).toEqual(outcomeOf(() => adaptiveOf(reference, one, seed)));
      if (typeof expected === "string") continue;
      const stats = statsOf(one, seed);
      for (const stat of stats) {
        const each = (one: Api) => () => one.poolStats(input, window, { ...options, stats })[stat] as NdArray;
        expect(outcomeOf(each(api)), `${stat} of ${stats}: ${called}`).toEqual(outcomeOf(each(reference)));
      }
      if (!plain) continue;
      const inside = api.alloc(dtype, input.shape);
      (inside.data as Uint8Array).set(input.data as Uint8Array);
      expect(
        outcomeOf(() => api.pool(op, inside, window, options) as NdArray),
        `alloc ${called}`,
      ).toEqual(expected);
      const plan = api.createPlan(op, { shape: input.shape, dtype }, window, options);
      (plan.input.data as Uint8Array).set(input.data as Uint8Array);
      plan.run();
      plan.run();
      expect(
        outcomeOf(() => plan.output as NdArray),
        `plan ${called}\n${plan.describe()}`,
      ).toEqual(expected);
      plan.dispose();
    }
  });
});
