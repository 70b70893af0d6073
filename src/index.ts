import { createStridepool, partOf } from "./api/create.ts";
import * as shapes from "./api/shapes.ts";
import type { Stridepool } from "./api/stridepool.ts";
import { defaultBackend } from "./run/choose.ts";

export * from "./public.ts";
export type { Stridepool };

const api: Stridepool = /* @__PURE__ */ createStridepool(defaultBackend);

/** {@inheritDoc Stridepool.pool} */
export const pool: Stridepool["pool"] = /* @__PURE__ */ partOf(api, "pool");
/** {@inheritDoc Stridepool.maxPool} */
export const maxPool: Stridepool["maxPool"] = /* @__PURE__ */ partOf(api, "maxPool");
/** {@inheritDoc Stridepool.minPool} */
export const minPool: Stridepool["minPool"] = /* @__PURE__ */ partOf(api, "minPool");
/** {@inheritDoc Stridepool.meanPool} */
export const meanPool: Stridepool["meanPool"] = /* @__PURE__ */ partOf(api, "meanPool");
/** {@inheritDoc Stridepool.avgPool} */
export const avgPool: Stridepool["avgPool"] = /* @__PURE__ */ partOf(api, "avgPool");
/** {@inheritDoc Stridepool.sumPool} */
export const sumPool: Stridepool["sumPool"] = /* @__PURE__ */ partOf(api, "sumPool");
/** {@inheritDoc Stridepool.lpPool} */
export const lpPool: Stridepool["lpPool"] = /* @__PURE__ */ partOf(api, "lpPool");
/** {@inheritDoc Stridepool.medianPool} */
export const medianPool: Stridepool["medianPool"] = /* @__PURE__ */ partOf(api, "medianPool");
/** {@inheritDoc Stridepool.modePool} */
export const modePool: Stridepool["modePool"] = /* @__PURE__ */ partOf(api, "modePool");
/** {@inheritDoc Stridepool.varPool} */
export const varPool: Stridepool["varPool"] = /* @__PURE__ */ partOf(api, "varPool");
/** {@inheritDoc Stridepool.stdPool} */
export const stdPool: Stridepool["stdPool"] = /* @__PURE__ */ partOf(api, "stdPool");
/** {@inheritDoc Stridepool.argmaxPool} */
export const argmaxPool: Stridepool["argmaxPool"] = /* @__PURE__ */ partOf(api, "argmaxPool");
/** {@inheritDoc Stridepool.argminPool} */
export const argminPool: Stridepool["argminPool"] = /* @__PURE__ */ partOf(api, "argminPool");
/** {@inheritDoc Stridepool.globalPool} */
export const globalPool: Stridepool["globalPool"] = /* @__PURE__ */ partOf(api, "globalPool");
/** {@inheritDoc Stridepool.adaptivePool} */
export const adaptivePool: Stridepool["adaptivePool"] = /* @__PURE__ */ partOf(api, "adaptivePool");
/** {@inheritDoc Stridepool.poolStats} */
export const poolStats: Stridepool["poolStats"] = /* @__PURE__ */ partOf(api, "poolStats");
/** {@inheritDoc Stridepool.maxUnpool} */
export const maxUnpool: Stridepool["maxUnpool"] = /* @__PURE__ */ partOf(api, "maxUnpool");
/** {@inheritDoc Stridepool.windows} */
export const windows: Stridepool["windows"] = shapes.windows;
/** {@inheritDoc Stridepool.asStrided} */
export const asStrided: Stridepool["asStrided"] = shapes.asStrided;
/** {@inheritDoc Stridepool.byteStrides} */
export const byteStrides: Stridepool["byteStrides"] = shapes.byteStrides;
/** {@inheritDoc Stridepool.outputShape} */
export const outputShape: Stridepool["outputShape"] = shapes.outputShape;
/** {@inheritDoc Stridepool.createPlan} */
export const createPlan: Stridepool["createPlan"] = /* @__PURE__ */ partOf(api, "createPlan");
/** {@inheritDoc Stridepool.alloc} */
export const alloc: Stridepool["alloc"] = /* @__PURE__ */ partOf(api, "alloc");
/** {@inheritDoc Stridepool.toNested} */
export const toNested: Stridepool["toNested"] = shapes.toNested;
/** {@inheritDoc Stridepool.backend} */
export const backend: Stridepool["backend"] = /* @__PURE__ */ partOf(api, "backend");
