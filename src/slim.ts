import { createStridepool } from "./api/create.ts";
import type { Stridepool } from "./api/stridepool.ts";
import { type EngineSource, initialise, initialised } from "./run/slim.ts";
import type { BackendInfo } from "./types.ts";

export * from "./public.ts";
export type { EngineSource, Stridepool };

/**
 * Gives this entry its engine, the file `stridepool.wasm` of the package; everything that computes throws until then. From a module or
 * bytes it is there when the call returns, from a Response or URL when the promise is fulfilled. The last call counts.
 *
 * @param source - A compiled WebAssembly.Module, its bytes, a Response, or a URL (of a file too, in Node).
 * @returns Which engine runs now.
 * @throws StridepoolError (as a rejection) for what is not this version's engine, or does not compile here.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { backend, init, maxPool, toNested } from "stridepool/slim";
 * // In a browser: await init(new URL("stridepool.wasm", import.meta.url)), or wherever the file is served.
 * const ready = init(readFileSync("node_modules/stridepool/dist/stridepool.wasm"));
 * toNested(maxPool([[1, 2], [3, 4]], 2)); // [[4]]
 * backend().engine; // "wasm"
 * ```
 */
export const init: (source: EngineSource) => Promise<BackendInfo> = initialise;

const api: Stridepool = /* @__PURE__ */ createStridepool(initialised);

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
