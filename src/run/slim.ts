import { rangeError, type StridepoolError, show, typeError } from "../errors.ts";
import type * as platform from "../platform.ts";
import type { BackendInfo } from "../types.ts";
import { type Engine, engineOf } from "../wasm/engine.ts";
import { exportNames } from "../wasm/names.generated.ts";
import type { Backend } from "./backend.ts";
import { wasmBackend } from "./wasm.ts";

/** Where the engine's bytes come from. */
export type EngineSource =
  | platform.WebAssemblyModule
  | ArrayBufferView
  | ArrayBuffer
  | platform.Response
  | platform.URL;

let current: Backend | undefined;

/** The backend that `init` made. */
export function initialised(): Backend {
  if (current !== undefined) return current;
  throw typeError(
    "not-available",
    "init",
    undefined,
    "init has not been called, got undefined: stridepool/slim brings no engine; await init(new URL(...)) of stridepool.wasm first",
  );
}

/** Takes the engine from a module or its bytes, at once; from a Response or URL when it has come. */
export async function initialise(source: EngineSource): Promise<BackendInfo> {
  const bytes = isRemote(source) ? await bytesOf(source) : source;
  const module = bytes instanceof WebAssembly.Module ? bytes : compile(bytes as BufferSource);
  current = wasmBackend(checked(module));
  return { ...current.info };
}

function isRemote(source: unknown): source is Response | URL {
  return (
    (typeof URL === "function" && source instanceof URL) ||
    (typeof Response === "function" && source instanceof Response)
  );
}

interface Files {
  getBuiltinModule?(name: "node:fs"): { readFileSync(url: URL): Uint8Array<ArrayBuffer> };
}

/** The bytes, or a refusal that says what stood in the way. */
async function bytesOf(source: Response | URL): Promise<BufferSource> {
  try {
    return await fetched(source);
  } catch (error) {
    if (error instanceof Error && error.name === "StridepoolError") throw error;
    throw rangeError(
      "not-available",
      "source",
      source,
      `source ${show(source)} could not be read: ${error instanceof Error ? error.message : error}; check where stridepool.wasm is`,
    );
  }
}

async function fetched(source: Response | URL): Promise<BufferSource> {
  if (source instanceof URL && source.protocol === "file:") {
    const { process } = globalThis as { process?: Files };
    // fetch reads no files in Node; and a bundler for browsers may not see an import of node:fs.
    const files = process?.getBuiltinModule?.("node:fs");
    if (files !== undefined) return files.readFileSync(source);
  }
  const response = source instanceof URL ? await fetch(source) : source;
  if (!response.ok) {
    throw rangeError(
      "not-available",
      "source",
      source,
      `source ${show(source)} was answered with ${response.status} by ${response.url || "its server"}; check where stridepool.wasm is served`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

function compile(source: BufferSource): WebAssembly.Module {
  const bytes = bytesIn(source);
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  if (start !== "00 61 73 6d") {
    throw rangeError(
      "out-of-range",
      "source",
      source,
      `source must be the bytes of stridepool.wasm, got ${show(source)} that begins with "${start}" instead of "00 61 73 6d"` +
        `${start.startsWith("3c") ? ", perhaps a page that stands in for a missing file" : ""}; check where it is served`,
    );
  }
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw notHere(source, error instanceof Error ? error.message : String(error));
  }
}

function bytesIn(source: unknown): Uint8Array<ArrayBuffer> {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  throw typeError(
    "wrong-type",
    "source",
    source,
    `source must be a WebAssembly.Module, its bytes, a Response or a URL, got ${show(source)}; give new URL(path, import.meta.url)`,
  );
}

/** The struct that both sides share is that of one version; another one's engine would compute anything. */
function checked(module: WebAssembly.Module): Engine {
  const names = WebAssembly.Module.exports(module)
    .map(({ name }) => name)
    .sort()
    .join(" ");
  if (names === exportNames) return engineOf(module, "simd", "init was given this engine");
  throw rangeError(
    "out-of-range",
    "source",
    module,
    `source must be the stridepool.wasm of this version, got ${show(module)} of another program or version; take it from the same package`,
  );
}

function notHere(source: unknown, message: string): StridepoolError {
  return rangeError(
    "not-available",
    "source",
    source,
    `source ${show(source)} was refused by this runtime: ${message}; use stridepool, which brings a build without SIMD too, or stridepool/js`,
  );
}
