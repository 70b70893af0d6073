import { across } from "../kernel/across";
import { blocks, foldBlocks, hasBlocks } from "../kernel/blocks";
import { Sums } from "../kernel/blocksums";
import { byteMean } from "../kernel/bytemean";
import { columns } from "../kernel/columns";
import { lanesCompensated, spansCompensated } from "../kernel/compensated";
import { halves } from "../kernel/halves";
import { lanes } from "../kernel/lanes";
import { BLOCKS, COLUMNS, LANES, PAIRS, PIXELS, ROWS, SPANS, THREES } from "../kernel/list";
import { pairs } from "../kernel/pairs";
import { pixels, pixelSums } from "../kernel/pixels";
import { reals } from "../kernel/reals";
import { spans } from "../kernel/spans";
import { strided } from "../kernel/strided";
import { threes, threesWide } from "../kernel/threes";
import { lanesWide, pairsWide, spansWide } from "../kernel/wide";
import { hasVector } from "../lane/extreme";
import { Sum } from "../op/sum";
import { Plan } from "../plan";
import { finish, finishHalves } from "./finish";
import { joinHalves, joinSame, joinSums } from "./totals";

/*
 * The folds: each folds one row of outputs (`row`, leaving values one after the other), turns such a row into results
 * (`settle`), and takes it into totals where windows come in pieces (`join`). The nest of loops knows nothing else of them.
 */

/** Values of the taps' own type: max, min, sums of few floats, sums modulo 2^64. */
@final
@unmanaged
export class Own<T, Op> {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    if (hasVector<T>()) {
      const kernel = plan.kernel;
      if (kernel == PAIRS || kernel == BLOCKS) return this.sideBySide(plan, from, to, count, wide, 1, 0, 0);
      if (kernel == THREES) return threes<T, Op>(plan, from, to, count);
      if (sizeof<T>() < 8 && kernel == PIXELS) return pixels<T, Op>(plan, from, to, count * wide, 1, 0, 0);
      if (kernel == LANES) return lanes<T, Op>(plan, from, to, count, wide, plan.width, plan.scale);
      if (kernel == SPANS && changetype<Op>(0).idempotent()) return spans<T, Op>(plan, from, to, count);
      if (kernel == ROWS) {
        // Scaled once, across.
        lanes<T, Op>(plan, from, plan.scratch, 1, spanOf(plan, sizeof<T>(), count, wide), 1, 1);
        return across<T, Op>(plan, plan.scratch, to, count, wide, plan.hop, plan.widthPitch);
      }
    }
    if (isFloat<T>() && !changetype<Op>(0).idempotent()) {
      // Their order is what makes them exact enough, in every build.
      if (plan.kernel == COLUMNS) return columns<T>(plan, from, to, count, wide);
      if (plan.kernel == SPANS) return spans<T, Op>(plan, from, to, count);
    }
    strided<T, T, Op>(plan, from, to, count, wide);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    if (hasVector<T>() && (plan.kernel == PAIRS || plan.kernel == BLOCKS)) {
      this.sideBySide(plan, from, to, plan.count, plan.lanes, turns, hop, outHop);
    } else if (sizeof<T>() < 8 && plan.kernel == PIXELS) {
      pixels<T, Op>(plan, from, to, plan.count * plan.lanes, turns, hop, outHop);
    } else {
      do {
        this.row(plan, from, to, plan.count, plan.lanes);
        from += hop;
        to += outHop;
      } while (--turns);
    }
  }
  sideBySide(plan: Plan, from: usize, to: usize, count: u32, wide: u32, turns: u32, hop: usize, outHop: usize): void {
    // Planes, or pixels of four elements.
    if (wide == 1) this.cells<T>(plan, from, to, count, wide, turns, hop, outHop);
    else if (sizeof<T>() == 1) this.cells<u32>(plan, from, to, count, wide, turns, hop, outHop);
    else if (sizeof<T>() == 2) this.cells<u64>(plan, from, to, count, wide, turns, hop, outHop);
    else if (sizeof<T>() == 4) this.cells<v128>(plan, from, to, count, wide, turns, hop, outHop);
  }
  @inline
  cells<C>(plan: Plan, from: usize, to: usize, count: u32, wide: u32, turns: u32, hop: usize, outHop: usize): void {
    if (plan.kernel == PAIRS) pairs<T, Op, C>(plan, from, to, count, wide, turns, hop, outHop);
    else if (hasBlocks<T, C>()) blocks<T, Op, C>(plan, from, to, count, wide, turns, hop, outHop);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {
    finish<T>(plan, from, to, length);
  }
  join(from: usize, to: usize, length: u32, first: bool): void {
    joinSame<T, Op>(from, to, length, first);
  }
  @inline
  totalBytes(): usize {
    return sizeof<T>();
  }
}

