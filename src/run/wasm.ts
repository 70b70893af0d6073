import { MemoryRefused } from "../errors.ts";
import { chainOf } from "../plan/chain.ts";
import { countingOf } from "../plan/counting.ts";
import { firstOf } from "../plan/first.ts";
import { refusalOf } from "../plan/scan.ts";
import { TOUCH_SLACK } from "../plan/touch.ts";
import { referencePool } from "../reference/pool.ts";
import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import { type Engine, MEMORY_LIMIT } from "../wasm/engine.ts";
import type { Backend, Job } from "./backend.ts";
import { prepareChain, runChain } from "./chain.ts";
import { fillCounts, prepareCounting } from "./counting.ts";
import { prepareDefinition } from "./definition.ts";
import { EachLayouts, type Together } from "./each.ts";
import { Layouts } from "./layouts.ts";
import { OneShot } from "./oneshot.ts";
import { prepareResident } from "./resident.ts";
import { BAND_MEMORY, SHARED_ROOM } from "./room.ts";
import { Slides } from "./slide.ts";
import { unpool } from "./unpool.ts";

/** Pooling through the engine. */
export function wasmBackend(engine: Engine): Backend {
  const layouts = new Layouts();
  const groups = new EachLayouts();
  // Here and now: where it gets no memory, there is another backend to fall back to.
  const shared = new OneShot(engine);
  const slides = new Slides(engine);
  const owners = new WeakMap<ArrayBufferLike, OneShot>();
  // Programs without arrays of `alloc` need not ask whose an array is.
  let owned = false;
  const pool = (problem: Problem, arrays: Arrays): void => {
    // A function of the caller's is another one each time, and nothing for the engine.
    if (problem.reduce !== undefined) {
      referencePool(problem, arrays);
      return;
    }
    const owner = owned ? owners.get(arrays.input.data.buffer) : undefined;
    const layout = layouts.of(problem, arrays, owner !== undefined);
    if (layout !== undefined && "second" in layout) {
      try {
        runChain(layout, arrays, pool);
      } catch (error) {
        if (!(error instanceof MemoryRefused)) throw error;
        referencePool(problem, arrays);
      }
      return;
    }
    if (layout !== undefined && "slide" in layout) {
      if (!slides.run(layout, plainArrays(arrays))) referencePool(problem, arrays);
      return;
    }
    if (layout !== undefined && "alike" in layout) {
      fillCounts(layout, arrays.out);
      return;
    }
    const runner =
      layout === undefined ? undefined : layout.room === SHARED_ROOM ? (owner ?? shared) : roomy(engine, layout.room);
    if (layout === undefined || runner === undefined) referencePool(problem, arrays);
    else runner.run(layout, plainArrays(arrays));
  };
  return {
    info: engine.info,
    memoryLimit: MEMORY_LIMIT - BAND_MEMORY - 65536,
    pool,
    poolEach(jobs) {
      const first = jobs[0]?.arrays.input;
      const inPlace = first !== undefined && owners.has(first.data.buffer);
      const { together, layouts, alone } = inPlace || jobs.length < 2 ? NONE_TOGETHER : groups.of(jobs);
      const apart = together.length === 0 ? jobs : alone.map((i) => jobs[i] as Job);
      for (const { problem, arrays } of apart) pool(problem, arrays);
      shared.runEach(
        layouts,
        together.map((i) => plainArrays((jobs[i] as Job).arrays)),
      );
    },
    unpool,
    alloc(dtype: DTypeRow, length: number): TypedArray {
      const owner = new OneShot(engine, SHARED_ROOM, BAND_MEMORY + length * dtype.bytes + TOUCH_SLACK);
      const { buffer } = owner.instance.memory;
      owners.set(buffer, owner);
      owned = true;
      return new dtype.array(buffer, BAND_MEMORY, length);
    },
    prepare(asked, mask) {
      const counting = countingOf(asked);
      if (counting !== undefined) return prepareCounting(counting);
      const problem = firstOf(asked) ?? asked;
      const refusal = refusalOf(problem);
      if (refusal !== undefined) return prepareDefinition(problem, mask, refusal);
      const chain = outShape(problem.axes).includes(0) ? undefined : chainOf(problem);
      return chain ? prepareChain(chain, problem, pool) : prepareResident(engine, problem, mask);
    },
  };
}

const NONE_TOGETHER: Together = { together: [], layouts: [], alone: [] };

/** An instance for one call with large windows; undefined where there is not that much memory. */
function roomy(engine: Engine, room: typeof SHARED_ROOM): OneShot | undefined {
  if (room.end > MEMORY_LIMIT) return undefined;
  try {
    return new OneShot(engine, room);
  } catch (error) {
    if (error instanceof MemoryRefused) return undefined;
    throw error;
  }
}

/** Clamped bytes as plain ones, so that copies to and from the engine's are plain moves. */
function plainArrays(arrays: Arrays): Arrays {
  const { input, out } = arrays;
  if (input.dtype.name !== "uint8_clamped" && out.dtype.name !== "uint8_clamped") return arrays;
  return { ...arrays, input: plain(input), out: plain(out) };
}

function plain(view: View): View {
  const { data } = view;
  if (view.dtype.name !== "uint8_clamped") return view;
  return { ...view, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}
