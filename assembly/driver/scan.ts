import { gather } from "../kernel/gather";
import { histograms, mostColumns } from "../kernel/histogram";
import { GATHER, HISTOGRAM, LANES, PAIRS, SORTED } from "../kernel/list";
import { medians } from "../kernel/median";
import { sharesTaps, slideDown } from "../kernel/medianrows";
import { ARGMAX } from "../kernel/reductions";
import { seekApart, seekLanes, seekPairs } from "../kernel/seek";
import { validBest } from "../kernel/validmax";
import { validMean } from "../kernel/validint";
import { validSum, validSumWide } from "../kernel/validsum";
import { Plan } from "../plan";

/*
 * The scans: folds that leave taps out, or know where they stand. Each writes one row of outputs (`row`) as results, and their
 * positions beside them where the plan has room for those.
 */

/** Any reduction, tap by tap. */
@final
@unmanaged
export class Any<T> {
  @inline
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (!ASC_NO_ASSERT) assert(plan.kernel == GATHER, "a reduction by number is gathered");
    gather<T>(plan, from, to, positionsTo, place, plan.count, plan.lanes);
  }
}

/** The largest or smallest tap of each window and where it stands: taps of type T, compared as W side by side, as V apart. */
@final
@unmanaged
export class Seek<T, W, V> {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    // Where positions are the results, the values go nowhere; scratch holds those of a piece of the row.
    if (plan.op >= ARGMAX) this.positions(plan, from, to, place);
    else this.seek(plan, from, to, positionsTo, place, plan.count, plan.lanes);
  }
  positions(plan: Plan, from: usize, to: usize, place: i32): void {
    const count = plan.count;
    const lanes = plan.lanes;
    const segment = plan.segment;
    const laneSegment = plan.laneSegment;
    for (let cell: u32 = 0; cell < count; cell += segment) {
      const cells = min<u32>(segment, count - cell);
      for (let lane: u32 = 0; lane < lanes; lane += laneSegment) {
        const wide = min<u32>(laneSegment, lanes - lane);
        const at = from + cell * plan.hop + (<usize>lane << alignof<T>());
        const first = place + <i32>cell * plan.hopPlace + <i32>lane * plan.lanePlace;
        this.seek(plan, at, plan.values, to + (<usize>(cell * lanes + lane) << 2), first, cells, wide);
      }
    }
  }
  seek(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32, count: u32, lanes: u32): void {
    const kernel = plan.kernel;
    if (kernel == PAIRS) seekPairs<T, W>(plan, from, to, positionsTo, place, count);
    else if (kernel == LANES) seekLanes<T, W>(plan, from, to, positionsTo, place, count, lanes);
    else seekApart<T, V>(plan, from, to, positionsTo, place, count, lanes);
  }
}

/**
 * The largest or smallest of the taps that are left in, without positions: taps of type S, taken for the unsigned T where they are
 * integers, and for V where they are brought together. What vectors do not do is gathered.
 */
@final
@unmanaged
export class Best<S, T, V> {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (ASC_FEATURE_SIMD && plan.kernel != GATHER) validBest<T, V>(plan, from, to, plan.count, plan.lanes);
    else gather<S>(plan, from, to, 0, 0, plan.count, plan.lanes);
  }
}

/** Sums and means of the floats that are left in, few enough to be added in their own type. */
@final
@unmanaged
export class Total<T> {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (ASC_FEATURE_SIMD && plan.kernel != GATHER) validSum<T>(plan, from, to, plan.count, plan.lanes);
    else gather<T>(plan, from, to, 0, 0, plan.count, plan.lanes);
  }
}

/** The same of many float32, in float64. */
@final
@unmanaged
export class WideTotal {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (ASC_FEATURE_SIMD && plan.kernel != GATHER) validSumWide(plan, from, to, plan.count, plan.lanes);
    else gather<f32>(plan, from, to, 0, 0, plan.count, plan.lanes);
  }
}

/** Sums and means of the integers that are left in: taps of type S, taken for the unsigned T. */
@final
@unmanaged
export class WholeTotal<S, T> {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (ASC_FEATURE_SIMD && plan.kernel != GATHER) validMean<T>(plan, from, to, plan.count, plan.lanes);
    else gather<S>(plan, from, to, 0, 0, plan.count, plan.lanes);
  }
}

/** Medians of every tap, of 8-bit ones. */
export function byteMedians<T>(plan: Plan): void {
  if (plan.kernel == HISTOGRAM && plan.width <= mostColumns(plan)) histograms(plan, isSigned<T>() ? -128 : 0);
  else someMedians<T>(plan);
}

/** Medians of every tap. */
export function someMedians<T>(plan: Plan): void {
  if (ASC_FEATURE_SIMD && sharesTaps<T>() && plan.kernel == SORTED && slideDown<T>(plan)) return;
  scan<Median<T>>(plan);
}

@final
@unmanaged
export class Median<T> {
  row(plan: Plan, from: usize, to: usize, positionsTo: usize, place: i32): void {
    if (ASC_FEATURE_SIMD && plan.kernel == SORTED) medians<T>(plan, from, to, plan.count, plan.lanes);
    else gather<T>(plan, from, to, 0, 0, plan.count, plan.lanes);
  }
}

const COUNT: usize = 0;
const HOP: usize = 4;
const OUT_HOP: usize = 8;
const PLACE_HOP: usize = 12;
const LOOP: usize = 16;

/** Runs a plan: its loops around its rows of outputs, each scanned by Scan. */
export function scan<Scan>(plan: Plan): void {
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  const positions = plan.positions;
  const start = plan.output;
  // Results of 2^n bytes beside positions of 4.
  const size = ctz(plan.outBytes);
  let from = plan.input;
  let to = start;
  let place = plan.place;
  for (let axis: u32 = 0; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  for (;;) {
    const positionsTo = positions ? positions + (((to - start) >> size) << 2) : 0;
    changetype<Scan>(0).row(plan, from, to, positionsTo, place);
    let axis: u32 = 0;
    for (; axis < rank; axis++) {
      const loop = loops + <usize>axis * LOOP;
      from += load<i32>(loop, HOP);
      to += load<i32>(loop, OUT_HOP);
      place += load<i32>(loop, PLACE_HOP);
      const passed = load<u32>(counters + (axis << 2)) + 1;
      const turns = load<u32>(loop, COUNT);
      if (passed < turns) {
        store<u32>(counters + (axis << 2), passed);
        break;
      }
      store<u32>(counters + (axis << 2), 0);
      from -= turns * load<i32>(loop, HOP);
      to -= turns * load<i32>(loop, OUT_HOP);
      place -= <i32>turns * load<i32>(loop, PLACE_HOP);
    }
    if (axis == rank) return;
  }
}
