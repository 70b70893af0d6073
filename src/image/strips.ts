import type { Stridepool } from "../api/stridepool.ts";
import type { Edge, StridedInput, TypedArray } from "../types.ts";
import { type Drawable, fromBitmap, sizeOf } from "./browser.ts";
import { arrayOf, inFormOf, newPixels, type Pixels, readPixels } from "./form.ts";
import { readOptions } from "./options.ts";
import { createImagePlan, OPTIONS } from "./plan.ts";
import { countsOf, poolImage } from "./pool.ts";
import type { ImagePlan, Spent } from "./types.ts";

/** Bytes of input that are pooled before progress is told. */
const STRIP = 2 ** 24;

/** Strips of more bytes, of windows that are so tall, are not held a second time. */
const PLANNED = 2 ** 26;

/** What is read some rows at a time. */
export interface Source {
  readonly height: number;
  readonly width: number;
  /** Bytes of a pixel. */
  readonly bytes: number;
  /** Whether its rows are drawn, so that there is something to tell of where time goes. */
  readonly drawn: boolean;
  /** So many rows from one on. */
  rows(first: number, count: number): StridedInput<TypedArray>;
  /** Room for results of its kind. */
  room(height: number, width: number): Pixels;
  /** Results in its form. */
  give(results: Pixels): unknown;
}

/** An image whose pixels are there. */
export function rowsOfImage(api: Stridepool, image: object): Source {
  const pixels = readPixels(api, image, "image");
  const { height, width, channels, data } = pixels;
  const array = arrayOf(pixels) as StridedInput<TypedArray>;
  return {
    height,
    width,
    bytes: channels * data.BYTES_PER_ELEMENT,
    drawn: false,
    rows: (first, count) => strip(array, first, count),
    room: (high, wide) => newPixels(pixels, high, wide),
    give: (results) => inFormOf(image, results),
  };
}

/** A picture that is drawn a strip at a time, so that its pixels are never there as a whole. */
export function rowsOfPicture(picture: Drawable): Source {
  const [width, height] = sizeOf(picture);
  return {
    height,
    width,
    bytes: 4,
    drawn: true,
    rows(first, count) {
      const { data } = fromBitmap(picture, { y: first, height: count });
      return { data, shape: [count, width, 4], stride: [4 * width, 4, 1], offset: 0 };
    },
    room: (high, wide) => newPixels(RGBA, high, wide),
    give: ({ data, width: wide, height: high }) => new ImageData(data as Uint8ClampedArray<ArrayBuffer>, wide, high),
  };
}

/** What canvases give. */
export const RGBA = { data: new Uint8ClampedArray(), dtype: "uint8_clamped", channels: 4 } as const;

/** Pools strip by strip, so that it can be told how far that is, and stopped: `between` says whether to go on. */
export async function poolInStrips(
  api: Stridepool,
  source: Source,
  window: number | readonly number[],
  options: Readonly<Record<string, unknown>>,
  between: (done: number, spent?: Spent) => Promise<boolean>,
): Promise<unknown> {
  const { stride, edge } = readOptions(options, OPTIONS, "poolImage of a worker") as {
    stride?: number | readonly number[];
    edge?: Edge;
  };
  const [height, width] = countsOf(api, source, window, { stride, edge });
  const tall = typeof window === "number" ? window : (window[0] as number);
  const hop = stride === undefined ? tall : typeof stride === "number" ? stride : (stride[0] as number);
  const rows = Math.max(1, Math.floor(STRIP / (source.width * source.bytes * hop)));
  const to = source.room(height, width);
  const into = arrayOf(to) as StridedInput<TypedArray>;
  const planned =
    source.drawn && ((rows - 1) * hop + tall) * source.width * source.bytes <= PLANNED
      ? inPlans(api, source, window, options)
      : undefined;
  try {
    for (let r = 0, count = 0; r < height; r += count) {
      // A last window that the image's end clips would be larger than a strip of its own.
      count = height - r <= rows + 1 ? height - r : rows;
      const top = r * hop;
      const bottom =
        r + count === height && edge === "partial"
          ? source.height
          : Math.min(source.height, top + (count - 1) * hop + tall);
      const out = strip(into, r, count);
      if (planned === undefined) poolImage(api, source.rows(top, bottom - top), window, { ...options, out });
      else planned.pool(top, bottom - top, out);
      if (!(await between((r + count) / height, planned?.spent))) return undefined;
    }
  } finally {
    planned?.dispose();
  }
  return source.give(to);
}

/** Strips that are pooled in the memory of plans, which tell what takes how long. */
interface InPlans {
  readonly spent: Spent;
  pool(top: number, high: number, out: StridedInput<TypedArray>): void;
  dispose(): void;
}

/** Prepares the pooling of strips that are drawn. All but the last have one height, so that few plans are made. */
function inPlans(
  api: Stridepool,
  source: Source,
  window: number | readonly number[],
  options: Readonly<Record<string, unknown>>,
): InPlans {
  const spent = { read: 0, copyIn: 0, kernel: 0, copyOut: 0 };
  let plan: ImagePlan | undefined;
  return {
    spent,
    pool(top, high, { data, offset }) {
      if (plan?.input.height !== high) {
        plan?.dispose();
        plan = createImagePlan(api, { width: source.width, height: high }, window, options);
      }
      const { input, output, run } = plan;
      const start = performance.now();
      const read = source.rows(top, high).data as Uint8ClampedArray;
      const began = performance.now();
      (input.data as Uint8ClampedArray).set(read);
      const there = performance.now();
      run();
      const done = performance.now();
      (data as Uint8ClampedArray).set(output.data as Uint8ClampedArray, offset);
      const end = performance.now();
      spent.read += began - start;
      spent.copyIn += there - began;
      spent.kernel += done - there;
      spent.copyOut += end - done;
    },
    dispose: () => plan?.dispose(),
  };
}

/** Some rows of an image. */
function strip(image: StridedInput<TypedArray>, first: number, count: number): StridedInput<TypedArray> {
  const [, width, channels] = image.shape as [number, number, number];
  const [pitch] = image.stride as readonly [number];
  return { ...image, shape: [count, width, channels], offset: (image.offset ?? 0) + first * pitch };
}
