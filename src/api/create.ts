import { MemoryRefused, nearest, oneOf, rangeError, show, typeError } from "../errors.ts";
import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import { OP_NAMES, OPS, type OpRow, REDUCER } from "../registry/ops.ts";
import { OPTION_NAMES, type OptionName, type PadMode } from "../registry/options.ts";
import type { Backend, Job } from "../run/backend.ts";
import { spanOf } from "../shape/axis.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import { checkBounds, MAX_RANK, rowMajor, sizeOf, type View } from "../shape/view.ts";
import type { NdArray, Reducer } from "../types.ts";
import { checkInteger, field, listOf } from "./check.ts";
import { describe, dtypeNamed, pitchOf, shapeOf } from "./describe.ts";
import { nest } from "./nested.ts";
import {
  adaptiveGeometry,
  divisorOf,
  type Geometry,
  type Given,
  type GivenName,
  geometryOf,
  globalGeometry,
  readOptions,
  roundOf,
} from "./options.ts";
import { planOf } from "./plan.ts";
import { checkReducible, reduceBy } from "./reducer.ts";
import { arrayOf, newArray, outView, refuseDetached } from "./result.ts";
import type { Stridepool } from "./stridepool.ts";
import { maxUnpool } from "./unpool.ts";
import { fillOf, maskOf, numberingOf, padModeOf, skipOf, statisticOf } from "./values.ts";

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
const WINDOW_OPTIONS: readonly OptionName[] = ["stride", "padding", "dilation", "axes", "edge"];
const POOL_OPTIONS: readonly OptionName[] = OPTION_NAMES;
const PLAN_OPTIONS: readonly OptionName[] = POOL_OPTIONS.filter((name) => name !== "out");
const STATS_OPTIONS: readonly GivenName[] = ["stats", ...PLAN_OPTIONS];
const VIEW_OPTIONS: readonly OptionName[] = ["stride", "dilation", "axes", "edge"];

/** The public functions over a backend, which is asked for on the first use that needs it. */
export function createStridepool(backendOf: () => Backend): Stridepool {
  const pool = (op: unknown, input: unknown, window: unknown, options: unknown, called: string): unknown => {
    const row = opNamed(op);
    const given = readOptions(options, POOL_OPTIONS, called);
    const view = describe(input, "input");
    return finish(backendOf, row, view, geometryOf(view.shape, view.image, window, given), given);
  };
  const named =
    (op: keyof typeof OPS) =>
    (input: unknown, window: unknown, options?: unknown): unknown =>
      pool(op, input, window, options, `${op}Pool`);
  const mean = named("mean");

  const api = {
    pool: (op: unknown, input: unknown, window: unknown, options?: unknown) => pool(op, input, window, options, "pool"),
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
      return finish(backendOf, row, view, globalGeometry(view.shape, view.image, given), given);
    },
    adaptivePool(op: unknown, input: unknown, outputShape: unknown, options?: unknown) {
      const row = opNamed(op);
      const given = readOptions(options, GLOBAL_OPTIONS, "adaptivePool");
      const view = describe(input, "input");
      return finish(backendOf, row, view, adaptiveGeometry(view.shape, view.image, outputShape, given), given);
    },
    poolStats(input: unknown, window: unknown, options?: unknown) {
      const given = readOptions(options, STATS_OPTIONS, "poolStats");
      const rows = statsOf(given);
      const view = describe(input, "input");
      return poolStats(backendOf, rows, view, geometryOf(view.shape, view.image, window, given), given);
    },
    maxUnpool: (input: unknown, indices: unknown, window: unknown, options?: unknown) =>
      maxUnpool(backendOf, input, indices, window, options),
    windows(input: unknown, window: unknown, options?: unknown) {
      const given = readOptions(options, VIEW_OPTIONS, "windows");
      const view = describe(input, "input");
      return arrayOf(windowsOf(view, geometryOf(view.shape, view.image, window, given)));
    },
    asStrided,
    byteStrides(array: unknown) {
      const { pitch, dtype } = describe(array, "view");
      return pitch.map((step) => step * dtype.bytes);
    },
    outputShape(inputShape: unknown, window: unknown, options?: unknown) {
      const given = readOptions(options, WINDOW_OPTIONS, "outputShape");
      const shape = shapeOf(inputShape, "inputShape");
      sizeOf(shape, "inputShape");
      return outShape(geometryOf(shape, false, window, given).axes);
    },
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
    toNested: (array: unknown) => nest(describe(array, "array")),
    backend: () => ({ ...backendOf().info }),
  };
  // The signatures of Stridepool are what callers see; in here everything is unknown until it is checked.
  return api as unknown as Stridepool;
}

function opNamed(op: unknown): OpRow | Reducer {
  if (typeof op === "string" && Object.hasOwn(OPS, op)) return OPS[op as keyof typeof OPS];
  if (typeof op === "function") return op as Reducer;
  throw unknownOp(op, "op", " or a function of a window's taps");
}

