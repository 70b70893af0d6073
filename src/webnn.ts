import { createWebNN, type WebNN } from "./compat/webnn.ts";
import * as api from "./index.ts";

export type { MLPool2dOptions, WebNN } from "./compat/webnn.ts";
export * from "./public.ts";

const webnn: WebNN = /* @__PURE__ */ createWebNN(api);

/** {@inheritDoc WebNN.averagePool2d} */
export const averagePool2d: WebNN["averagePool2d"] = webnn.averagePool2d;
/** {@inheritDoc WebNN.maxPool2d} */
export const maxPool2d: WebNN["maxPool2d"] = webnn.maxPool2d;
/** {@inheritDoc WebNN.l2Pool2d} */
export const l2Pool2d: WebNN["l2Pool2d"] = webnn.l2Pool2d;
