import type { Stridepool } from "../api/stridepool.ts";
import { calling, rangeError, resaid, StridepoolError, show } from "../errors.ts";
import { overlap, overlapsItself, type Spread } from "../shape/overlap.ts";
import type { Edge, NdArray, Op } from "../types.ts";
import { alphaOf, meanByDefinition, STRAIGHT, type Way, type Windows } from "./definition.ts";
import { meanByEngine, takes } from "./engine.ts";
import { arrayOf, depthOf, inFormOf, type Layout, newPixels, type Pixels, readPixels } from "./form.ts";
import { readOptions, wayOf } from "./options.ts";

const OPTIONS = ["op", "alpha", "transfer", "stride", "edge", "out"];

/** Pools an image. */
export function poolImage(api: Stridepool, image: unknown, window: unknown, options: unknown): unknown {
  const given = readOptions(options, OPTIONS, "poolImage");
  const way = wayOf(given);
  const op = opOf(given);
  const pixels = readPixels(api, image, "image");
  const { stride, edge } = given as Hops;
  const [height, width] = countsOf(api, pixels, window, { stride, edge });
  const to = given.out === undefined ? newPixels(pixels, height, width) : outOf(api, given.out, pixels, height, width);
  if (op !== "mean" || isPlain(pixels, way)) {
    const plain = { axes: [0, 1], stride, edge, dtype: pixels.dtype, out: arrayOf(to) as NdArray };
    api.pool(op, arrayOf(pixels), window as number, plain);
  } else {
    const [down, across] = windowsOf(pixels, [height, width], window, stride);
    depthOf(pixels, STRAIGHT);
    meanOf(api, pixels, to, down, across, way);
  }
  return given.out ?? inFormOf(image as object, to);
}

/** The op that is asked for. */
export function opOf({ op }: Readonly<Record<string, unknown>>): Op {
  return op === undefined ? "mean" : (op as Op);
}

/** Whether the mean is that of each channel as it stands. */
export function isPlain(pixels: Layout, { alpha, transfer }: Way): boolean {
  return transfer === "none" && (alpha !== "weighted" || alphaOf(pixels) < 0);
}

/** Options of windows that images take. */
export interface Hops {
  readonly stride?: number | readonly number[] | undefined;
  readonly edge?: Edge | undefined;
}

/** How many windows there are down and across. */
export function countsOf(
  api: Stridepool,
  { height, width }: Pick<Layout, "height" | "width">,
  window: unknown,
  hops: Hops,
): [number, number] {
  try {
    const options = { ...hops, axes: [0, 1] } as { stride?: number; edge?: Edge };
    const counts = calling({ inputShape: "image" }, () => api.outputShape([height, width], window as number, options));
    return counts as [number, number];
  } catch (error) {
    if (!(error instanceof StridepoolError)) throw error;
    // Images are not padded.
    throw resaid(error, error.option, error.message.replace("; pad it", "; use a smaller window"));
  }
}

/** The windows of rows and columns, once the public functions have found them right; no larger than the image, nor farther apart. */
export function windowsOf(
  { height, width }: Layout,
  counts: readonly [number, number],
  window: unknown,
  stride: unknown,
): [Windows, Windows] {
  const each = (value: unknown): [number, number] =>
    typeof value === "number" ? [value, value] : (Array.from(value as ArrayLike<number>) as [number, number]);
  const sizes = each(window);
  const hops = stride === undefined ? sizes : each(stride);
  const axis = (i: 0 | 1, extent: number): Windows => {
    const window = Math.min(sizes[i], extent);
    return { extent, window, stride: counts[i] === 1 ? window : hops[i], count: counts[i] };
  };
  return [axis(0, height), axis(1, width)];
}

/** Means that are weighed, by the engine where it takes them. */
export function meanOf(api: Stridepool, from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): void {
  if (from.dtype === "float16") {
    meanOfHalves(api, from, to, rows, columns, way);
    return;
  }
  const tight = to.channelPitch === 1 && to.pitch === to.channels && to.rowPitch >= 0;
  if (tight && takes(from, way) && meanByEngine(from, to, rows, columns, way)) return;
  meanByDefinition(from, to, rows, columns, way);
}

/** Half floats as single ones, whose means are rounded once. */
function meanOfHalves(api: Stridepool, from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): void {
  const means = newDoubles(to, to.height, to.width);
  meanByDefinition(singleOf(api, from), means, rows, columns, way);
  rounded(api, means, to);
}

/** Half floats as single ones. */
export function singleOf(api: Stridepool, pixels: Pixels): Pixels {
  const { data } = api.pool("first", arrayOf(pixels), 1, { axes: [0, 1], dtype: "float32" });
  const { height, width, channels } = pixels;
  const pitch = channels;
  return {
    data,
    dtype: "float32",
    height,
    width,
    channels,
    rowPitch: width * pitch,
    pitch,
    channelPitch: 1,
    offset: 0,
  };
}

/** Room for means that are not rounded yet. */
export function newDoubles({ channels }: Layout, height: number, width: number): Pixels {
  return newPixels({ data: new Float64Array(), dtype: "float64", channels }, height, width);
}

/** Float64s as floats of another dtype, each rounded once. */
export function rounded(api: Stridepool, from: Pixels, to: Pixels): void {
  api.pool("first", arrayOf(from), 1, { axes: [0, 1], dtype: to.dtype, out: arrayOf(to) as NdArray });
}

/** The image to write to. */
function outOf(api: Stridepool, out: unknown, from: Pixels, height: number, width: number): Pixels {
  const { dtype, channels } = from;
  const to = readPixels(api, out, "out");
  if (to.height !== height || to.width !== width || to.channels !== channels) {
    throw rangeError(
      "shape-mismatch",
      "out",
      out,
      `out must have shape ${show([height, width, channels])}, got ${show(out)} of ${show([to.height, to.width, to.channels])}; make it as large as the result`,
    );
  }
  if (to.dtype !== dtype) {
    throw rangeError(
      "unknown-dtype",
      "out.data",
      out,
      `out.data must hold ${dtype}, as the image does, got ${show(out)} of ${to.dtype}; give the same kind of array`,
    );
  }
  const spread = spreadOf(to);
  if (overlapsItself(spread)) {
    const how = `${show(out)} of stride ${show(spread.pitch)}`;
    const message = `out must have a place for each value, got ${how}, which overlaps itself; give it other strides`;
    throw rangeError("overlap", "out", out, message);
  }
  if (overlap(spread, spreadOf(from))) {
    const message = `out must share no values with the image, got ${show(out)} over them: windows would read what was written; give it another array`;
    throw rangeError("overlap", "out", out, message);
  }
  return to;
}

/** Where pixels lie, as the rules of overlaps take it. */
function spreadOf({ data, height, width, channels, rowPitch, pitch, channelPitch, offset }: Pixels): Spread {
  return { data, shape: [height, width, channels], pitch: [rowPitch, pitch, channelPitch], offset };
}
