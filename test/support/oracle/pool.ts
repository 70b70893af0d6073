import { exact } from "./cell.ts";
import { ofReal, type Target } from "./exact.ts";
import { type Gathered, gather } from "./gather.ts";
import { defaultDtype, isBig, KINDS, type Kind, positionDtype, rangeOf } from "./kinds.ts";
import { norm, spread } from "./moments.ts";
import { extreme, first, median, mode, placeOfExtreme, range } from "./order.ts";
import { productOfFloats, productOfIntegers, sumOfFloats, sumOfIntegers } from "./sums.ts";
import type { Cell, Expected, Task, Value } from "./task.ts";

/** What these give where too few taps count, whatever else is asked for. */
const EXEMPT: Readonly<Record<string, number>> = { any: 0, all: 1, count: 0, argmax: -1, argmin: -1 };

/** The results of a pooling. */
export function oracle(task: Task): Expected {
  const { op, dtype, axes } = task;
  const { shape, windows } = gather(task);
  const reach = reachOf(task);
  const result = task.result ?? defaultDtype(op, dtype, task.interpolation, reach);
  const target: Target = { kind: KINDS[result], round: task.round ?? "half-up", nodata: task.nodata };
  const cells: Cell[] = [];
  const positions: Cell[] = [];
  for (const window of windows) {
    cells.push(cellOf(task, window, KINDS[dtype], target));
    if (task.indices !== undefined && (op === "max" || op === "min")) {
      positions.push(exact(positionOf(task, op, window), 1));
    }
  }
  const expected: Expected = { shape, dtype: result, cells };
  if (axes.length === 0 || positions.length !== cells.length) return expected;
  return { ...expected, indices: { shape, dtype: positionDtype(reach), cells: positions } };
}

/** How many elements positions are numbered over. */
function reachOf({ indices, shape, axes, window }: Task): number {
  const over = indices === "tensor" ? shape : indices === "plane" ? axes.map((axis) => shape[axis] as number) : window;
  return over.reduce((product, extent) => product * extent, 1);
}

/** Fewer valid taps than this are too few. */
function leastOf({ nodata, mask, minCount }: Task): number {
  return nodata === undefined && mask === undefined && minCount === undefined ? 0 : (minCount ?? 1);
}

function positionOf(task: Task, op: "max" | "min", { values, positions }: Gathered): number {
  if (values.length === 0 || values.length < leastOf(task)) return -1;
  return positions[placeOfExtreme(op, values)] as number;
}

function cellOf(task: Task, window: Gathered, input: Kind, target: Target): Cell {
  const { op, nodata } = task;
  const valid = window.values.length;
  const exempt = EXEMPT[op];
  if (valid === 0 || valid < leastOf(task)) {
    if (exempt !== undefined) return exact(ofReal(exempt, target), 1);
    if (leastOf(task) > 0) return exact(ofReal(nodata ?? Number.NaN, target), 0);
    return nothing(task, window, input, target);
  }
  return settle(task, window, input, target);
}

/** The result of a window without any tap, or with none but NaN that are ignored. */
function nothing(task: Task, { leftOut }: Gathered, input: Kind, target: Target): Cell {
  const { op } = task;
  const onlyNaN = leftOut > 0 && task.nodata === undefined && task.mask === undefined;
  if (op === "sum" || op === "lp") return exact(ofReal(0, target), 1);
  if (op === "prod") return exact(ofReal(1, target), 1);
  if (op === "mean" && !onlyNaN && (task.divisor !== undefined || task.countPadding))
    return exact(ofReal(0, target), 0);
  if ((op !== "max" && op !== "min") || onlyNaN) return exact(ofReal(Number.NaN, target), 0);
  if (input.float) return exact(ofReal(op === "max" ? -Infinity : Infinity, target), 0);
  const [lowest, highest] = rangeOf(input);
  return exact(ofReal(op === "max" ? lowest : highest, target), 1);
}

function settle(task: Task, window: Gathered, input: Kind, target: Target): Cell {
  const { op } = task;
  const taps = window.values;
  const wraps = isBig(input) && task.result === undefined;
  switch (op) {
    case "max":
    case "min":
      return extreme(op, taps, input, target);
    case "sum":
    case "mean": {
      const divisor = op === "sum" ? 1 : divisorOf(task, window);
      return input.float
        ? sumOfFloats(taps as number[], divisor, input, target)
        : sumOfIntegers(taps, divisor, input, target, wraps && op === "sum");
    }
    case "prod":
      return input.float
        ? productOfFloats(taps as number[], input, target)
        : productOfIntegers(taps, input, target, wraps);
    case "lp":
      return norm(taps, task.p ?? 2, false, input, target);
    case "rms":
      return norm(taps, 2, true, input, target);
    case "var":
    case "std":
      return spread(op, taps, task.ddof ?? 0, input, target);
    case "median":
      return median(taps, task.interpolation ?? "midpoint", input, target);
    case "mode":
      return mode(taps, input, target);
    case "range":
      return range(taps, input, target, wraps);
    case "first":
      return first(taps, target);
    case "any":
      return exact(ofReal(taps.some(isTrue) ? 1 : 0, target), 1);
    case "all":
      return exact(ofReal(taps.every(isTrue) ? 1 : 0, target), 1);
    case "count":
      return exact(ofReal(taps.length, target), 1);
    case "argmax":
    case "argmin":
      return exact(
        ofReal(window.positions[placeOfExtreme(op === "argmax" ? "max" : "min", taps)] as number, target),
        1,
      );
    case "reduce": {
      const shape = window.leftOut > 0 ? [taps.length] : window.extents;
      const value = (task.reduce as NonNullable<Task["reduce"]>)(taps, shape);
      return exact(ofReal(value, target), 0);
    }
  }
}

const isTrue = (tap: Value): boolean => Number.isNaN(tap) || (tap !== 0 && tap !== 0n);

function divisorOf({ divisor, countPadding }: Task, { values, leftOut, padded }: Gathered): number {
  return divisor ?? (countPadding ? padded - leftOut : values.length);
}
