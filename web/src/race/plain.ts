import type { Size } from "../picture/view.ts";
import { maxima, means, minima, type Run, weightedMeans } from "./loops.ts";

/** Ops that plain JavaScript has here. */
export const PLAIN_OPS = ["mean", "max", "min"] as const;

/** How plain JavaScript pools. */
export interface Way {
  readonly op: (typeof PLAIN_OPS)[number];
  readonly window: readonly [rows: number, columns: number];
  readonly stride: readonly [rows: number, columns: number];
  /** Whether windows that reach beyond the picture count what is there. */
  readonly partial: boolean;
  /** Whether means of colours are weighted by alpha. */
  readonly weighted: boolean;
}

/** How many windows begin and end on an axis; and how many begin on it before the last element is in one. */
function countsOf(extent: number, window: number, stride: number, partial: boolean): [full: number, all: number] {
  const full = Math.max(0, Math.floor((extent - window) / stride) + 1);
  if (!partial) return [full, full];
  const all = Math.ceil((extent - window) / stride) + 1;
  // The last one begins inside.
  return [full, Math.max(0, (all - 1) * stride < extent ? all : all - 1)];
}

/** The size of what comes out; 0 where no window fits. */
export function pooledSize({ width, height }: Size, { window, stride, partial }: Way): Size {
  return {
    width: countsOf(width, window[1], stride[1], partial)[1],
    height: countsOf(height, window[0], stride[0], partial)[1],
  };
}

/** Pools RGBA bytes as one writes it without a library: a loop for the op, all four channels at once. */
export function plainPool({ data, width, height }: ImageData, way: Way, out: Uint8ClampedArray): void {
  const { op, window, stride, partial, weighted } = way;
  const [fullDown, down] = countsOf(height, window[0], stride[0], partial);
  const [fullAcross, across] = countsOf(width, window[1], stride[1], partial);
  const loop = { mean: weighted ? weightedMeans : means, max: maxima, min: minima }[op];
  const [pitch, outPitch] = [4 * width, 4 * across];
  const [hopDown, hopAcross] = [stride[0] * pitch, 4 * stride[1]];
  const run: Run = {
    ...{ data, from: 0, pitch, rows: window[0], columns: window[1] },
    ...{ hopDown, hopAcross, down: fullDown, across: fullAcross, out, to: 0, outPitch },
  };
  loop(run);
  // Windows that are cut off are of other sizes.
  for (let y = 0; y < down; y++) {
    for (let x = y < fullDown ? fullAcross : 0; x < across; x++) {
      const rows = Math.min(window[0], height - y * stride[0]);
      const columns = Math.min(window[1], width - x * stride[1]);
      const [from, to] = [y * hopDown + x * hopAcross, y * outPitch + 4 * x];
      loop({ ...run, from, rows, columns, down: 1, across: 1, to });
    }
  }
}
