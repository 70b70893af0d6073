import fc from "fast-check";
import { DTYPE_NAMES, DTYPES, type DType, type TypedArray } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import { EDGES, ROUNDS } from "../../src/registry/options.ts";
import type { Edge, NdArray, Op, PoolOptions, Round, StridedInput } from "../../src/types.ts";
import { countOf, defaultDtype, type Task } from "./oracle.ts";
import { drawValue, FLAVOURS, type Flavour, randomOf } from "./random.ts";

/** What is drawn for each axis: the OUTPUT's extent and the window come first, the input follows. */
interface DrawnAxis {
  readonly out: number;
  readonly pooled: boolean;
  readonly window: number;
  /** 0: the window, so that the option is left out; else the stride. */
  readonly stride: number;
  readonly dilation: number;
  readonly low: number;
  readonly high: number;
  /** How much of the rest that still gives the same output the input has. */
  readonly slack: number;
  readonly place: number;
  readonly step: number;
  readonly direction: -1 | 0 | 1;
  readonly outPlace: number;
  readonly outStep: number;
  readonly outBackwards: boolean;
}

/** What a case is made from; small integers and words, so that a failing one shrinks. */
export interface Drawn {
  readonly op: Op;
  readonly dtype: DType;
  readonly axes: readonly DrawnAxis[];
  /** One axis may be long, so that whole vectors and their tails come up. */
  readonly long: { readonly axis: number; readonly out: number } | null;
  readonly edge: Edge;
  readonly padding: "none" | "valid" | "some" | "same" | "same-lower";
  readonly dilated: boolean;
  readonly divisor: "taps" | "padded" | number;
  readonly flavour: Flavour;
  readonly seed: number;
  readonly layout: "contiguous" | "permuted" | "general";
  readonly before: number;
  readonly after: number;
  readonly misaligned: number;
  readonly result: DType | null;
  readonly round: Round | null;
  readonly out: "new" | "contiguous" | "strided";
  readonly path: "oneshot" | "plan" | "alloc";
  readonly reversedAxes: boolean;
  readonly negativeAxes: boolean;
  readonly oneNumber: boolean;
}

const drawnAxis = fc.record({
  out: fc.integer({ min: 1, max: 6 }),
  pooled: fc.boolean(),
  window: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 1, arbitrary: fc.integer({ min: 6, max: 20 }) },
  ),
  stride: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 7 })),
  dilation: fc.integer({ min: 1, max: 4 }),
  low: fc.nat({ max: 5 }),
  high: fc.nat({ max: 5 }),
  slack: fc.nat({ max: 20 }),
  place: fc.nat({ max: 9 }),
  step: fc.integer({ min: 1, max: 3 }),
  direction: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1 as const) },
    { weight: 3, arbitrary: fc.constant(-1 as const) },
    { weight: 1, arbitrary: fc.constant(0 as const) },
  ),
  outPlace: fc.nat({ max: 9 }),
  outStep: fc.integer({ min: 1, max: 3 }),
  outBackwards: fc.boolean(),
});

/** Every case is a valid call: the output's extents are drawn, and the input's derived from them. */
export const drawn: fc.Arbitrary<Drawn> = fc.record({
  op: fc.constantFrom(...OP_NAMES),
  dtype: fc.constantFrom(...DTYPE_NAMES),
  axes: fc.array(drawnAxis, { minLength: 1, maxLength: 5 }),
  long: fc.option(fc.record({ axis: fc.nat({ max: 4 }), out: fc.integer({ min: 7, max: 140 }) })),
  edge: fc.constantFrom(...EDGES),
  padding: fc.oneof(
    { weight: 4, arbitrary: fc.constant("none" as const) },
    { weight: 3, arbitrary: fc.constant("some" as const) },
    { weight: 2, arbitrary: fc.constantFrom("valid" as const, "same" as const, "same-lower" as const) },
  ),
  dilated: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  divisor: fc.oneof(
    { weight: 4, arbitrary: fc.constant("taps" as const) },
    { weight: 2, arbitrary: fc.constant("padded" as const) },
    { weight: 1, arbitrary: fc.constantFrom(1, 2, 3, 64, -4, 0.5, 7.25, -0.001, 2 ** 40) },
  ),
  flavour: fc.constantFrom(...FLAVOURS),
  seed: fc.nat(),
  layout: fc.constantFrom("contiguous" as const, "contiguous" as const, "permuted" as const, "general" as const),
  before: fc.nat({ max: 4 }),
  after: fc.nat({ max: 4 }),
  misaligned: fc.nat({ max: 3 }),
  result: fc.option(fc.constantFrom(...DTYPE_NAMES), { freq: 2 }),
  round: fc.option(fc.constantFrom(...ROUNDS)),
  out: fc.constantFrom("new" as const, "new" as const, "contiguous" as const, "strided" as const),
  path: fc.constantFrom("oneshot" as const, "oneshot" as const, "oneshot" as const, "plan" as const, "alloc" as const),
  reversedAxes: fc.boolean(),
  negativeAxes: fc.boolean(),
  oneNumber: fc.boolean(),
});

