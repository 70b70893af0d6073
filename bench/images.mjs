// npm run bench:images: poolImage by 2x2 into an image that is there, as parts of meanPool's rate for the same bytes; and by larger windows.
import { parseArgs } from "node:util";
import { meanPool } from "stridepool";
import { mipmaps, poolImage } from "stridepool/image";
import { EFFORT, measure } from "./measure.mjs";

/** @import { ImageOptions } from "stridepool/image" */

const { values } = parseArgs({ options: { quick: { type: "boolean" }, json: { type: "boolean" } } });
const effort = EFFORT[values.quick ? "quick" : "full"];

const SIZES = [
  { name: "1080p", width: 1920, height: 1080 },
  { name: "4000 x 3000", width: 4000, height: 3000 },
];

/** @type {Record<string, ImageOptions>} */
const WAYS = {
  plain: { alpha: "straight" },
  "weighted by alpha": {},
  "linear light": { alpha: "straight", transfer: "srgb" },
  "linear light, weighted by alpha": { transfer: "srgb" },
};

/**
 * A gradient with a little noise, as photographs have; or noise alone, which is the worst for tables and branches.
 * @type {(width: number, height: number, noise: number, opaque: boolean) => Uint8ClampedArray<ArrayBuffer>}
 */
function pixels(width, height, noise, opaque) {
  const data = new Uint8ClampedArray(4 * width * height);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const [pixel, channel] = [i >> 2, i & 3];
    const slope = ((pixel % width) * (channel + 1) + Math.floor(pixel / width)) / 16;
    data[i] = channel === 3 && opaque ? 255 : (slope * (1 - noise) + (state >>> 24) * noise) & 255;
  }
  return data;
}

/** @type {Record<string, Record<string, number>>} */
const table = {};
for (const { name, width, height } of SIZES) {
  for (const [kind, noise, opaque] of /** @type {const} */ ([
    ["opaque", 0.05, true],
    ["see-through", 0.05, false],
    ["opaque noise", 1, true],
    ["see-through noise", 1, false],
  ])) {
    const image = { data: pixels(width, height, noise, opaque), width, height };
    const out = { data: new Uint8ClampedArray(width * height), width: width / 2, height: height / 2 };
    const array = { ...out, shape: [height / 2, width / 2, 4] };
    /** @type {Record<string, () => unknown>} */
    const contestants = { meanPool: () => meanPool(image, 2, { dtype: "uint8_clamped", out: array }) };
    for (const [way, options] of Object.entries(WAYS))
      contestants[way] = () => poolImage(image, 2, { ...options, out });
    contestants.mipmaps = () => mipmaps(image);
    const times = await measure(contestants, effort);
    const all = times.meanPool?.ns ?? Number.NaN;
    /** @type {Record<string, number>} */
    const row = { "meanPool, GB/s": Number((image.data.length / all).toFixed(1)) };
    for (const way of Object.keys(contestants).slice(1))
      row[way] = Number((all / (times[way]?.ns ?? Number.NaN)).toFixed(2));
    table[`${name}, ${kind}`] = row;
  }
}

/**
 * Larger windows, side by side and at every pixel: of a 1080p image that is not opaque.
 * @type {Record<string, Record<string, number>>}
 */
const windows = {};
const [{ width, height }] = /** @type {[{ width: number, height: number }]} */ (/** @type {unknown} */ (SIZES));
const image = { data: pixels(width, height, 1, false), width, height };
for (const [window, stride] of /** @type {const} */ ([
  [3, 3],
  [4, 4],
  [8, 8],
  [3, 1],
  [7, 1],
  [31, 1],
])) {
  const { data, ...size } = poolImage(image, window, { stride });
  const out = { data, ...size };
  /** @type {Record<string, () => unknown>} */
  const contestants = {};
  for (const [way, options] of Object.entries(WAYS))
    contestants[way] = () => poolImage(image, window, { ...options, stride, out });
  const times = await measure(contestants, effort);
  /** @type {Record<string, number>} */
  const row = {};
  for (const way of Object.keys(contestants))
    row[`${way}, ms`] = Number(((times[way]?.ns ?? Number.NaN) / 1e6).toFixed(2));
  windows[`${window} x ${window}, ${stride === 1 ? "every pixel" : "blocks"}`] = row;
}

if (values.json) console.log(JSON.stringify({ byTwo: table, windows }, null, 2));
else {
  console.table(table);
  console.table(windows);
}
