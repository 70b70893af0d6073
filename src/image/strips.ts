import type { Stridepool } from "../api/stridepool.ts";
import type { Edge, StridedInput, TypedArray } from "../types.ts";
import { type Drawable, fromBitmap, sizeOf } from "./browser.ts";
import { arrayOf, inFormOf, newPixels, type Pixels, readPixels } from "./form.ts";
import { poolImage } from "./pool.ts";

/** Bytes of input that are pooled before progress is told. */
const STRIP = 2 ** 24;

/** What is read some rows at a time. */
export interface Source {
  readonly height: number;
  readonly width: number;
  /** Bytes of a pixel. */
  readonly bytes: number;
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
    rows(first, count) {
      const { data } = fromBitmap(picture, { y: first, height: count });
      return { data, shape: [count, width, 4], stride: [4 * width, 4, 1], offset: 0 };
    },
    room: (high, wide) => newPixels(RGBA, high, wide),
    give: ({ data, width: wide, height: high }) => new ImageData(data as Uint8ClampedArray<ArrayBuffer>, wide, high),
  };
}

/** What canvases give. */
const RGBA = { data: new Uint8ClampedArray(), dtype: "uint8_clamped", channels: 4 } as const;

/** Pools strip by strip, so that it can be told how far that is, and stopped: `between` says whether to go on. */
export async function poolInStrips(
  api: Stridepool,
  source: Source,
  window: number | readonly number[],
  options: Readonly<Record<string, unknown>>,
  between: (done: number) => Promise<boolean>,
): Promise<unknown> {
  const { stride, edge } = options as { stride?: number | readonly number[]; edge?: Edge };
  const sides = [source.height, source.width];
  const [height, width] = api.outputShape(sides, window as number, { stride: stride as number, edge }) as [
    number,
    number,
  ];
  const tall = typeof window === "number" ? window : (window[0] as number);
  const hop = stride === undefined ? tall : typeof stride === "number" ? stride : (stride[0] as number);
  const rows = Math.max(1, Math.floor(STRIP / (source.width * source.bytes * hop)));
  const to = source.room(height, width);
  const into = arrayOf(to) as StridedInput<TypedArray>;
  for (let r = 0, count = 0; r < height; r += count) {
    // A last window that the image's end clips would be larger than a strip of its own.
    count = height - r <= rows + 1 ? height - r : rows;
    const top = r * hop;
    const bottom =
      r + count === height && edge === "partial"
        ? source.height
        : Math.min(source.height, top + (count - 1) * hop + tall);
    poolImage(api, source.rows(top, bottom - top), window, { ...options, out: strip(into, r, count) });
    if (!(await between((r + count) / height))) return undefined;
  }
  return source.give(to);
}

/** Some rows of an image. */
function strip(image: StridedInput<TypedArray>, first: number, count: number): StridedInput<TypedArray> {
  const [, width, channels] = image.shape as [number, number, number];
  const [pitch] = image.stride as readonly [number];
  return { ...image, shape: [count, width, channels], offset: (image.offset ?? 0) + first * pitch };
}
