import { fileURLToPath } from "node:url";
import { productOf } from "../shapes.mjs";
import { folderOf, load as loadPackage, versionOf } from "./load.mjs";
import { affordable, need, Unable } from "./unable.mjs";

/** @import { Library, Ready } from "../peers.mjs" */
/** @import { inputOf } from "../data.mjs" */
/** @import { Problem } from "../shapes.mjs" */

/** Padding of the axes that are not pooled. A plain number would take every window for a square. */
const NONE = [0, 0];

/** @returns {Promise<Library>} */
export async function load() {
  const tf = await loadPackage("@tensorflow/tfjs");
  const wasm = await loadPackage("@tensorflow/tfjs-backend-wasm");
  wasm.setThreadsCount(1);
  wasm.setWasmPaths(fileURLToPath(new URL("dist/", folderOf("@tensorflow/tfjs-backend-wasm"))));
  await tf.setBackend("wasm");
  return {
    name: "TensorFlow.js, wasm",
    version: versionOf("@tensorflow/tfjs-backend-wasm"),
    native: false,
    prepare: (problem, data) => prepare(tf, problem, data),
  };
}

/** @type {(tf: any, problem: Problem, data: ReturnType<typeof inputOf>) => Ready[]} */
function prepare(tf, problem, data) {
  const { op, dtype, shape, window, stride, padding, border, axes } = problem;
  const rank = shape.length;
  need(dtype.name === "float32", op === "max" || op === "mean", border === undefined, axes.length === 2);
  const last = axes[0] === rank - 2 && axes[1] === rank - 1;
  const channels = axes[0] === rank - 3 && axes[1] === rank - 2;
  need(last || channels);
  affordable(problem);
  const [height, width] = [shape[axes[0]], shape[axes[1]]];
  const depth = channels ? shape[rank - 1] : 1;
  const planes = productOf(shape) / (height * width * depth);
  const whole = op === "mean" && window[0] === height && window[1] === width;
  /** @type {any} */
  let x;
  /** @type {() => any} */
  let run;
  try {
    if (whole) {
      x = tf.tensor(data, channels ? [planes, height * width, depth] : [planes, height * width]);
      run = () => tf.mean(x, 1);
    } else {
      x = tf.tensor(data, [planes, height, width, depth]);
      const around = padding.some((p) => p > 0) ? [NONE, ...padding.map((p) => [p, p]), NONE] : "valid";
      const pooled = op === "max" ? tf.maxPool : tf.avgPool;
      run = () => pooled(x, window, stride, around);
    }
    run().dispose();
  } catch (error) {
    x?.dispose();
    throw new Unable(`fails: ${String(error).split("\n")[0].slice(0, 160)}`);
  }
  return [
    {
      rule: "ulp",
      contestant: () => run().dispose(),
      result() {
        const made = run();
        const values = made.dataSync();
        made.dispose();
        return values;
      },
      dispose: () => x.dispose(),
    },
  ];
}
