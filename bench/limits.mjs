import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PAGE = 65536;
const STEP = 64;

/** @returns {Promise<WebAssembly.Module>} */
export function compileLimits() {
  return compileLoops("read");
}

/**
 * Compiles a file of assembly/.
 * @param {string} name
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compileLoops(name) {
  const binary = `build/${name}.wasm`;
  await mkdir(`${HERE}build`, { recursive: true });
  const flags = "-O3 --noAssert --runtime stub --enable simd --importMemory --noExportMemory".split(" ");
  const { error, stderr } = await asc.main([`assembly/${name}.ts`, "--baseDir", HERE, "--outFile", binary, ...flags]);
  if (error) throw new Error(`bench/assembly/${name}.ts does not compile: ${stderr}`);
  return WebAssembly.compile(await readFile(`${HERE}${binary}`));
}

/**
 * The loops that do nothing but move as many bytes as the input has, in memory of their own with the same bytes in it.
 * @param {WebAssembly.Module} module
 * @param {ArrayBufferView} input
 */
export function limitsOf(module, input) {
  const bytes = Math.ceil(input.byteLength / STEP) * STEP;
  const pages = Math.ceil((bytes + bytes / 4) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const read = /** @type {(from: number, bytes: number) => number} */ (exports.read);
  const quarter = /** @type {(from: number, to: number, bytes: number) => void} */ (exports.quarter);
  new Uint8Array(memory.buffer).set(new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  return {
    read: () => read(0, bytes),
    quarter: () => quarter(0, bytes, bytes),
    /** Whether both loops did all of their work. */
    proven() {
      quarter(0, bytes, bytes);
      const total = xorOf(new Int32Array(memory.buffer, 0, bytes / 4));
      return total === read(0, bytes) && total === xorOf(new Int32Array(memory.buffer, bytes, bytes / 16));
    },
  };
}

/** @type {(words: Int32Array) => number} */
function xorOf(words) {
  let total = 0;
  for (let i = 0; i < words.length; i++) total ^= words[i];
  return total;
}
