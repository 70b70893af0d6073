import { MemoryRefused, nearest, oneOf, rangeError, show, typeError } from "../errors.ts";
import type { DTypeRow } from "../registry/dtypes.ts";
import { OP_NAMES, OPS, type OpRow } from "../registry/ops.ts";
import { OPS_NOT_YET, type OptionName } from "../registry/options.ts";
import type { Backend } from "../run/backend.ts";
import { spanOf } from "../shape/axis.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import { checkBounds, MAX_RANK, rowMajor, sizeOf, type View } from "../shape/view.ts";
import type { NdArray } from "../types.ts";
import { checkInteger, field } from "./check.ts";
import { describe, dtypeNamed, pitchOf, shapeOf } from "./describe.ts";
import { nest } from "./nested.ts";
import {
  adaptiveGeometry,
  divisorOf,
  type Geometry,
  type Given,
  geometryOf,
  globalGeometry,
  readOptions,
  roundOf,
} from "./options.ts";
import { planOf } from "./plan.ts";
import { arrayOf, newArray, outView, refuseDetached } from "./result.ts";
import type { Stridepool } from "./stridepool.ts";

const POOL_OPTIONS: readonly OptionName[] = [
  "stride",
  "padding",
  "dilation",
  "axes",
  "edge",
  "countPadding",
  "divisor",
  "dtype",
  "round",
  "out",
];
const GLOBAL_OPTIONS: readonly OptionName[] = ["axes", "countPadding", "divisor", "dtype", "round", "out"];
const PLAN_OPTIONS: readonly OptionName[] = POOL_OPTIONS.filter((name) => name !== "out");
const SHAPE_OPTIONS: readonly OptionName[] = ["stride", "padding", "dilation", "axes", "edge"];
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
      const given = readOptions(options, SHAPE_OPTIONS, "outputShape");
      const shape = shapeOf(inputShape, "inputShape");
      sizeOf(shape, "inputShape");
      return outShape(geometryOf(shape, false, window, given).axes);
    },
    createPlan(op: unknown, input: unknown, window: unknown, options?: unknown) {
      const row = opNamed(op);
      const given = readOptions(options, PLAN_OPTIONS, "createPlan");
      const { shape, dtype } = planInput(input);
      const problem = problemOf(row, dtype, geometryOf(shape, false, window, given), given);
      const backend = backendOf();
      const bytes =
        sizeOf(shape, "input.shape") * dtype.bytes + sizeOf(outShape(problem.axes), "output") * problem.result.bytes;
      checkMemory(bytes, backend, "input.shape", shape, "pool it with a one-shot call, which copies in bands");
      return withMemory(() => planOf(backend, problem), bytes, "input.shape", shape);
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

function opNamed(op: unknown): OpRow {
  if (typeof op === "string" && Object.hasOwn(OPS, op)) return OPS[op as keyof typeof OPS];
  if (typeof op === "function" || (typeof op === "string" && OPS_NOT_YET.includes(op))) {
    const what = typeof op === "string" ? show(op) : "a reducer function";
    throw typeError(
      "not-available",
      "op",
      op,
      `op ${what} is not available in this version; it has ${oneOf(OP_NAMES)}`,
    );
  }
  const near = typeof op === "string" ? nearest(op, OP_NAMES) : undefined;
  const hint = near === undefined ? "" : `; did you mean "${near}"?`;
  const refuse = typeof op === "string" ? rangeError : typeError;
  throw refuse("unknown-op", "op", op, `op must be ${oneOf(OP_NAMES)}, got ${show(op)}${hint}`);
}

function problemOf(op: OpRow, input: DTypeRow, geometry: Geometry, given: Given): Problem {
  const asked = given.dtype !== undefined;
  const result = asked ? dtypeNamed(given.dtype, "dtype") : op.result(input);
  const wraps = op.name === "sum" && input.big && !asked;
  return { op, input, axes: geometry.axes, result, round: roundOf(given), divisor: divisorOf(given), wraps };
}

function finish(backendOf: () => Backend, op: OpRow, view: View, geometry: Geometry, given: Given): unknown {
  const problem = problemOf(op, view.dtype, geometry, given);
  const shape = outShape(problem.axes);
  sizeOf(shape, "output");
  const backend = backendOf();
  const out =
    given.out === undefined
      ? newArray(problem.result, shape, "output")
      : outView(given.out, problem.result, shape, view);
  // Options may have been getters, so the data is looked at once more, last of all.
  refuseDetached(view, "input");
  checkBounds(view, "input");
  if (out.data.length > 0 && sizeOf(shape, "output") > 0) backend.pool(problem, view, out);
  return given.out ?? arrayOf(out);
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
