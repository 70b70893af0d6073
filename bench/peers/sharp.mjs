import { awaited } from "../measure.mjs";
import { load as loadPackage, versionOf } from "./load.mjs";
import { need } from "./unable.mjs";

/** @import { Library, Ready } from "../peers.mjs" */
/** @import { inputOf } from "../data.mjs" */
/** @import { Problem } from "../shapes.mjs" */

/**
 * libvips. Of pooling it has the sliding median; its reductions by integers interpolate between means.
 * @returns {Promise<Library>}
 */
export async function load() {
  const sharp = (await loadPackage("sharp")).default;
  sharp.concurrency(1);
  sharp.cache(false);
  return {
    name: "sharp",
    version: versionOf("sharp"),
    native: true,
    prepare: (problem, data) => prepare(sharp, problem, data),
  };
}

/** @type {(sharp: any, problem: Problem, data: ReturnType<typeof inputOf>) => Promise<Ready[]>} */
async function prepare(sharp, { op, dtype, shape, window, stride, padding, border }, data) {
  const [k] = window;
  const sliding = window.every((n, i) => n === k && stride[i] === 1 && padding[i] === k >> 1);
  need(op === "median", dtype.name === "uint8", shape.length === 2, sliding, border === "edge");
  const raw = { width: shape[1], height: shape[0], channels: 1 };
  const run = () => sharp(data, { raw, limitInputPixels: false }).median(k).toColourspace("b-w").raw().toBuffer();
  return [{ rule: "exact", contestant: await awaited(run), result: async () => new Uint8Array(await run()) }];
}