/** Sums in a wider type. */
@final
@unmanaged
export class Wide<T, A> {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    const kernel = plan.kernel;
    if (kernel == PAIRS) {
      if (wide == 1) return pairsWide<T, A, T>(plan, from, to, count, wide);
      if (sizeof<T>() == 1) return pairsWide<T, A, u32>(plan, from, to, count, wide);
      if (sizeof<T>() == 2) return pairsWide<T, A, u64>(plan, from, to, count, wide);
    }
    if (sizeof<T>() <= 2 && sizeof<A>() == 2 * sizeof<T>() && kernel == THREES) return threesWide<T, A>(plan, from, to, count);
    if (sizeof<A>() == 2 && kernel == PIXELS) return pixelSums<T, A>(plan, from, to, count * wide, 1, 0, 0);
    const full: u32 = 16 >> alignof<T>();
    if (ASC_FEATURE_SIMD && sizeof<A>() == 2 && kernel == BLOCKS && count * wide >= full) {
      const length = count * wide;
      if (wide == 4) return foldBlocks<Sums<T, A, u32>>(plan, from, to, length, 1, 0, 0);
      return foldBlocks<Sums<T, A, T>>(plan, from, to, length, 1, 0, 0);
    }
    if (kernel == LANES) return lanesWide<T, A>(plan, from, to, count, wide, plan.width);
    if (sizeof<A>() > 2 && kernel == SPANS) return spansWide<T, A, Sum>(plan, from, to, count);
    if (kernel == ROWS) {
      lanesWide<T, A>(plan, from, plan.scratch, 1, spanOf(plan, sizeof<T>(), count, wide), 1);
      const hop = (plan.hop / sizeof<T>()) * sizeof<A>();
      const pitch = (plan.widthPitch / sizeof<T>()) * sizeof<A>();
      return across<A, Sum>(plan, plan.scratch, to, count, wide, hop, pitch);
    }
    strided<T, A, Sum>(plan, from, to, count, wide);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    do {
      this.row(plan, from, to, plan.count, plan.lanes);
      from += hop;
      to += outHop;
    } while (--turns);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {
    finish<A>(plan, from, to, length);
  }
  join(from: usize, to: usize, length: u32, first: bool): void {
    joinSums<A>(from, to, length, first);
  }
  @inline
  totalBytes(): usize {
    return sizeof<A>() == 4 ? 8 : 16;
  }
}

/** Sums of many float64 taps. */
@final
@unmanaged
export class Compensated {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    if (plan.kernel == SPANS) spansCompensated(plan, from, to, count);
    else lanesCompensated(plan, from, to, count, wide, plan.width);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    do {
      this.row(plan, from, to, plan.count, plan.lanes);
      from += hop;
      to += outHop;
    } while (--turns);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {
    finish<f64>(plan, from, to, length);
  }
  join(from: usize, to: usize, length: u32, first: bool): void {
    joinSums<f64>(from, to, length, first);
  }
  @inline
  totalBytes(): usize {
    return 16;
  }
}

/** Exact sums of 64-bit integers. */
@final
@unmanaged
export class Halves<T> {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    halves<T>(plan, from, to, count, wide);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    do {
      this.row(plan, from, to, plan.count, plan.lanes);
      from += hop;
      to += outHop;
    } while (--turns);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {
    finishHalves(plan, from, to, length);
  }
  join(from: usize, to: usize, length: u32, first: bool): void {
    joinHalves(from, to, length, first);
  }
  @inline
  totalBytes(): usize {
    return 16;
  }
}

/** Means of 8-bit taps as 8-bit integers, straight into the result. */
@final
@unmanaged
export class ByteMean<T> {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    this.some(plan, from, to, count, wide, 1, 0, 0);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    this.some(plan, from, to, plan.count, plan.lanes, turns, hop, outHop);
  }
  @inline
  some(plan: Plan, from: usize, to: usize, count: u32, wide: u32, turns: u32, hop: usize, outHop: usize): void {
    if (plan.kernel == PIXELS) pixelSums<T, T>(plan, from, to, count * wide, turns, hop, outHop);
    else if (wide == 1) byteMean<T, u8>(plan, from, to, count, wide, turns, hop, outHop);
    else byteMean<T, u32>(plan, from, to, count, wide, turns, hop, outHop);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {}
  join(from: usize, to: usize, length: u32, first: bool): void {}
  @inline
  totalBytes(): usize {
    return 1;
  }
}

/** Sums of integers, or their means, as float64, straight into the result. */
@final
@unmanaged
export class Real<T> {
  row(plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
    this.some(plan, from, to, count, wide, 1, 0, 0);
  }
  rows(plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
    this.some(plan, from, to, plan.count, plan.lanes, turns, hop, outHop);
  }
  @inline
  some(plan: Plan, from: usize, to: usize, count: u32, wide: u32, turns: u32, hop: usize, outHop: usize): void {
    if (wide == 1) reals<T, T>(plan, from, to, count, wide, turns, hop, outHop);
    else if (sizeof<T>() == 1) reals<T, u32>(plan, from, to, count, wide, turns, hop, outHop);
    else if (sizeof<T>() == 2) reals<T, u64>(plan, from, to, count, wide, turns, hop, outHop);
  }
  settle(plan: Plan, from: usize, to: usize, length: u32): void {}
  join(from: usize, to: usize, length: u32, first: bool): void {}
  @inline
  totalBytes(): usize {
    return 8;
  }
}

/** Elements of one window row from the first tap of a row of outputs to its last. */
@inline
function spanOf(plan: Plan, element: usize, count: u32, lanes: u32): u32 {
  return ((count - 1) * <u32>plan.hop + (plan.width - 1) * <u32>plan.widthPitch) / <u32>element + lanes;
}
