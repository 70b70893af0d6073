import { bestEngine } from "../wasm/builds.ts";
import type { Backend } from "./backend.ts";
import { jsBackend } from "./js.ts";
import { wasmBackend } from "./wasm.ts";

let chosen: Backend | undefined;

/** The backend of this runtime, chosen on first use: the engine where WebAssembly compiles, else the reference. */
export function defaultBackend(): Backend {
  if (chosen === undefined) {
    const engine = bestEngine();
    try {
      chosen = typeof engine === "string" ? jsBackend(engine) : wasmBackend(engine);
    } catch (error) {
      chosen = jsBackend(`WebAssembly does not run here: ${error instanceof Error ? error.message : error}`);
    }
  }
  return chosen;
}