/** A call, what it is to give, and the arrays under it. */
export interface Case {
  readonly drawn: Drawn;
  readonly task: Task;
  readonly outShape: readonly number[];
  readonly input: StridedInput;
  readonly window: number | number[];
  readonly options: PoolOptions;
  readonly resultDtype: DType;
  /** Makes the array to write into, when one is given: every byte around its elements has the pattern's value. */
  readonly makeOut: (() => NdArray) | undefined;
}

const MOST_OUTPUTS = 600;
const MOST_TAPS = 30_000;

export function caseOf(raw: Drawn): Case {
  const axes = sized(raw);
  const rank = axes.length;
  const shape = axes.map((axis) => axis.extent);
  const outShape = axes.map((axis) => axis.out);
  const pooled = axes.flatMap((axis, a) => (axis.pooled ? [a] : []));
  if (raw.reversedAxes) pooled.reverse();
  const windows = pooled.map((a) => (axes[a] as Sized).window);
  const strides = pooled.map((a) => (axes[a] as Sized).stride);
  const dilations = pooled.map((a) => (axes[a] as Sized).dilation);
  const pairs = pooled.map((a) => [(axes[a] as Sized).low, (axes[a] as Sized).high] as const);
  const padding = raw.padding === "same" || raw.padding === "same-lower" ? raw.padding : pairs;

  const { data, pitch, offset, plain } = placed(raw, shape);
  const result = raw.result ?? undefined;
  const round = raw.round ?? undefined;
  const task: Task = {
    op: raw.op,
    data,
    dtype: raw.dtype,
    shape,
    pitch,
    offset,
    axes: pooled,
    window: windows,
    stride: strides,
    edge: raw.edge,
    dilation: dilations,
    padding,
    countPadding: raw.divisor === "padded",
    divisor: typeof raw.divisor === "number" ? raw.divisor : undefined,
    result,
    round,
  };
  const resultDtype = result ?? defaultDtype(raw.op, raw.dtype);

  const asDefault = pooled.every((a, i) => a === rank - pooled.length + i);
  const options: { -readonly [K in keyof PoolOptions]: PoolOptions[K] } = {};
  const oneNumber = raw.oneNumber && windows.every((window) => window === windows[0]);
  if (!asDefault || (oneNumber && pooled.length !== Math.min(2, rank))) {
    options.axes = pooled.map((a) => (raw.negativeAxes ? a - rank : a));
  }
  if (strides.some((stride, i) => stride !== windows[i])) {
    options.stride =
      strides.every((stride) => stride === strides[0]) && raw.oneNumber ? (strides[0] as number) : strides;
  }
  if (raw.edge !== "trim") options.edge = raw.edge;
  if (raw.dilated) options.dilation = raw.oneNumber && allSame(dilations) ? (dilations[0] as number) : dilations;
  if (raw.padding !== "none") {
    const even = pairs.every(([low, high]) => low === high);
    const lows = pairs.map(([low]) => low);
    if (raw.padding !== "some") options.padding = raw.padding;
    else if (even && allSame(lows) && raw.oneNumber) options.padding = lows[0] as number;
    else if (even && raw.reversedAxes) options.padding = lows;
    else options.padding = pairs;
  }
  if (raw.divisor === "padded") options.countPadding = true;
  else if (raw.divisor !== "taps") options.divisor = raw.divisor;
  if (result !== undefined) options.dtype = result;
  if (round !== undefined) options.round = round;
  return {
    drawn: raw,
    task,
    outShape,
    input: plain ? { data, shape } : { data, shape, stride: pitch, offset },
    window: oneNumber ? (windows[0] as number) : windows,
    options,
    resultDtype,
    makeOut: raw.out === "new" || raw.path === "plan" ? undefined : () => outArray(raw, outShape, resultDtype),
  };
}

