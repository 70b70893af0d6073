import { createStridepool } from "./api/create.ts";
import type { Stridepool } from "./api/stridepool.ts";
import { jsBackend } from "./run/js.ts";

export * from "./public.ts";
export type { Stridepool };

const reference = /* @__PURE__ */ jsBackend("stridepool/js is the plain-TypeScript reference");
const api: Stridepool = /* @__PURE__ */ createStridepool(() => reference);

/** {@inheritDoc Stridepool.pool} */
export const pool: Stridepool["pool"] = api.pool;
/** {@inheritDoc Stridepool.maxPool} */
export const maxPool: Stridepool["maxPool"] = api.maxPool;
/** {@inheritDoc Stridepool.minPool} */
export const minPool: Stridepool["minPool"] = api.minPool;
/** {@inheritDoc Stridepool.meanPool} */
export const meanPool: Stridepool["meanPool"] = api.meanPool;
/** {@inheritDoc Stridepool.avgPool} */
export const avgPool: Stridepool["avgPool"] = api.avgPool;
/** {@inheritDoc Stridepool.sumPool} */
export const sumPool: Stridepool["sumPool"] = api.sumPool;
/** {@inheritDoc Stridepool.lpPool} */
export const lpPool: Stridepool["lpPool"] = api.lpPool;
/** {@inheritDoc Stridepool.medianPool} */
export const medianPool: Stridepool["medianPool"] = api.medianPool;
/** {@inheritDoc Stridepool.modePool} */
export const modePool: Stridepool["modePool"] = api.modePool;
/** {@inheritDoc Stridepool.varPool} */
export const varPool: Stridepool["varPool"] = api.varPool;
/** {@inheritDoc Stridepool.stdPool} */
export const stdPool: Stridepool["stdPool"] = api.stdPool;
/** {@inheritDoc Stridepool.argmaxPool} */
export const argmaxPool: Stridepool["argmaxPool"] = api.argmaxPool;
/** {@inheritDoc Stridepool.argminPool} */
export const argminPool: Stridepool["argminPool"] = api.argminPool;
/** {@inheritDoc Stridepool.globalPool} */
export const globalPool: Stridepool["globalPool"] = api.globalPool;
/** {@inheritDoc Stridepool.adaptivePool} */
export const adaptivePool: Stridepool["adaptivePool"] = api.adaptivePool;
/** {@inheritDoc Stridepool.poolStats} */
export const poolStats: Stridepool["poolStats"] = api.poolStats;
/** {@inheritDoc Stridepool.maxUnpool} */
export const maxUnpool: Stridepool["maxUnpool"] = api.maxUnpool;
/** {@inheritDoc Stridepool.windows} */
export const windows: Stridepool["windows"] = api.windows;
/** {@inheritDoc Stridepool.asStrided} */
export const asStrided: Stridepool["asStrided"] = api.asStrided;
/** {@inheritDoc Stridepool.byteStrides} */
export const byteStrides: Stridepool["byteStrides"] = api.byteStrides;
/** {@inheritDoc Stridepool.outputShape} */
export const outputShape: Stridepool["outputShape"] = api.outputShape;
/** {@inheritDoc Stridepool.createPlan} */
export const createPlan: Stridepool["createPlan"] = api.createPlan;
/** {@inheritDoc Stridepool.alloc} */
export const alloc: Stridepool["alloc"] = api.alloc;
/** {@inheritDoc Stridepool.toNested} */
export const toNested: Stridepool["toNested"] = api.toNested;
/** {@inheritDoc Stridepool.backend} */
export const backend: Stridepool["backend"] = api.backend;
