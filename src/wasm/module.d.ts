/** An engine as a file beside the package's own, which runtimes that import modules of WebAssembly have compiled. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
