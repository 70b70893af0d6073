import { createOnnx, type Onnx } from "./compat/onnx.ts";
import * as api from "./index.ts";

export type { Onnx, OnnxAttributes, OnnxNode, OnnxOperator, OnnxTensor } from "./compat/onnx.ts";
export * from "./public.ts";

const onnx: Onnx = /* @__PURE__ */ createOnnx(api);

/** {@inheritDoc Onnx.run} */
export const run: Onnx["run"] = onnx.run;
