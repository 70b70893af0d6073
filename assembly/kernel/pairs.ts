import { bringApart, evenCells, oddCells } from "../lane/cell";
import { Plan } from "../plan";
import { foldHalfPairs, foldPairs, foldRun, isOneRun } from "./block";
import { eachAsTree } from "./tree";

/**
 * Windows two cells wide, side by side: every row of the window is folded in registers, then neighbouring cells.
 * `lanes` elements make a cell, and C is any type as wide. As many rows of outputs as there are `turns`.
 */
export function pairs<T, Op, C>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  turns: u32,
  hop: usize,
  outHop: usize,
): void {
  if (!ASC_NO_ASSERT) assert(plan.width == 2 && sizeof<C>() == (lanes << alignof<T>()), "pairs of cells as wide as C");
  const length = count * lanes;
  const bytes = <usize>length << alignof<T>();
  if (ASC_FEATURE_SIMD && sizeof<C>() == sizeof<T>() && bytes <= 16 && bytes >= 4 && isOneRun(plan, 2 * bytes, sizeof<T>() == 1 ? 8 : 16, bytes, turns, hop, outHop)) {
    return foldRun<Taps<T, Op, C>>(plan, from, to, turns * length, 2 * bytes);
  }
  if (ASC_FEATURE_SIMD && bytes >= 16) return foldPairs<Taps<T, Op, C>>(plan, from, to, length, turns, hop, outHop);
  if (ASC_FEATURE_SIMD && sizeof<C>() < 16 && bytes >= 8) {
    return foldHalfPairs<Taps<T, Op, C>>(plan, from, to, length, turns, hop, outHop);
  }
  eachAsTree<T, Op>(plan, from, to, count, lanes, turns, hop, outHop);
}

/** Folds every other cell of two vectors with the cell beside it. */
@inline
export function neighbours<T, Op, C>(a: v128, b: v128): v128 {
  const op = changetype<Op>(0);
  if (sizeof<C>() > 2) return op.combineV<T>(evenCells<C>(a, b), oddCells<C>(a, b));
  a = bringApart<C>(a);
  b = bringApart<C>(b);
  return op.combineV<T>(evenCells<u64>(a, b), oddCells<u64>(a, b));
}

/** Values of the taps' own type (see block.ts). */
@final
@unmanaged
export class Taps<T, Op, C> {
  @inline
  results(): usize {
    return 16 >> alignof<T>();
  }
  @inline
  bytes(): usize {
    return sizeof<T>();
  }
  @inline
  inFours(): bool {
    return !changetype<Op>(0).idempotent();
  }
  @inline
  begin(v: v128): v128 {
    return v;
  }
  @inline
  couple(a: v128, b: v128): v128 {
    return this.merge(a, b);
  }
  @inline
  merge(a: v128, b: v128): v128 {
    return changetype<Op>(0).combineV<T>(a, b);
  }
  @inline
  join(a: v128, b: v128): v128 {
    return neighbours<T, Op, C>(a, b);
  }
  @inline
  first(plan: Plan): v128 {
    return i32x4.splat(0);
  }
  @inline
  second(plan: Plan): v128 {
    return i32x4.splat(0);
  }
  @inline
  end(a: v128, b: v128, to: usize, scale: f32, k: v128, m: v128): void {
    v128.store(to, changetype<Op>(0).finishV<T>(neighbours<T, Op, C>(a, b), scale));
  }
  @inline
  half(a: v128, to: usize, scale: f32, k: v128, m: v128): void {
    v128.store64_lane(to, changetype<Op>(0).finishV<T>(neighbours<T, Op, C>(a, a), scale), 0);
  }
}
