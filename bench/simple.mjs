import { compileLoops } from "./limits.mjs";
import { plainLoop } from "./plain.mjs";
import { parseProblem } from "./shapes.mjs";

/** @import { inputOf } from "./data.mjs" */
/** @import { Problem } from "./shapes.mjs" */

/** The loops of assembly/simple.ts, by the op and dtype that they do. */
const LOOPS = ["max_f32", "mean_f32", "max_u8", "mean_u8"];
const PAGE = 65536;

/**
 * The unit that a problem is measured in: 2x2 blocks of the same bytes, by a SIMD loop that never changes. It is there for
 * whatever is pooled in which way, so that problems without a loop of their own have a unit too.
 * @typedef {object} Unit
 * @property {() => void} run
 * @property {() => void} call bytes in, run, results out: a one-shot call as one writes it by hand
 */

/** @returns {Promise<WebAssembly.Module>} */
export function compileSimple() {
  return compileLoops("simple");
}

/**
 * @param {WebAssembly.Module} module
 * @param {Problem} problem
 * @param {ReturnType<typeof inputOf>} data
 * @returns {Unit}
 */
export function unitOf(module, { op, dtype, shape }, data) {
  const size = dtype.Array.BYTES_PER_ELEMENT;
  const width = shape.length === 2 ? shape[1] : 512;
  const height = data.byteLength / size / width;
  const name = `${op === "mean" ? "mean" : "max"}_${size === 1 ? "u8" : "f32"}`;
  if (!LOOPS.includes(name) || height % 2 !== 0 || width % 32 !== 0) throw new RangeError(`no unit fits ${shape}`);
  const pages = Math.ceil((data.byteLength * 1.25) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const loop = /** @type {(from: number, to: number, height: number, width: number) => void} */ (exports[name]);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const input = new Uint8Array(memory.buffer, 0, data.byteLength);
  const output = new Uint8Array(memory.buffer, data.byteLength, data.byteLength / 4);
  const result = new dtype.Array(output.length / size);
  const out = new Uint8Array(result.buffer);
  input.set(bytes);
  const run = () => loop(0, data.byteLength, height, width);
  const call = () => {
    input.set(bytes);
    run();
    out.set(output);
  };
  call();
  const [reduction, type] = name.split("_");
  const expected = new dtype.Array(result.length);
  plainLoop(parseProblem(`${reduction} ${type} ${height}x${width} w2x2 r${type}`))(data, expected);
  if (!expected.every((value, i) => value === result[i])) throw new Error(`assembly/simple.ts: ${name} is wrong`);
  return { run, call };
}