function unknownOp(op: unknown, option: string, or: string): unknown {
  const near = typeof op === "string" ? nearest(op, OP_NAMES) : undefined;
  const hint = near === undefined ? "" : `; did you mean "${near}"?`;
  const refuse = typeof op === "string" ? rangeError : typeError;
  return refuse("unknown-op", option, op, `${option} must be ${oneOf(OP_NAMES)}${or}, got ${show(op)}${hint}`);
}

/** The statistics that poolStats is asked for, each once. */
function statsOf({ stats }: Given): OpRow[] {
  const list = listOf(stats, "stats", 'an array of op names, such as ["min", "max"]') as unknown[];
  if (list.length === 0) {
    throw rangeError(
      "out-of-range",
      "stats",
      stats,
      `stats must name at least one op, got ${show(stats)}; name ${oneOf(OP_NAMES)}`,
    );
  }
  return list.map((name, i) => {
    if (typeof name !== "string" || !Object.hasOwn(OPS, name)) throw unknownOp(name, `stats[${i}]`, "");
    if (list.indexOf(name) < i) {
      throw rangeError("out-of-range", `stats[${i}]`, name, `stats[${i}] names ${show(name)} again; name each once`);
    }
    return OPS[name as keyof typeof OPS];
  });
}

function problemOf(asked: OpRow | Reducer, input: DTypeRow, geometry: Geometry, given: Given): Problem {
  const op = typeof asked === "function" ? REDUCER : asked;
  const { axes, pooled } = geometry;
  const named = given.dtype === undefined ? undefined : dtypeNamed(given.dtype, "dtype");
  const { p, ddof, interpolation } = statisticOf(given);
  const numbering = numberingOf(given, op);
  const position = positionType(axes, pooled, numbering);
  const result = named ?? (op.positions === "itself" ? position : op.result(input, interpolation));
  const fill = fillOf(given, input);
  const padMode = padModeOf(given);
  if (padMode !== undefined) checkMapped(geometry, padMode);
  if (typeof asked === "function") {
    checkReducible(axes, fill !== undefined || padMode !== undefined, windowsAlong(geometry));
  }
  return {
    op,
    input,
    axes,
    pooled,
    result,
    round: roundOf(given),
    divisor: divisorOf(given),
    wraps: op.wraps && input.big && named === undefined,
    fill,
    padMode,
    skip: skipOf(given, op, input, result),
    numbering,
    position,
    p,
    ddof,
    interpolation,
    reduce: typeof asked === "function" ? reduceBy(asked, input) : undefined,
  };
}

function windowsAlong({ axes, pooled }: Geometry): number[] {
  return pooled.map((axis) => (axes[axis] as Geometry["axes"][number]).window);
}

/** What reads elements from outside the array needs an array that has some. */
function checkMapped({ axes, pooled }: Geometry, padMode: PadMode): void {
  for (const axis of pooled) {
    if ((axes[axis] as Geometry["axes"][number]).extent > 0) continue;
    throw rangeError(
      "out-of-range",
      "padMode",
      padMode,
      `padMode ${show(padMode)} reads elements of the array, but axis ${axis} has none; give fill instead`,
    );
  }
}

/** The dtype of positions: int32 as long as it holds the last. */
function positionType(axes: Geometry["axes"], pooled: readonly number[], numbering: Problem["numbering"]): DTypeRow {
  if (numbering === undefined) return DTYPES.int32;
  const over = numbering === "tensor" ? axes : pooled.map((axis) => axes[axis] as Geometry["axes"][number]);
  const size = over.reduce((product, axis) => product * (numbering === "window" ? axis.window : axis.extent), 1);
  return size > 2 ** 31 ? DTYPES.float64 : DTYPES.int32;
}

function hasIndices({ op, numbering }: Problem): boolean {
  return op.positions === "beside" && numbering !== undefined;
}

function finish(backendOf: () => Backend, op: OpRow | Reducer, view: View, geometry: Geometry, given: Given): unknown {
  const problem = problemOf(op, view.dtype, geometry, given);
  const mask = maskOf(given, view.shape);
  const shape = outShape(problem.axes);
  sizeOf(shape, "output");
  const backend = backendOf();
  const indices = hasIndices(problem) ? newArray(problem.position, shape, "indices") : undefined;
  if (indices !== undefined) checkTakesIndices(given.out);
  const out =
    given.out === undefined
      ? newArray(problem.result, shape, "output")
      : outView(given.out, problem.result, shape, view, mask);
  // Options may have been getters, so the data is looked at once more, last of all.
  recheck(view, mask);
  if (out.data.length > 0 && sizeOf(shape, "output") > 0) backend.pool(problem, { input: view, out, mask, indices });
  const array = given.out ?? arrayOf(out);
  if (indices !== undefined) putBeside(array as object, arrayOf(indices));
  return array;
}

