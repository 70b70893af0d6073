import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** @import { Rule } from "./agree.mjs" */
/** @import { Sampled } from "./measure.mjs" */
/** @import { Problem } from "./shapes.mjs" */

const SCRIPT = fileURLToPath(new URL("native.py", import.meta.url));

/**
 * Another library, ready to do one problem.
 * @typedef {object} Peer
 * @property {string} name
 * @property {boolean} native whether it is machine code instead of WebAssembly
 * @property {Rule} rule
 * @property {Sampled | (() => unknown)} contestant
 * @property {() => ArrayBufferView | Promise<ArrayBufferView>} result of the problem, in its dtype
 * @property {() => void} [dispose]
 */

/**
 * Python's libraries, in a process of their own that lives as long as the benchmark.
 * @typedef {object} Native
 * @property {Record<string, string>} versions
 * @property {(problem: Problem, data: ArrayBufferView, mostTaps: number) => Promise<{ peers: Peer[], absent: Absent[] }>} prepare
 * @property {() => Promise<void>} close
 */

/** @typedef {{ name: string, why: string }} Absent */

/**
 * @param {string} python
 * @returns {Promise<Native>}
 */
export async function startNative(python) {
  const child = spawn(python, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // Both show as an answer that does not come.
  child.on("error", () => {});
  child.stdin.on("error", () => {});

  const ask = async (/** @type {object} */ request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`${python} bench/native.py gave no answer; it needs Python 3 with NumPy`);
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(`bench/native.py: ${answer.error}`);
    return answer;
  };

  const versions = await ask({ do: "versions" });
  const folder = await mkdtemp(join(tmpdir(), "stridepool-bench-"));
  return {
    versions,
    async prepare(problem, data, mostTaps) {
      const input = join(folder, "input.bin");
      await writeFile(input, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      const { op, dtype, result, shape, window, stride, padding, axes, transposed, outShape } = problem;
      const border = problem.border ?? null;
      const names = { dtype: dtype.name, result: result.name };
      const fields = { op, ...names, shape, window, stride, padding, border, axes, transposed, outShape };
      const answer = await ask({ do: "prepare", problem: fields, input, results: folder, taps: mostTaps });
      const peers = answer.peers.map((/** @type {{ name: string, rule: Rule, file: string, ns: number }} */ peer) => ({
        name: peer.name,
        native: true,
        rule: peer.rule,
        contestant: {
          ns: peer.ns,
          sample: async (/** @type {number} */ seconds, /** @type {number} */ samples) =>
            (await ask({ do: "time", peer: peer.name, seconds, samples })).samples,
        },
        async result() {
          const bytes = await readFile(peer.file);
          return new result.Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        },
      }));
      return { peers, absent: answer.absent };
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
