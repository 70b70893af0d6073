import { load as loadPackage, versionOf } from "./load.mjs";
import { prepareOnnx } from "./onnx-run.mjs";

/** @import { Library } from "../peers.mjs" */

/** @returns {Promise<Library>} */
export async function load() {
  const runtime = (await loadPackage("onnxruntime-node")).default;
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionProviders: ["cpu"], logSeverityLevel: 4 };
  return {
    name: "onnxruntime-node",
    version: versionOf("onnxruntime-node"),
    native: true,
    prepare: (problem, data) => prepareOnnx(runtime, options, problem, data),
  };
}
