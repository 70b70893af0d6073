import {
  type DType,
  type Edge,
  type NdArray,
  type Op,
  outputShape,
  type PoolOptions,
  pool,
  StridepoolError,
  toNested,
  windows,
} from "stridepool";
import { type Axis, axisOf, insideOf, isApart, isBlocks } from "./axis.ts";
import { refuseLong } from "./cost.ts";
import { arrayOf } from "./elements.ts";
import { Fault } from "./fault.ts";
import type { Outside } from "./names.ts";
import { outsideIndex } from "./outside.ts";
import type { Matrix, Value } from "./parse.ts";

export type Pair = readonly [rows: number, columns: number];

/** All that the form says. */
export interface Request {
  readonly op: Op;
  readonly dtype: DType;
  readonly window: Pair;
  /** None: as the window. */
  readonly stride: Pair | undefined;
  readonly padding: Pair;
  readonly dilation: Pair;
  readonly edge: Edge;
  readonly outside: Outside;
  /** What stands outside, where that is a number. */
  readonly fill: number;
}

/** All that the page shows. */
export interface Outcome {
  readonly request: Request;
  readonly input: NdArray;
  /** The elements as the dtype holds them. */
  readonly cells: readonly (readonly Value[])[];
  readonly result: NdArray;
  readonly pooled: readonly (readonly Value[])[];
  readonly axes: readonly [Axis, Axis];
  /** Whether no element is in two windows. */
  readonly apart: boolean;
  /** Whether the windows are blocks, as a reshape makes them. */
  readonly blocks: boolean;
  /** The strided view of all windows, or why there is none. */
  readonly view: NdArray | string;
}

/** More elements than anyone reads off a page. */
const MOST = 4_000_000;

/** Options as a caller would write them: what is not the default. */
export function optionsOf({ stride, padding, dilation, edge, outside, fill, window }: Request): PoolOptions {
  const same = stride === undefined || (stride[0] === window[0] && stride[1] === window[1]);
  return {
    ...(same ? {} : { stride }),
    ...(padding.some((one) => one !== 0) ? { padding } : {}),
    ...(dilation.some((one) => one !== 1) ? { dilation } : {}),
    ...(edge === "trim" ? {} : { edge }),
    ...(outside === "none" ? {} : outside === "fill" ? { fill } : { padMode: outside }),
  };
}

/** Pools a matrix; throws a Fault, or the library's own refusal. */
export function compute(matrix: Matrix, request: Request): Outcome {
  const { op, dtype, window, stride = window, padding, dilation, edge } = request;
  if (request.outside === "fill" && Number.isNaN(request.fill)) {
    throw new Fault("the number outside is missing; type one", "fill");
  }
  const options = optionsOf(request);
  const input = arrayOf(matrix, dtype);
  const { fill, padMode, ...where } = options;
  const shape = outputShape(input.shape, window, where);
  if ((shape[0] as number) * (shape[1] as number) > MOST) {
    throw new Fault(
      `the result would have ${shape.join(" × ")} elements, more than this page makes; pad less, or stride further`,
    );
  }
  const [rows, columns] = [0, 1].map((axis) =>
    axisOf({
      extent: input.shape[axis] as number,
      window: window[axis] as number,
      stride: stride[axis] as number,
      dilation: dilation[axis] as number,
      padding: padding[axis] as number,
      out: shape[axis] as number,
    }),
  ) as [Axis, Axis];
  refuseLong(op, dtype, request.outside, [rows, columns]);
  const result: NdArray = pool(op, input, window, options);
  return {
    request,
    input,
    cells: toNested(input) as Value[][],
    result,
    pooled: toNested(result) as Value[][],
    axes: [rows, columns],
    apart: isApart(rows) && isApart(columns),
    blocks: isBlocks(rows) && isBlocks(columns),
    view: viewOf(input, window, { stride, dilation, edge }, padding),
  };
}

function viewOf(input: NdArray, window: Pair, options: Parameters<typeof windows>[2], padding: Pair): NdArray | string {
  if (padding.some((one) => one !== 0)) {
    return "a view cannot hold taps outside the input, as padding asks for";
  }
  try {
    return windows(input, window, options);
  } catch (error) {
    if (error instanceof StridepoolError) return error.message;
    throw error;
  }
}

/** What stands at a place, inside the matrix or around it. */
export function valueAt({ cells, axes, request }: Outcome, row: number, column: number): Value | undefined {
  const [rows, columns] = [axes[0].extent, axes[1].extent];
  const inside = row >= 0 && row < rows && column >= 0 && column < columns;
  if (inside) return cells[row]?.[column];
  const { outside, fill } = request;
  if (outside === "none") return undefined;
  if (outside === "fill") return fill;
  return cells[outsideIndex(outside, row, rows)]?.[outsideIndex(outside, column, columns)];
}

/** Which taps of window i of an axis read something: from one, up to another. */
function readOf({ request }: Outcome, axis: Axis, i: number): [from: number, to: number] {
  return request.outside === "none" ? insideOf(axis, i) : [0, axis.window];
}

/** How many taps of the window that gives element [i, j] of the result read something. */
export function tapCount(outcome: Outcome, i: number, j: number): number {
  const [rows, columns] = [readOf(outcome, outcome.axes[0], i), readOf(outcome, outcome.axes[1], j)];
  return (rows[1] - rows[0]) * (columns[1] - columns[0]);
}

/** What those taps read, one after the other: of large windows nobody needs them all. */
export function* tapValues(outcome: Outcome, i: number, j: number): Generator<Value> {
  const [rows, columns] = outcome.axes;
  const [top, bottom] = readOf(outcome, rows, i);
  const [left, right] = readOf(outcome, columns, j);
  for (let p = top; p < bottom; p++) {
    const row = i * rows.stride - rows.low + p * rows.dilation;
    for (let q = left; q < right; q++) {
      yield valueAt(outcome, row, j * columns.stride - columns.low + q * columns.dilation) as Value;
    }
  }
}
