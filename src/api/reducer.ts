import { rangeError, show, typeError } from "../errors.ts";
import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import { type Axis, windowTaps } from "../shape/axis.ts";
import { outShape, type Reduce } from "../shape/problem.ts";
import { rowMajor } from "../shape/view.ts";
import type { Reducer } from "../types.ts";
import { arrayOf } from "./result.ts";

/** A reducer gets arrays of its windows; one of more taps than this would be larger than a program can mean. */
const MOST_TAPS = 2 ** 27;

/** A caller's function over the taps of a window, as an array of its own each time, which it may keep. */
export function reduceBy(reducer: Reducer, input: DTypeRow): Reduce {
  // Bits would be no numbers to reduce.
  const dtype = input.coded ? DTYPES.float32 : input;
  return (taps, shape) => {
    const data = new dtype.array(taps.length);
    (data as unknown as { set(from: ArrayLike<number | bigint>): void }).set(taps);
    const value: unknown = reducer(
      arrayOf({ data, dtype, shape: shape.slice(), pitch: rowMajor(shape), offset: 0, image: false }),
    );
    if (typeof value === "number" || (typeof value === "bigint" && input.big)) return value;
    throw typeError(
      "wrong-type",
      "op",
      value,
      `op must return ${input.big ? "a number or a bigint" : "a number"} where it is a function, got ${show(value)} for a window of ` +
        `${taps.length} taps; return its value`,
    );
  };
}

/** Refuses windows that no array of taps could hold. */
export function checkReducible(axes: readonly Axis[], whole: boolean, windows: readonly number[]): void {
  if (outShape(axes).includes(0)) return;
  let taps = 1;
  for (const axis of axes) {
    if (axis.window === 1 && axis.stride === 1 && !whole) continue;
    taps *= whole ? axis.window : Math.min(axis.window, mostTaps(axis));
  }
  if (taps <= MOST_TAPS) return;
  throw rangeError(
    "too-large",
    "window",
    windows,
    `window ${show(windows)} has ${taps} taps, more than the 2^27 that are gathered for a function; use an op by name`,
  );
}

function mostTaps(axis: Axis): number {
  return axis.adaptive ? axis.window : Math.max(windowTaps(axis, 0).taps, Math.ceil(axis.extent / axis.dilation));
}
