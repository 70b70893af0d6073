import type { Stridepool } from "../api/stridepool.ts";
import type { NdArray } from "../types.ts";
import { STRAIGHT, settle, sumsByDefinition, type Way, type Windows } from "./definition.ts";
import { sumsByEngine, takes } from "./engine.ts";
import { arrayOf, depthOf, inFormOf, newPixels, type Pixels, readPixels } from "./form.ts";
import { readOptions, wayOf } from "./options.ts";
import { isPlain, meanOf, singleOf, toHalves } from "./pool.ts";

/** Levels that are made of the image itself, at the engine's speed; the others are of the sums of the last of them. */
const DIRECT = 2;

/** The levels of an image's mipmap chain. */
export function mipmaps(api: Stridepool, image: unknown, options: unknown): unknown[] {
  const given = readOptions(options, ["alpha", "transfer"], "mipmaps");
  const way = wayOf(given);
  const pixels = readPixels(api, image, "image");
  const plain = isPlain(pixels, way);
  if (!plain) depthOf(pixels, STRAIGHT);
  const single = pixels.dtype === "float16" ? singleOf(api, pixels) : pixels;
  const { height, width } = pixels;
  const levels: unknown[] = [];
  let sums: Float64Array | undefined;
  for (let level = 1; 2 ** (level - 1) < Math.max(height, width); level++) {
    const [rows, columns] = [windowsAt(level, height), windowsAt(level, width)];
    const to = newPixels(pixels, rows.count, columns.count);
    if (level <= DIRECT && plain) {
      api.pool("mean", arrayOf(pixels), [rows.window, columns.window], {
        axes: [0, 1],
        edge: "partial",
        dtype: pixels.dtype,
        out: arrayOf(to) as NdArray,
      });
    } else if (level <= DIRECT) meanOf(api, pixels, to, rows, columns, way);
    else {
      sums =
        sums === undefined
          ? sumsOf(api, single, rows, columns, way, plain)
          : halved(sums, windowsAt(level - 1, height).count, windowsAt(level - 1, width).count, pixels.channels);
      settleInto(api, sums, single, to, rows, columns, way);
    }
    levels.push(inFormOf(image as object, to));
  }
  return levels;
}

/** A level's windows along an axis: of the image, so that each pixel is rounded once. */
function windowsAt(level: number, extent: number): Windows {
  const window = Math.min(2 ** level, extent);
  return { extent, window, stride: window, count: Math.ceil(extent / window) };
}

/** The exact sums of windows. */
function sumsOf(
  api: Stridepool,
  pixels: Pixels,
  rows: Windows,
  columns: Windows,
  way: Way,
  plain: boolean,
): Float64Array {
  if (plain) {
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

/** Half floats are written as single ones first. */
function settleInto(
  api: Stridepool,
  sums: Float64Array,
  from: Pixels,
  to: Pixels,
  rows: Windows,
  columns: Windows,
  way: Way,
): void {
  const means = to.dtype === "float16" ? newPixels(from, to.height, to.width) : to;
  settle(sums, from, means, rows, columns, way);
  if (means !== to) toHalves(api, means, to);
}
