import { instantiateSync } from "@assemblyscript/loader";
import { MemoryRefused } from "../errors.ts";
import { DTYPES, type DTypeRow, type TypedArray } from "../registry/dtypes.ts";
import type { BackendInfo } from "../types.ts";

/** A compiled build of the engine. */
export interface Engine {
  readonly module: WebAssembly.Module;
  readonly info: BackendInfo;
}

/** Runs the plan at an address. */
export type EngineCall = (plan: number) => void;

/** Turns so many totals at an address into results at another, as the plan says. */
export type SettleCall = (plan: number, from: number, to: number, length: number) => void;

/** Turns so many elements at an address into others at another. */
export type ConvertCall = (from: number, to: number, count: number) => void;

/** Turns sums and, in their place, sums of squares into variances; taps are `rows` times those in the table. */
export type VarianceCall = (
  sums: number,
  squares: number,
  count: number,
  rows: number,
  table: number,
  ddof: number,
) => void;

const PAGE = 65536;
const MOST_PAGES = 65536;

/** Bytes that one memory can hold. */
export const MEMORY_LIMIT = PAGE * MOST_PAGES;

/** Compiles a build; throws what WebAssembly throws. */
export function compileEngine(bytes: BufferSource, build: "simd" | "scalar", reason: string): Engine {
  return engineOf(new WebAssembly.Module(bytes), build, reason);
}

export function engineOf(module: WebAssembly.Module, build: "simd" | "scalar", reason: string): Engine {
  return { module, info: { engine: "wasm", build, reason } };
}

/**
 * One instance of the engine with a memory of its own. The memory's size is fixed, so views of it stay valid for as long
 * as anyone holds them.
 */
export class Instance {
  readonly memory: WebAssembly.Memory;
  readonly #exports: Record<string, unknown>;
  readonly #views: (TypedArray | undefined)[] = [];

  constructor(engine: Engine, bytes: number) {
    const pages = Math.ceil(bytes / PAGE);
    try {
      this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    } catch (error) {
      throw new MemoryRefused(String(error));
    }
    const { exports } = instantiateSync(engine.module, { env: { memory: this.memory, abort } });
    this.#exports = exports;
  }

  /** The whole memory as a typed array; addresses are its indices times its element's bytes. */
  view(dtype: DTypeRow): TypedArray {
    if (this.#views[dtype.code] === undefined) {
      const { array } = dtype.name === "uint8_clamped" ? DTYPES.uint8 : dtype;
      this.#views[dtype.code] = new array(this.memory.buffer, 0, this.memory.buffer.byteLength / dtype.bytes);
    }
    return this.#views[dtype.code] as TypedArray;
  }

  call(name: string): EngineCall {
    return this.#exports[name] as EngineCall;
  }

  convert(name: string): ConvertCall {
    return this.#exports[name] as ConvertCall;
  }

  variance(name: string): VarianceCall {
    return this.#exports[name] as VarianceCall;
  }

  settle(name: string): SettleCall {
    return this.#exports[name] as SettleCall;
  }
}

/** Assertions of the debug build end here; the others have none. */
function abort(_message: number, _file: number, line: number, column: number): never {
  throw new Error(`the engine's assertion at ${line}:${column} failed`);
}