function putBeside(array: object, indices: NdArray): void {
  const own = Object.getOwnPropertyDescriptor(array, "indices");
  // Else defined, not assigned: a class of the caller's may have an accessor of this name.
  if (own?.writable) (array as { indices?: NdArray }).indices = indices;
  else
    Object.defineProperty(array, "indices", { value: indices, writable: true, enumerable: true, configurable: true });
}

function recheck(view: View, mask: View | undefined): void {
  refuseDetached(view, "input");
  checkBounds(view, "input");
  if (mask === undefined) return;
  refuseDetached(mask, "mask");
  checkBounds(mask, "mask");
}

/** Positions are put beside the values, so `out` must take them. */
function checkTakesIndices(out: unknown): void {
  if (typeof out !== "object" || out === null) return;
  const own = Object.getOwnPropertyDescriptor(out, "indices");
  if (own === undefined ? Object.isExtensible(out) : own.writable || own.configurable) return;
  throw typeError(
    "wrong-type",
    "out",
    out,
    `out must take a property for its indices, got ${show(out)} that is frozen or holds one that stays; give another`,
  );
}

function poolStats(
  backendOf: () => Backend,
  rows: readonly OpRow[],
  view: View,
  geometry: Geometry,
  given: Given,
): unknown {
  if (given.indices !== undefined && rows.every(({ positions }) => positions === "none")) {
    numberingOf(given, rows[0] as OpRow);
  }
  const mask = maskOf(given, view.shape);
  // Without a prototype, as what was given: nobody's field is an option.
  const unnumbered: Given = Object.assign(Object.create(null), given, { indices: undefined });
  const problems = rows.map((row) =>
    problemOf(row, view.dtype, geometry, row.positions === "none" ? unnumbered : given),
  );
  const shape = outShape(geometry.axes);
  sizeOf(shape, "output");
  const backend = backendOf();
  const jobs: Job[] = problems.map((problem) => ({
    problem,
    arrays: {
      input: view,
      mask,
      out: newArray(problem.result, shape, "output"),
      indices: hasIndices(problem) ? newArray(problem.position, shape, "indices") : undefined,
    },
  }));
  recheck(view, mask);
  if (sizeOf(shape, "output") > 0) backend.poolEach(jobs);
  const stats: Record<string, unknown> = {};
  for (const { problem, arrays } of jobs) {
    const array = arrayOf(arrays.out);
    stats[problem.op.name] =
      arrays.indices === undefined ? array : Object.assign(array, { indices: arrayOf(arrays.indices) });
  }
  return stats;
}

function windowsOf(view: View, { axes, pooled, edge }: Geometry): View {
  for (const axis of pooled) {
    const { extent, window, stride, dilation, out } = axes[axis] as Geometry["axes"][number];
    const end = (out - 1) * stride + spanOf(window, dilation);
    if (end <= extent) continue;
    throw rangeError(
      "out-of-bounds",
      "edge",
      edge,
      `edge: "partial" would give a window that ends at ${end} on axis ${axis} of ${show(view.shape)}: a view cannot hold taps ` +
        'outside the input; use edge: "trim"',
    );
  }
  const inner = pooled.map((axis) => axes[axis] as Geometry["axes"][number]);
  if (view.shape.length + pooled.length > MAX_RANK) {
    throw rangeError(
      "too-large",
      "window",
      inner.map(({ window }) => window),
      `the view of window ${show(inner.map(({ window }) => window))} would have ${view.shape.length + pooled.length} axes, more than ${MAX_RANK}; reshape the input first`,
    );
  }
  return {
    ...view,
    shape: [...outShape(axes), ...inner.map(({ window }) => window)],
    pitch: [
      ...view.pitch.map((step, axis) => step * (axes[axis] as Geometry["axes"][number]).stride),
      ...pooled.map((axis, i) => (view.pitch[axis] as number) * (inner[i] as Geometry["axes"][number]).dilation),
    ],
  };
}

function asStrided(input: unknown, layout: unknown): NdArray {
  const view = describe(input, "input");
  if (typeof layout !== "object" || layout === null || Array.isArray(layout)) {
    throw typeError(
      "wrong-type",
      "layout",
      layout,
      `layout must be an object { shape, stride, offset }, got ${show(layout)}`,
    );
  }
  for (const name of Object.keys(layout)) {
    if (name === "shape" || name === "stride" || name === "offset") continue;
    throw typeError(
      "unknown-option",
      name,
      (layout as Record<string, unknown>)[name],
      `unknown option ${show(name)}; asStrided takes shape, stride, offset`,
    );
  }
  const shape = shapeOf(field(layout, "shape"), "shape");
  const given = field(layout, "stride");
  const pitch = given === undefined ? rowMajor(shape) : pitchOf(given, "stride", shape);
  const from = field(layout, "offset");
  const offset = from === undefined ? 0 : from;
  checkInteger(offset, "offset", 0, "it counts elements from the start of data");
  sizeOf(shape, "shape");
  const strided: View = { ...view, shape, pitch, offset };
  checkBounds(strided, "the view", "stride");
  return arrayOf(strided);
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
