import { TOUCH_SLACK } from "../plan/touch.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Engine, MEMORY_LIMIT } from "../wasm/engine.ts";
import type { Backend } from "./backend.ts";
import { Layouts } from "./layouts.ts";
import { BAND_MEMORY, OneShot } from "./oneshot.ts";
import { prepareResident } from "./resident.ts";

/** Pooling through the engine. */
export function wasmBackend(engine: Engine): Backend {
  const layouts = new Layouts();
  // Here and now: where it gets no memory, there is another backend to fall back to.
  const shared = new OneShot(engine);
  const owners = new WeakMap<ArrayBufferLike, OneShot>();
  return {
    info: engine.info,
    memoryLimit: MEMORY_LIMIT - BAND_MEMORY - 65536,
    pool(problem: Problem, input: View, out: View): void {
      const owner = owners.get(input.data.buffer);
      const runner = owner ?? shared;
      const layout = layouts.of(problem, input, out, owner !== undefined);
      runner.run(layout, plain(input), plain(out));
    },
    alloc(dtype: DTypeRow, length: number): TypedArray {
      const owner = new OneShot(engine, BAND_MEMORY + length * dtype.bytes + TOUCH_SLACK);
      const { buffer } = owner.instance.memory;
      owners.set(buffer, owner);
      return new dtype.array(buffer, BAND_MEMORY, length);
    },
    prepare: (problem) => prepareResident(engine, problem),
  };
}

/** Clamped bytes as plain ones, so that copies to and from the engine's are plain moves. */
function plain(view: View): View {
  const { data } = view;
  if (view.dtype.name !== "uint8_clamped") return view;
  return { ...view, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}
