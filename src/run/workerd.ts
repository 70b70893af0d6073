import { engineOf } from "../wasm/engine.ts";
import module from "../wasm/stridepool.wasm";
import type { Backend } from "./backend.ts";
import { wasmBackend } from "./wasm.ts";

let chosen: Backend | undefined;

/** The backend of runtimes that compile no bytes, but import modules which they have compiled before: run/choose.ts for workerd. */
export function defaultBackend(): Backend {
  chosen ??= wasmBackend(
    engineOf(module, "simd", "this runtime imports WebAssembly modules that are compiled already"),
  );
  return chosen;
}
