import type { DType, Input, NdArray, Op, PoolOptions, Reducer, StridedInput } from "../../src/types.ts";
import { careOf, maskFor, outArray, placed } from "./cases/arrays.ts";
import type { Drawn } from "./cases/drawn.ts";
import { isReducer, REDUCERS } from "./cases/reducers.ts";
import { type Sized, sized } from "./cases/sizes.ts";
import { fillFor, nodataFor } from "./cases/values.ts";
import { defaultDtype, type Task } from "./oracle.ts";

export { PATTERN } from "./cases/arrays.ts";
export { type Drawn, drawnWith } from "./cases/drawn.ts";

/** A call, what it is to give, and the arrays under it. */
export interface Case {
  readonly drawn: Drawn;
  readonly task: Task;
  readonly op: Op | Reducer;
  readonly outShape: readonly number[];
  readonly input: StridedInput;
  readonly mask: Input | undefined;
  readonly window: number | number[];
  readonly options: PoolOptions;
  readonly resultDtype: DType;
  /** Makes the array to write into, when one is given: every byte around its elements has the pattern's value. */
  readonly makeOut: (() => NdArray) | undefined;
}

type Options = { -readonly [K in keyof PoolOptions]: PoolOptions[K] };

const allSame = (numbers: readonly number[]): boolean => numbers.every((number) => number === numbers[0]);
const hasPositions = (op: string): boolean => ["max", "min", "argmax", "argmin"].includes(op);

export function caseOf(raw: Drawn, care = careOf(raw.op)): Case {
  const axes = sized(raw);
  const pooled = pooledOf(raw, axes);
  const over = pooled.map((a) => axes[a] as Sized);
  const windows = over.map(({ window }) => window);
  const same = raw.padding === "same" || raw.padding === "same-lower";
  const where: Where = {
    window: windows,
    stride: over.map(({ stride }) => stride),
    edge: raw.edge,
    dilation: over.map(({ dilation }) => dilation),
    padding: same ? (raw.padding as "same") : over.map(({ low, high }) => [low, high] as const),
    fill: raw.outside === "fill" ? fillFor(raw) : undefined,
    padMode: raw.outside === "fill" || raw.outside === "absent" ? undefined : raw.outside,
  };
  const oneNumber = raw.oneNumber && allSame(windows);
  const made = withValues(raw, axes, pooled, where, oneNumber ? (windows[0] as number) : windows, care);
  return { ...made, options: { ...whereOptions(raw, made.task, over, oneNumber), ...made.options } };
}

/** A case of globalPool, or of adaptivePool with its output's shape in the window's place. */
export function spreadCaseOf(raw: Drawn, adaptive: boolean): Case {
  const axes = sized({ ...raw, padding: "none", edge: "trim" });
  const pooled = pooledOf(raw, axes);
  const extents = pooled.map((a) => (axes[a] as Sized).extent);
  const out = adaptive ? pooled.map((a) => (raw.axes[a] as Drawn["axes"][number]).window) : extents.map(() => 1);
  pooled.forEach((a, i) => {
    axes[a] = { ...(axes[a] as Sized), out: out[i] as number };
  });
  const window = adaptive ? [] : extents;
  const where: Where = { window, stride: window, edge: "trim", ...(adaptive && { adaptive: out }) };
  const oneNumber = raw.oneNumber && allSame(out);
  const made = withValues(raw, axes, pooled, where, oneNumber ? (out[0] as number) : out, careOf(raw.op));
  const isDefault = pooled.every((a, i) => a === axes.length - pooled.length + i);
  const fewer = (oneNumber || !adaptive) && pooled.length !== Math.min(2, axes.length);
  if (isDefault && !fewer) return made;
  return { ...made, options: { axes: pooled.map((a) => (raw.negativeAxes ? a - axes.length : a)), ...made.options } };
}

type Where = Pick<Task, "window" | "stride" | "edge" | "dilation" | "padding" | "fill" | "padMode" | "adaptive">;

function pooledOf(raw: Drawn, axes: readonly Sized[]): number[] {
  const pooled = axes.flatMap((axis, a) => (axis.pooled ? [a] : []));
  return raw.reversedAxes ? pooled.reverse() : pooled;
}

