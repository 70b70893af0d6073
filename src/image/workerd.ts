import module from "./image.wasm";

/** The module of assembly/image.ts, which runtimes that compile no bytes have compiled before: compiled.ts for workerd. */
export function compiled(): WebAssembly.Module | undefined {
  return module;
}
