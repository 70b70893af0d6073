import { load as loadPackage, versionOf } from "./load.mjs";
import { prepareOnnx } from "./onnx-run.mjs";

/** @import { Library } from "../peers.mjs" */

/** @returns {Promise<Library>} */
export async function load() {
  const runtime = await loadPackage("onnxruntime-web", "/wasm");
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  const options = { executionProviders: ["wasm"], logSeverityLevel: 4 };
  return {
    name: "onnxruntime-web",
    version: versionOf("onnxruntime-web"),
    native: false,
    prepare: (problem, data) => prepareOnnx(runtime, options, problem, data),
  };
}
