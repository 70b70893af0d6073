import { productOf } from "../shapes.mjs";
import { load as loadPackage, versionOf } from "./load.mjs";
import { blocksOf } from "./onnx-model.mjs";
import { need } from "./unable.mjs";

/** @import { Library, Ready } from "../peers.mjs" */
/** @import { inputOf } from "../data.mjs" */
/** @import { Problem } from "../shapes.mjs" */

/** @returns {Promise<Library>} */
export async function load() {
  const np = await loadPackage("numpy-ts");
  np.configureWasm({ maxMemory: 2 ** 30 });
  return {
    name: "numpy-ts",
    version: versionOf("numpy-ts"),
    native: false,
    prepare: (problem, data) => prepare(np, problem, data),
  };
}

/** NumPy's `x.reshape(h / 2, 2, w / 2, 2).max(axis=(1, 3))`; an axis at a time here. */
/** @type {(np: any, problem: Problem, data: ReturnType<typeof inputOf>) => Ready[]} */
function prepare(np, problem, data) {
  const { op, dtype, result } = problem;
  const blocks = blocksOf(problem);
  need(blocks !== undefined, op === "max" || op === "min" || op === "mean" || op === "sum", problem.taps <= MOST_TAPS);
  // A mean of bytes has no rounding here, and sums of integers are 64-bit ones, as NumPy's.
  need(op === "max" || op === "min" || (dtype.float && result === dtype));
  const whole = np.array(data, dtype.name);
  const view = whole.reshape(blocks?.shape ?? []);
  const inner = (blocks?.inner ?? []).toReversed();
  // Means of means would be rounded twice.
  const fold = op === "mean" ? "sum" : op;
  const taps = productOf(problem.window);
  const run = () => {
    const folded = inner.reduce((x, axis) => {
      const next = x[fold](axis);
      if (x !== view) x.dispose();
      return next;
    }, view);
    if (op !== "mean") return folded;
    const mean = folded.divide(taps);
    folded.dispose();
    return mean;
  };
  return [
    {
      rule: "ulp",
      contestant: () => run().dispose(),
      result() {
        const made = run();
        const values = made.data.slice();
        made.dispose();
        return values;
      },
      dispose() {
        view.dispose();
        whole.dispose();
      },
    },
  ];
}

/** It walks what it cannot hand to WebAssembly element by element. */
const MOST_TAPS = 2e7;