const allSame = (numbers: readonly number[]): boolean => numbers.every((number) => number === numbers[0]);

interface Sized {
  readonly dilation: number;
  readonly low: number;
  readonly high: number;
  readonly extent: number;
  readonly out: number;
  readonly pooled: boolean;
  readonly window: number;
  readonly stride: number;
}

/** The axes with their extents, kept so small that the oracle is quick. */
function sized(raw: Drawn): Sized[] {
  const count = raw.axes.length;
  const nonePooled = !raw.axes.some((axis) => axis.pooled);
  let outputs = 1;
  let taps = 1;
  const sizes: Sized[] = [];
  // From the last axis on, so that it is the outer ones that are cut short.
  for (let a = count - 1; a >= 0; a--) {
    const axis = raw.axes[a] as DrawnAxis;
    const pooled = axis.pooled || (nonePooled && a === count - 1);
    const wanted = raw.long !== null && raw.long.axis % count === a ? raw.long.out : axis.out;
    const window = pooled ? Math.max(1, Math.min(axis.window, Math.floor(MOST_TAPS / (outputs * taps)))) : 1;
    taps *= window;
    const out = Math.max(
      1,
      Math.min(wanted, Math.floor(MOST_OUTPUTS / outputs), Math.floor(MOST_TAPS / (outputs * taps))),
    );
    outputs *= out;
    const stride = pooled ? axis.stride || window : 1;
    const dilation = pooled && raw.dilated ? axis.dilation : 1;
    const span = (window - 1) * dilation + 1;
    let [low, high] = raw.padding === "some" && pooled ? [axis.low, axis.high] : [0, 0];
    let extents = extentsOf(raw, pooled, out, span, stride, low, high);
    // So much padding may leave no input that gives this output; none always does.
    if (extents.length === 0) [low, high, extents] = [0, 0, extentsOf(raw, pooled, out, span, stride, 0, 0)];
    const extent = extents[axis.slack % extents.length] as number;
    sizes.unshift({ extent, out, pooled, window, stride, dilation, low, high });
  }
  return sizes;
}

/** The extents on which so many windows lie: any of them will do. */
function extentsOf(
  { edge, padding }: Drawn,
  pooled: boolean,
  out: number,
  span: number,
  stride: number,
  low: number,
  high: number,
): number[] {
  if (!pooled) return [out];
  const extents: number[] = [];
  const [least, most] = [(out - 1) * stride - low - high, (out - 1) * stride + Math.max(span, stride) + stride];
  for (let extent = Math.max(1, least); extent <= most; extent++) {
    const same = padding === "same" || padding === "same-lower";
    const count = same ? Math.ceil(extent / stride) : countOf(extent, span, stride, edge, low, high);
    if (count !== out) continue;
    if (!same && edge === "exact" && (out - 1) * stride + span !== extent + low + high) continue;
    extents.push(extent);
  }
  return extents;
}

