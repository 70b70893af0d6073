import type { NdArray } from "../../types.ts";
import { rowMajor } from "../tensor.ts";

/** The taps of one window along one axis: some of them may lie outside the extent. */
interface Taps {
  readonly start: number;
  readonly taps: number;
  readonly step: number;
  readonly extent: number;
}

/** The taps along an axis of the window that gives element `at` of the result. */
export type AxisWindows = (at: number) => Taps;

/** Whether the element at a place is NaN, of floats and of float16 held as bits. */
function nanReader({ data, dtype }: NdArray): ((at: number) => boolean) | undefined {
  const elements = data as { readonly [at: number]: number | bigint };
  if (dtype === "float16" && Object.prototype.toString.call(data) === "[object Uint16Array]") {
    return (at) => ((elements[at] as number) & 0x7fff) > 0x7c00;
  }
  return dtype.startsWith("float") ? (at) => Number.isNaN(elements[at]) : undefined;
}

/**
 * PyTorch takes a later NaN over an earlier one (`val > maxval || isnan(val)`, ATen/native/cpu/MaxPoolKernel.cpp), so a NaN's
 * index is its window's last. The core names the first: where a value is NaN, the window is searched from its end.
 */
export function toLastNaN(input: NdArray, values: NdArray, indices: NdArray, axes: readonly AxisWindows[]): void {
  const isNaNValue = nanReader(values);
  const isNaNTap = nanReader(input);
  if (isNaNValue === undefined || isNaNTap === undefined) return;
  const lead = input.shape.length - axes.length;
  const plane = rowMajor(input.shape.slice(lead));
  const write = indices.data as unknown as { [at: number]: number };
  for (let at = 0; at < values.data.length; at++) {
    if (!isNaNValue(at)) continue;
    const place = placeOf(at, values.shape);
    let base = input.offset;
    for (let axis = 0; axis < lead; axis++) base += (place[axis] as number) * (input.stride[axis] as number);
    const found = last(0, base, 0);
    if (found >= 0) write[at] = found;

    /** The position in its plane of the last NaN of the window, from one axis on. */
    function last(axis: number, from: number, position: number): number {
      const windows = axes[axis];
      if (windows === undefined) return isNaNTap?.(from) ? position : -1;
      const { start, taps, step, extent } = windows(place[lead + axis] as number);
      for (let tap = taps - 1; tap >= 0; tap--) {
        const i = start + tap * step;
        if (i < 0 || i >= extent) continue;
        const deeper = last(
          axis + 1,
          from + i * (input.stride[lead + axis] as number),
          position + i * (plane[axis] as number),
        );
        if (deeper >= 0) return deeper;
      }
      return -1;
    }
  }
}

/** The coordinates of an element of a row-major array. */
function placeOf(at: number, shape: readonly number[]): number[] {
  const place = new Array<number>(shape.length);
  let rest = at;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] as number;
    place[axis] = rest % extent;
    rest = (rest - (place[axis] as number)) / extent;
  }
  return place;
}
