/** The engine as a file beside the package's own, which runtimes that import modules of WebAssembly have compiled. */
declare module "*/stridepool.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