/** A case with the options that do not say where windows lie. */
function withValues(
  raw: Drawn,
  axes: readonly Sized[],
  pooled: number[],
  where: Where,
  window: number | number[],
  care: ReturnType<typeof careOf>,
): Case {
  const shape = axes.map((axis) => axis.extent);
  const outShape = axes.map((axis) => axis.out);
  const { data, pitch, offset, plain } = placed(raw, shape, care);
  const masked = maskFor(raw, shape);
  const reducer = isReducer(raw.op) ? REDUCERS[raw.op] : undefined;
  const op = reducer === undefined ? (raw.op as Op) : "reduce";
  const interpolation = raw.interpolation ?? undefined;
  const resultDtype = raw.result ?? defaultDtype(op, raw.dtype, interpolation);
  const task: Task = {
    op,
    data,
    dtype: raw.dtype,
    shape,
    pitch,
    offset,
    axes: pooled,
    ...where,
    countPadding: raw.divisor === "padded",
    divisor: typeof raw.divisor === "number" ? raw.divisor : undefined,
    ignoreNaN: raw.ignoreNaN,
    nodata: nodataFor(raw, { data, pitch, offset }, resultDtype),
    mask: masked?.flags,
    minCount: raw.minCount ?? undefined,
    indices: hasPositions(op) ? (raw.indices ?? undefined) : undefined,
    p: raw.p ?? undefined,
    ddof: raw.ddof ?? undefined,
    interpolation,
    reduce: reducer?.reduce,
    result: raw.result ?? undefined,
    round: raw.round ?? undefined,
  };
  return {
    drawn: raw,
    task,
    op: reducer === undefined ? (raw.op as Op) : (reducer.op as Reducer),
    outShape,
    input: {
      data,
      shape,
      ...(plain ? {} : { stride: pitch, offset }),
      ...(raw.dtype === "float16" || raw.explicit ? { dtype: raw.dtype } : {}),
    },
    mask: masked?.mask,
    window,
    options: valueOptions(raw, task, masked?.mask),
    resultDtype,
    makeOut: raw.out === "new" || raw.path === "plan" ? undefined : () => outArray(raw, outShape, resultDtype),
  };
}

/** The options that say where windows lie, left out where they have their default. */
function whereOptions(raw: Drawn, task: Task, over: readonly Sized[], oneNumber: boolean): Options {
  const { axes: pooled, window: windows, stride: strides, shape } = task;
  const rank = shape.length;
  const options: Options = {};
  const asDefault = pooled.every((a, i) => a === rank - pooled.length + i);
  if (!asDefault || raw.explicit || (oneNumber && pooled.length !== Math.min(2, rank))) {
    options.axes = pooled.map((a) => (raw.negativeAxes ? a - rank : a));
  }
  const short = (numbers: readonly number[]) => (raw.oneNumber && allSame(numbers) ? (numbers[0] as number) : numbers);
  if (strides.some((stride, i) => stride !== windows[i]) || raw.explicit) options.stride = short(strides);
  if (raw.edge !== "trim" || raw.explicit) options.edge = raw.edge;
  if (raw.dilated) options.dilation = short(task.dilation as number[]);
  if (raw.padding !== "none") {
    const even = over.every(({ low, high }) => low === high);
    const lows = over.map(({ low }) => low);
    if (raw.padding !== "some") options.padding = raw.padding;
    else if (even && allSame(lows) && raw.oneNumber) options.padding = lows[0] as number;
    else if (even && raw.reversedAxes) options.padding = lows;
    else options.padding = over.map(({ low, high }) => [low, high] as const);
  }
  if (task.fill !== undefined) options.fill = task.fill;
  if (task.padMode !== undefined) options.padMode = task.padMode;
  return options;
}

/** The options that say what becomes of the taps, likewise. */
function valueOptions(raw: Drawn, task: Task, mask: Input | undefined): Options {
  const options: Options = {};
  if (raw.divisor === "padded") options.countPadding = true;
  else if (raw.divisor !== "taps") options.divisor = raw.divisor;
  if (raw.ignoreNaN) options.nan = "ignore";
  if (task.nodata !== undefined) options.nodata = task.nodata;
  if (mask !== undefined) options.mask = mask;
  if (raw.minCount !== null) options.minCount = raw.minCount;
  if (task.indices !== undefined) options.indices = task.indices;
  if (raw.p !== null) options.p = raw.p;
  if (raw.ddof !== null) options.ddof = raw.ddof;
  if (raw.interpolation !== null) options.interpolation = raw.interpolation;
  if (raw.result !== null) options.dtype = raw.result;
  if (raw.round !== null) options.round = raw.round;
  if (!raw.explicit) return options;
  return { nan: "propagate", indices: false, round: "half-up", countPadding: false, ...options };
}
