import { referencePool } from "../reference/pool.ts";
import type { Backend } from "./backend.ts";
import { newArray, prepareDefinition } from "./definition.ts";
import { unpool } from "./unpool.ts";

/** Pooling through the plain-TypeScript reference. */
export function jsBackend(reason: string): Backend {
  return {
    info: { engine: "js", build: "js", reason },
    memoryLimit: 2 ** 53 - 1,
    pool: referencePool,
    poolEach(jobs) {
      for (const { problem, arrays } of jobs) referencePool(problem, arrays);
    },
    unpool,
    alloc: newArray,
    prepare: (problem, mask) => prepareDefinition(problem, mask, "the plain-TypeScript definition runs here"),
  };
}
