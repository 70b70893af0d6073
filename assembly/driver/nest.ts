import { ROWS } from "../kernel/list";
import { joinBy, rowBy, rowsBy, settleBy, totalBytesOf } from "./folds";
import { Plan } from "../plan";

/** What becomes of a row of folded values; src/plan/struct.ts lists the same numbers. */
/** They are the results. */
const DIRECT: u32 = 0;
/** They are divided, rounded and saturated into results. */
const FINISH: u32 = 1;
/** They begin a total each. */
const FIRST_PIECE: u32 = 2;
/** They are taken into the totals; the plan's output is where those are. */
const NEXT_PIECE: u32 = 3;

const COUNT: usize = 0;
const HOP: usize = 4;
const OUT_HOP: usize = 8;
const LOOP: usize = 16;

/** What every kernel takes for granted. */
function verify(plan: Plan): void {
  assert(plan.count > 0 && plan.lanes > 0 && plan.width > 0 && plan.rowCount > 0, "a plan folds at least one tap");
  assert(load<i32>(plan.rows) == 0, "the first row of a window is where the window is");
  assert(plan.segment > 0 && plan.laneSegment > 0, "a piece of a row holds at least one result");
  assert(plan.deliver <= NEXT_PIECE, "one of four ways to deliver");
  assert(plan.deliver != FINISH || plan.divisor > 0, "a quotient needs a divisor");
}

/** Runs a plan: its loops around its rows of outputs, each folded by Fold. */
export function nest(plan: Plan, fold: u32): void {
  // Behind a constant, since release builds would keep the loads of an assertion.
  if (!ASC_NO_ASSERT) verify(plan);
  let from = plan.input;
  let to = plan.output;
  const rank = plan.rank;
  if (rank == 0) {
    rowOf(fold, plan, from, to);
    return;
  }
  const loops = plan.loops;
  const counters = plan.counters;
  for (let axis: u32 = 1; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  const count = load<u32>(loops, COUNT);
  const hop = <usize>load<i32>(loops, HOP);
  const outHop = <usize>load<i32>(loops, OUT_HOP);
  const touch = plan.touch;
  const straight = touch == 0 && isStraight(plan);
  for (;;) {
    let rowFrom = from;
    let rowTo = to;
    if (straight) rowsBy(fold, plan, from, to, count, hop, outHop);
    else {
      for (let i: u32 = 0; i < count; i++) {
        if (touch) readThrough(plan, rowFrom, touch);
        rowOf(fold, plan, rowFrom, rowTo);
        rowFrom += hop;
        rowTo += outHop;
      }
    }
    let axis: u32 = 1;
    for (; axis < rank; axis++) {
      const loop = loops + <usize>axis * LOOP;
      from += load<i32>(loop, HOP);
      to += load<i32>(loop, OUT_HOP);
      const passed = load<u32>(counters + (axis << 2)) + 1;
      const turns = load<u32>(loop, COUNT);
      if (passed < turns) {
        store<u32>(counters + (axis << 2), passed);
        break;
      }
      store<u32>(counters + (axis << 2), 0);
      from -= turns * load<i32>(loop, HOP);
      to -= turns * load<i32>(loop, OUT_HOP);
    }
    if (axis == rank) return;
  }
}

/**
 * Reads bytes in the order of memory. A window's rows are several streams that each end with the row, and the processor's
 * prefetchers lose time finding the next ones; one long stream, every vector of it, fills the cache faster than that.
 */
function readThrough(plan: Plan, from: usize, bytes: u32): void {
  const end = from + bytes;
  // A use at the end, so that no compiler leaves the loads out.
  if (ASC_FEATURE_SIMD) {
    let a = i32x4.splat(0);
    let b = a;
    for (; from < end; from += 128) {
      a = v128.xor(v128.xor(a, v128.load(from)), v128.xor(v128.load(from, 16), v128.load(from, 32)));
      b = v128.xor(v128.xor(b, v128.load(from, 48)), v128.xor(v128.load(from, 64), v128.load(from, 80)));
      a = v128.xor(a, v128.xor(v128.load(from, 96), v128.load(from, 112)));
    }
    v128.store(plan.scratch, v128.xor(a, b));
  } else {
    let a: u64 = 0;
    for (; from < end; from += 64) a ^= load<u64>(from);
    store<u64>(plan.scratch, a);
  }
}

/** Whether rows of outputs go straight from a kernel into the output. */
@inline
function isStraight(plan: Plan): bool {
  return plan.deliver == DIRECT && plan.kernel != ROWS && plan.outStep == 0;
}

@inline
function rowOf(fold: u32, plan: Plan, from: usize, to: usize): void {
  if (isStraight(plan)) rowBy(fold, plan, from, to, plan.count, plan.lanes);
  else rowInPieces(fold, plan, from, to);
}

function rowInPieces(fold: u32, plan: Plan, from: usize, to: usize): void {
  const deliver = plan.deliver;
  const values = plan.values;
  const count = plan.count;
  const lanes = plan.lanes;
  const segment = plan.segment;
  const laneSegment = plan.laneSegment;
  const outStep = plan.outStep;
  const outBytes = deliver <= FINISH ? <usize>plan.outBytes : totalBytesOf(fold);
  for (let cell: u32 = 0; cell < count; cell += segment) {
    const cells = min<u32>(segment, count - cell);
    for (let lane: u32 = 0; lane < lanes; lane += laneSegment) {
      const wide = min<u32>(laneSegment, lanes - lane);
      const at = from + cell * plan.hop + lane * plan.elementBytes;
      const target = outStep ? plan.sorting : to + <usize>(cell * lanes + lane) * outBytes;
      const length = cells * wide;
      if (deliver == DIRECT) rowBy(fold, plan, at, target, cells, wide);
      else {
        rowBy(fold, plan, at, values, cells, wide);
        if (deliver == FINISH) settleBy(fold, plan, values, target, length);
        else joinBy(fold, values, target, length, deliver == FIRST_PIECE);
      }
      if (outStep) spread(target, to + cell * outStep, cells, plan.outBytes, outStep);
    }
  }
}

/** Results that follow each other to where they are apart. */
function spread(from: usize, to: usize, count: u32, bytes: u32, step: usize): void {
  const end = from + <usize>count * bytes;
  if (bytes == 1) for (; from < end; from += 1, to += step) store<u8>(to, load<u8>(from));
  else if (bytes == 2) for (; from < end; from += 2, to += step) store<u16>(to, load<u16>(from));
  else if (bytes == 4) for (; from < end; from += 4, to += step) store<u32>(to, load<u32>(from));
  else for (; from < end; from += 8, to += step) store<u64>(to, load<u64>(from));
}
