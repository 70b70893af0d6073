import type { Stridepool } from "../api/stridepool.ts";
import type { NdArray } from "../types.ts";
import { needsMore, STRAIGHT, settle, settleExact, sumsByDefinition, type Way, type Windows } from "./definition.ts";
import { sumsByEngine, takes } from "./engine.ts";
import { arrayOf, depthOf, inFormOf, newPixels, type Pixels, partsOfWhole, readPixels } from "./form.ts";
import { readOptions, wayOf } from "./options.ts";
import { isPlain, meanOf, newDoubles, rounded, singleOf } from "./pool.ts";

/** Levels that are made of the image itself, at the engine's speed; the others are of the sums of the last of them. */
const DIRECT = 2;

/** Channels as they stand. */
const PLAIN: Way = { alpha: "straight", transfer: "none" };

/** The levels of an image's mipmap chain. */
export function mipmaps(api: Stridepool, image: unknown, options: unknown): unknown[] {
  return [...levelsOf(api, image, options).levels];
}

/** How many levels there are, and each as it is asked for, once all has been checked. */
export interface Levels {
  readonly count: number;
  readonly levels: Iterable<unknown>;
}

export function levelsOf(api: Stridepool, image: unknown, options: unknown): Levels {
  const given = readOptions(options, ["alpha", "transfer"], "mipmaps");
  const way = wayOf(given);
  const pixels = readPixels(api, image, "image");
  const plain = isPlain(pixels, way);
  if (!plain) depthOf(pixels, STRAIGHT);
  let count = 0;
  while (2 ** count < Math.max(pixels.height, pixels.width)) count++;
  return { count, levels: made(api, image as object, pixels, plain ? PLAIN : way, count) };
}

function* made(api: Stridepool, image: object, pixels: Pixels, way: Way, count: number): Generator<unknown> {
  const { height, width, channels, dtype } = pixels;
  const single = dtype === "float16" ? singleOf(api, pixels) : pixels;
  let sums: Float64Array | undefined;
  /** The level that they are of. */
  let summed = 0;
  for (let level = 1; level <= count; level++) {
    const [rows, columns] = [windowsAt(level, height), windowsAt(level, width)];
    const to = newPixels(pixels, rows.count, columns.count);
    // Sums of other integers than parts of a whole may pass what float64 holds.
    if (level <= DIRECT || !partsOfWhole(pixels)) meansInto(api, pixels, to, rows, columns, way);
    else if (sums !== undefined && needsMore(pixels, rows, columns, way)) {
      manyInto(
        sums,
        2 ** (level - summed),
        windowsAt(summed, height).count,
        windowsAt(summed, width).count,
        to,
        rows,
        columns,
      );
    } else {
      summed = level;
      sums =
        sums === undefined
          ? sumsOf(api, single, rows, columns, way)
          : halved(sums, windowsAt(level - 1, height).count, windowsAt(level - 1, width).count, channels);
      settleInto(api, sums, single, to, rows, columns, way);
    }
    yield inFormOf(image, to);
  }
}

/** A level's windows along an axis: of the image, so that each pixel is rounded once. */
function windowsAt(level: number, extent: number): Windows {
  const window = Math.min(2 ** level, extent);
  return { extent, window, stride: window, count: Math.ceil(extent / window) };
}

/** Means of the image's own pixels. */
function meansInto(api: Stridepool, from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): void {
  if (!isPlain(from, way)) {
    meanOf(api, from, to, rows, columns, way);
    return;
  }
  // Sums of small floats in their own dtype would be rounded.
  const small = from.dtype === "float32" || from.dtype === "float16";
  const means = small ? newDoubles(to, to.height, to.width) : to;
  api.pool("mean", arrayOf(from), [rows.window, columns.window], {
    axes: [0, 1],
    edge: "partial",
    dtype: means.dtype,
    out: arrayOf(means) as NdArray,
  });
  if (small) rounded(api, means, to);
}

/** The exact sums of windows. */
function sumsOf(api: Stridepool, pixels: Pixels, rows: Windows, columns: Windows, way: Way): Float64Array {
  if (isPlain(pixels, way)) {
    const window = [rows.window, columns.window];
    const options = { axes: [0, 1], edge: "partial", dtype: "float64" } as const;
    return api.pool("sum", arrayOf(pixels), window, options).data;
  }
  const sums = new Float64Array(rows.count * columns.count * pixels.channels);
  if (takes(pixels, way) && sumsByEngine(pixels, sums, rows, columns, way)) return sums;
  return sumsByDefinition(pixels, rows, columns, way);
}

/** Sums of two by two sums. */
function halved(sums: Float64Array, height: number, width: number, channels: number): Float64Array {
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const to = new Float64Array(rows * columns * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      const at = ((y >> 1) * columns + (x >> 1)) * channels;
      for (let c = 0; c < channels; c++) (to[at + c] as number) += sums[from + c] as number;
    }
  }
  return to;
}

/** Means of windows whose sums pass what float64 holds, of the sums of so many by so many. */
function manyInto(
  sums: Float64Array,
  step: number,
  high: number,
  wide: number,
  to: Pixels,
  rows: Windows,
  columns: Windows,
): void {
  const { channels } = to;
  for (let y = 0; y < rows.count; y++) {
    for (let x = 0; x < columns.count; x++) {
      const all = new Array<bigint>(channels).fill(0n);
      for (let i = y * step; i < Math.min(high, (y + 1) * step); i++) {
        for (let j = x * step; j < Math.min(wide, (x + 1) * step); j++) {
          for (let c = 0; c < channels; c++)
            all[c] = (all[c] as bigint) + BigInt(sums[(i * wide + j) * channels + c] as number);
        }
      }
      const taps = (extent: number, { window, stride }: Windows, at: number): number =>
        Math.min(window, extent - at * stride);
      settleExact(all, taps(rows.extent, rows, y) * taps(columns.extent, columns, x), to, y, x);
    }
  }
}

/** Half floats are rounded from double ones. */
function settleInto(
  api: Stridepool,
  sums: Float64Array,
  from: Pixels,
  to: Pixels,
  rows: Windows,
  columns: Windows,
  way: Way,
): void {
  const half = to.dtype === "float16";
  const means = half ? newDoubles(to, to.height, to.width) : to;
  settle(sums, from, means, rows, columns, way);
  if (half) rounded(api, means, to);
}
