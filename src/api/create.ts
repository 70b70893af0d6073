import { MemoryRefused, rangeError, show, typeError } from "../errors.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import type { OPS, OpRow } from "../registry/ops.ts";
import { OPTION_NAMES, type OptionName } from "../registry/options.ts";
import type { Backend } from "../run/backend.ts";
import { hasIndices, outShape } from "../shape/problem.ts";
import { rowMajor, sizeOf } from "../shape/view.ts";
import type { Reducer } from "../types.ts";
import { field } from "./check.ts";
import { describe, dtypeNamed, shapeOf } from "./describe.ts";
import { adaptiveGeometry, geometryOf, globalGeometry } from "./geometry.ts";
import { KnownProblems, knownOf } from "./known.ts";
import { opNamed, statsOf } from "./ops.ts";
import { type GivenName, readOptions } from "./options.ts";
import { planOf } from "./plan.ts";
import { poolInto, poolStats } from "./pool.ts";
import { problemOf } from "./problem.ts";
import { arrayOf } from "./result.ts";
import { asStrided, byteStrides, outputShape, toNested, windows } from "./shapes.ts";
import type { Stridepool } from "./stridepool.ts";
import { maxUnpool } from "./unpool.ts";
import { maskOf } from "./values.ts";

const GLOBAL_OPTIONS: readonly OptionName[] = [
  "axes",
  "countPadding",
  "divisor",
  "nan",
  "nodata",
  "mask",
  "minCount",
  "indices",
  "p",
  "ddof",
  "interpolation",
  "dtype",
  "round",
  "out",
];
const POOL_OPTIONS: readonly OptionName[] = OPTION_NAMES;
const PLAN_OPTIONS: readonly OptionName[] = POOL_OPTIONS.filter((name) => name !== "out");
const STATS_OPTIONS: readonly GivenName[] = ["stats", ...PLAN_OPTIONS];

/** The public functions over a backend, which is asked for on the first use that needs it. */
export function createStridepool(backendOf: () => Backend): Stridepool {
  const known = new KnownProblems();
  const pool = (op: OpRow | Reducer, input: unknown, window: unknown, options: unknown, called: string): unknown => {
    const given = readOptions(options, POOL_OPTIONS, called);
    const view = describe(input, "input");
    return poolInto(backendOf, known.of(op, view, window, given), view, given);
  };
  const named = (op: keyof typeof OPS) => {
    const row = opNamed(op);
    const called = `${op}Pool`;
    return (input: unknown, window: unknown, options?: unknown): unknown => pool(row, input, window, options, called);
  };
  const mean = named("mean");

  const api = {
    pool: (op: unknown, input: unknown, window: unknown, options?: unknown) =>
      pool(opNamed(op), input, window, options, "pool"),
    maxPool: named("max"),
    minPool: named("min"),
    meanPool: mean,
    avgPool: mean,
    sumPool: named("sum"),
    lpPool: named("lp"),
    medianPool: named("median"),
    modePool: named("mode"),
    varPool: named("var"),
    stdPool: named("std"),
    argmaxPool: named("argmax"),
    argminPool: named("argmin"),
    globalPool(op: unknown, input: unknown, options?: unknown) {
      const row = opNamed(op);
      const given = readOptions(options, GLOBAL_OPTIONS, "globalPool");
      const view = describe(input, "input");
      const geometry = globalGeometry(view.shape, view.image, given);
      return poolInto(backendOf, knownOf(problemOf(row, view.dtype, geometry, given)), view, given);
    },
    adaptivePool(op: unknown, input: unknown, outputShape: unknown, options?: unknown) {
      const row = opNamed(op);
      const given = readOptions(options, GLOBAL_OPTIONS, "adaptivePool");
      const view = describe(input, "input");
      const geometry = adaptiveGeometry(view.shape, view.image, outputShape, given);
      return poolInto(backendOf, knownOf(problemOf(row, view.dtype, geometry, given)), view, given);
    },
    poolStats(input: unknown, window: unknown, options?: unknown) {
      const given = readOptions(options, STATS_OPTIONS, "poolStats");
      const rows = statsOf(given);
      const view = describe(input, "input");
      return poolStats(backendOf, rows, view, geometryOf(view.shape, view.image, window, given), given);
    },
    maxUnpool: (input: unknown, indices: unknown, window: unknown, options?: unknown) =>
      maxUnpool(backendOf, input, indices, window, options),
    windows,
    asStrided,
    byteStrides,
    outputShape,
    createPlan(op: unknown, input: unknown, window: unknown, options?: unknown) {
      const row = opNamed(op);
      const given = readOptions(options, PLAN_OPTIONS, "createPlan");
      const { shape, dtype } = planInput(input);
      const elements = sizeOf(shape, "input.shape");
      const problem = problemOf(row, dtype, geometryOf(shape, false, window, given), given);
      const mask = maskOf(given, shape);
      const results = sizeOf(outShape(problem.axes), "output");
      const backend = backendOf();
      const bytes =
        elements * dtype.bytes + results * (problem.result.bytes + (hasIndices(problem) ? problem.position.bytes : 0));
      checkMemory(bytes, backend, "input.shape", shape, "pool it with a one-shot call, which copies in bands");
      return withMemory(() => planOf(backend, problem, mask), bytes, "input.shape", shape);
    },
    alloc(dtype: unknown, shape: unknown) {
      const row = dtypeNamed(dtype, "dtype");
      const extents = shapeOf(shape, "shape");
      const length = sizeOf(extents, "shape");
      const backend = backendOf();
      const advice = "use an ordinary typed array, which one-shot calls copy in bands";
      checkMemory(length * row.bytes, backend, "shape", extents, advice);
      const data = withMemory(() => backend.alloc(row, length), length * row.bytes, "shape", extents);
      return arrayOf({ data, dtype: row, shape: extents, pitch: rowMajor(extents), offset: 0, image: false });
    },
    toNested,
    backend: () => ({ ...backendOf().info }),
  };
  // The signatures of Stridepool are what callers see; in here everything is unknown until it is checked.
  return api as unknown as Stridepool;
}

function planInput(input: unknown): { shape: number[]; dtype: DTypeRow } {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw typeError(
      "wrong-type",
      "input",
      input,
      `input must be a description { shape, dtype }, got ${show(input)}; the data comes later, into plan.input`,
    );
  }
  const dtype = dtypeNamed(field(input, "dtype"), "input.dtype");
  return { shape: shapeOf(field(input, "shape"), "input.shape"), dtype };
}

function checkMemory(bytes: number, backend: Backend, option: string, shape: readonly number[], advice: string): void {
  if (bytes <= backend.memoryLimit) return;
  throw rangeError(
    "too-large",
    option,
    shape,
    `${option} ${show(shape)} takes ${bytes} bytes, more than the ${backend.memoryLimit} that one WebAssembly memory holds; ${advice}`,
  );
}

/** Runs what reserves memory, and turns the runtime's refusal into this package's. */
function withMemory<T>(make: () => T, bytes: number, option: string, shape: readonly number[]): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MemoryRefused)) throw error;
    throw rangeError(
      "too-large",
      option,
      shape,
      `${option} ${show(shape)} takes ${bytes} bytes, and this runtime refused the memory (${error.message}); dispose of ` +
        "plans and arrays that are done with",
    );
  }
}

/** One of the functions, in a way that bundlers leave out where nothing uses it, as they may not leave out a property's reading. */
export function partOf<Name extends keyof Stridepool>(api: Stridepool, name: Name): Stridepool[Name] {
  return api[name];
}