/** The data under a strided view. Everything that the view does not touch would show in a result. */
function placed(
  raw: Drawn,
  shape: readonly number[],
): { data: TypedArray; pitch: number[]; offset: number; plain: boolean } {
  const row = DTYPES[raw.dtype];
  const contiguous = raw.layout === "contiguous";
  const pitch = new Array<number>(shape.length);
  let offset = raw.before;
  let step = 1;
  for (const a of orderOf(
    raw.axes.map((axis) => axis.place),
    contiguous,
  )) {
    const axis = raw.axes[a] as DrawnAxis;
    const extent = shape[a] as number;
    if (raw.layout === "general" && axis.direction === 0) {
      pitch[a] = 0;
      continue;
    }
    if (raw.layout === "general") step *= axis.step;
    const backwards = raw.layout === "general" && axis.direction < 0;
    pitch[a] = backwards ? -step : step;
    if (backwards) offset += (extent - 1) * step;
    step *= extent;
  }
  const plain = contiguous && raw.before === 0 && raw.after === 0;
  const length = step + raw.before + raw.after;
  const data = new row.array(
    new ArrayBuffer((length + raw.misaligned) * row.bytes),
    raw.misaligned * row.bytes,
    length,
  );
  const junk = row.float ? Number.NaN : row.highest;
  const write = data as unknown as (number | bigint)[];
  write.fill(junk);
  const random = randomOf(raw.seed);
  const summed = raw.op === "sum" || raw.op === "mean";
  // Written in row-major order; an axis of pitch 0 writes its one element more than once.
  const fill = (axis: number, at: number): void => {
    if (axis === shape.length) write[at] = drawValue(row, raw.flavour, random, summed);
    else for (let i = 0; i < (shape[axis] as number); i++) fill(axis + 1, at + i * (pitch[axis] as number));
  };
  fill(0, offset);
  return { data, pitch, offset, plain };
}

/** Axes from the one with the shortest pitch to the one with the longest. */
function orderOf(places: readonly number[], rowMajor: boolean): number[] {
  const order = places.map((_, a) => a).reverse();
  return rowMajor ? order : order.sort((a, b) => (places[a] as number) - (places[b] as number) || b - a);
}

/** The byte that stands everywhere in an `out` buffer before a call. */
export const PATTERN = 0xa5;

function outArray(raw: Drawn, shape: readonly number[], dtype: DType): NdArray {
  const row = DTYPES[dtype];
  const strided = raw.out === "strided";
  const stride = new Array<number>(shape.length);
  let offset = strided ? 3 : 0;
  let step = 1;
  for (const a of orderOf(
    raw.axes.map((axis) => axis.outPlace),
    !strided,
  )) {
    const axis = raw.axes[a] as DrawnAxis;
    if (strided) step *= axis.outStep;
    stride[a] = strided && axis.outBackwards ? -step : step;
    if (strided && axis.outBackwards) offset += ((shape[a] as number) - 1) * step;
    step *= shape[a] as number;
  }
  const length = step + (strided ? 5 : 0);
  const lead = 1 + raw.misaligned;
  const buffer = new ArrayBuffer((lead + length + 2) * row.bytes);
  new Uint8Array(buffer).fill(PATTERN);
  return { data: new row.array(buffer, lead * row.bytes, length), shape: [...shape], stride, offset, dtype };
}

/** The case as a call to paste: what a failing property prints. */
export function pasteable({ drawn: raw, input, window, options, makeOut }: Case): string {
  const { data, shape, stride, offset } = input;
  const array = DTYPES[raw.dtype].array.name;
  const values = Array.from(data as ArrayLike<number | bigint>, literal).join(", ");
  const strided = stride === undefined ? "" : `, stride: ${literalList(stride)}, offset: ${offset}`;
  const notes = [
    raw.path === "oneshot" ? "" : raw.path === "plan" ? "through createPlan" : "inside an alloc'ed array",
    raw.misaligned ? `data starts ${raw.misaligned} elements into its buffer` : "",
    makeOut ? `out: ${raw.out}` : "",
  ].filter(Boolean);
  return [
    "",
    `pool(${JSON.stringify(raw.op)}, { data: ${array}.of(${values}), shape: ${literalList(shape)}${strided} },`,
    `  ${JSON.stringify(window)}, ${JSON.stringify(options)});${notes.length ? ` // ${notes.join("; ")}` : ""}`,
    `or check(${JSON.stringify(raw)})`,
  ].join("\n");
}

function literal(value: number | bigint): string {
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function literalList(list: ArrayLike<number>): string {
  return `[${Array.from(list).join(", ")}]`;
}
