import { Missing } from "./peers/load.mjs";
import { load as numpyTs } from "./peers/numpy-ts.mjs";
import { load as onnxNode } from "./peers/onnx-node.mjs";
import { load as onnxWeb } from "./peers/onnx-web.mjs";
import { load as opencv } from "./peers/opencv.mjs";
import { load as sharp } from "./peers/sharp.mjs";
import { load as tensorflow } from "./peers/tensorflow.mjs";
import { Unable } from "./peers/unable.mjs";

/** @import { Absent, Peer } from "./native.mjs" */
/** @import { Problem } from "./shapes.mjs" */
/** @import { inputOf } from "./data.mjs" */

/**
 * A library of JavaScript, loaded.
 * @typedef {object} Library
 * @property {string} name
 * @property {string} version
 * @property {(problem: Problem, data: ReturnType<typeof inputOf>) => Promise<Ready[]> | Ready[]} prepare
 * @property {boolean} native whether it brings machine code instead of WebAssembly
 */

/** @typedef {Omit<Peer, "native" | "name">} Ready a peer that has yet to be named */

const LOADERS = [onnxWeb, onnxNode, tensorflow, opencv, sharp, numpyTs];

/**
 * Those of the libraries of bench/package.json that are installed.
 * @returns {Promise<Library[]>}
 */
export async function loadLibraries() {
  const found = [];
  for (const load of LOADERS) {
    try {
      found.push(await load());
    } catch (error) {
      // One that brings no binary for this platform does not keep the others from it.
      if (!(error instanceof Missing)) process.stderr.write(`a library does not load: ${error}\n`);
    }
  }
  return found;
}

/**
 * What can do this problem, ready to do it.
 * @param {Library[]} libraries
 * @param {Problem} problem
 * @param {ReturnType<typeof inputOf>} data
 * @returns {Promise<{ peers: Peer[], absent: Absent[] }>}
 */
export async function prepareLibraries(libraries, problem, data) {
  const peers = [];
  const absent = [];
  for (const library of libraries) {
    try {
      if (problem.transposed) throw new Unable("takes row-major arrays");
      const { name, native } = library;
      for (const ready of await library.prepare(problem, data)) peers.push({ ...ready, name, native });
    } catch (error) {
      if (!(error instanceof Unable)) throw error;
      absent.push({ name: library.name, why: error.message });
    }
  }
  return { peers, absent };
}
