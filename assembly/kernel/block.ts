import { evenCells, oddCells } from "../lane/cell";
import { Plan } from "../plan";

/*
 * Windows two cells wide that stand side by side. A fold F says what becomes of vectors of taps: `begin` makes an
 * accumulator of one, `couple` of two of them, `merge` folds those of two rows, `join` neighbouring cells of two that lie side by side, and `end` does what
 * is left to do for two of them, across and into `results` results of `bytes` bytes; `half` does it for one. `first` and
 * `second` are constants of a plan for it. `inFours` says whether rows are added up in fours, as trees.
 */

/** Rows of `length` results each, as many as there are `turns`; at least F's `results` in each. */
@inline
export function foldPairs<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (plan.rowCount == 2) inTurns<PairOfTwo<F>>(plan, from, to, length, turns, hop, outHop, 1);
  else if (changetype<F>(0).inFours() && plan.rowCount > 3) inLongTurns<PairOfFours<F>>(plan, from, to, length, turns, hop, outHop);
  else inLongTurns<PairOfMany<F>>(plan, from, to, length, turns, hop, outHop);
}

/** Rows of at least half of F's `results`, and less than all of them. */
@inline
export function foldHalfPairs<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (plan.rowCount == 2) inHalves<HalfPairOfTwo<F>>(plan, from, to, length, turns, hop, outHop);
  else inHalves<HalfPair<F>>(plan, from, to, length, turns, hop, outHop);
}

/**
 * Whether rows of outputs of windows two cells by two follow each other without gaps, in the input and in the output, so that
 * all of them are one run of memory; `bytes` of taps in a row of half a window's height, at `least` so many.
 */
@inline
export function isOneRun(plan: Plan, bytes: usize, least: usize, out: usize, turns: u32, hop: usize, outHop: usize): bool {
  if (plan.rowCount != 2 || <usize>turns * bytes < 32 || outHop != out || hop != 2 * bytes) return false;
  return bytes >= least && bytes <= 32 && (bytes & (bytes - 1)) == 0 && <usize>load<i32>(plan.rows, 4) == bytes;
}

/** Those: `length` results in all of them. */
@inline
export function foldRun<F>(plan: Plan, from: usize, to: usize, length: u32, bytes: usize): void {
  if (bytes == 32) inTurns<PairOfTwo<F>>(plan, from, to, length, 1, 0, 0, 2);
  else if (bytes == 16) inTurns<TinyPair<F, v128>>(plan, from, to, length, 1, 0, 0, 1);
  else if (changetype<F>(0).bytes() == 1) inTurns<TinyPair<F, u64>>(plan, from, to, length, 1, 0, 0, 1);
}

/** Rows of results by a body B, which takes `span` bytes of every row of the windows, `times` as many apart, at a turn. */
function inTurns<B>(
  plan: Plan,
  from: usize,
  to: usize,
  length: u32,
  turns: u32,
  hop: usize,
  outHop: usize,
  times: usize,
): void {
  const body = changetype<B>(0);
  const span = body.span() * times;
  const wide = body.results() * body.bytes();
  const bytes = <usize>length * body.bytes();
  const below = plan.rowCount > 1 ? <usize>load<i32>(plan.rows, 4) : 0;
  const scale = plan.scale;
  const k = body.first(plan);
  const m = body.second(plan);
  // Loops that end with their condition, since V8 takes constants out of no others.
  do {
    let at = from;
    let target = to;
    const end = to + bytes;
    if (bytes >= 2 * wide) {
      const last = end - 2 * wide;
      // Two at once keep both load ports busy.
      do {
        body.turn(plan, at, target, below, scale, k, m);
        body.turn(plan, at + span, target + wide, below, scale, k, m);
        at += 2 * span;
        target += 2 * wide;
      } while (target <= last);
    }
    while (target < end) {
      // The last turn may overlap the one before it: a second store of the same values.
      if (target + wide > end) {
        at -= ((target + wide - end) * span) / wide;
        target = end - wide;
      }
      body.turn(plan, at, target, below, scale, k, m);
      at += span;
      target += wide;
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** The same for long turns, one at a time. */
function inLongTurns<B>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  const body = changetype<B>(0);
  const span = body.span();
  const wide = body.results() * body.bytes();
  const bytes = <usize>length * body.bytes();
  const below = plan.rowCount > 1 ? <usize>load<i32>(plan.rows, 4) : 0;
  const scale = plan.scale;
  const k = body.first(plan);
  const m = body.second(plan);
  do {
    let at = from;
    let target = to;
    const last = to + bytes - wide;
    const lastFrom = from + (bytes * span) / wide - span;
    do {
      body.turn(plan, at, target, below, scale, k, m);
      at += span;
      target += wide;
    } while (target <= last);
    if (target != last + wide) body.turn(plan, lastFrom, last, below, scale, k, m);
    from += hop;
    to += outHop;
  } while (--turns);
}

/** The same for rows of one such turn, or one and a part of another: which overlaps it, a second store of the same values. */
function inHalves<B>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  const body = changetype<B>(0);
  const wide = body.results() * body.bytes();
  const below = plan.rowCount > 1 ? <usize>load<i32>(plan.rows, 4) : 0;
  const scale = plan.scale;
  const k = body.first(plan);
  const m = body.second(plan);
  // One step and the other in turn, within a row and to the next.
  const over = <usize>length * body.bytes() - wide;
  let step = hop;
  let outStep = outHop;
  let both = hop << 1;
  let outBoth = outHop << 1;
  if (over) {
    step = (over * body.span()) / wide;
    outStep = over;
    both = hop;
    outBoth = outHop;
    turns <<= 1;
  }
  do {
    body.turn(plan, from, to, below, scale, k, m);
    from += step;
    to += outStep;
    step = both - step;
    outStep = outBoth - outStep;
  } while (--turns);
}

/** An accumulator of four vectors. */
@inline
export function quad<F>(a: v128, b: v128, c: v128, d: v128): v128 {
  const fold = changetype<F>(0);
  return fold.merge(fold.couple(a, b), fold.couple(c, d));
}

@inline
function four<F>(from: usize, row: usize): v128 {
  return quad<F>(
    v128.load(from + load<i32>(row)),
    v128.load(from + load<i32>(row, 4)),
    v128.load(from + load<i32>(row, 8)),
    v128.load(from + load<i32>(row, 12)),
  );
}

/** Windows two cells wide, of two rows. */
@final
@unmanaged
class PairOfTwo<F> {
  @inline
  span(): usize {
    return 32;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results();
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    const next = from + below;
    const a = changetype<F>(0).couple(v128.load(from), v128.load(next));
    const b = changetype<F>(0).couple(v128.load(from, 16), v128.load(next, 16));
    changetype<F>(0).end(a, b, to, scale, k, m);
  }
}

/** Windows two cells wide, of any number of rows. */
@final
@unmanaged
class PairOfMany<F> {
  @inline
  span(): usize {
    return 32;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results();
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    const fold = changetype<F>(0);
    const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
    let row = plan.rows + 4;
    let a = fold.begin(v128.load(from));
    let b = fold.begin(v128.load(from, 16));
    for (; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      a = fold.merge(a, fold.begin(v128.load(at)));
      b = fold.merge(b, fold.begin(v128.load(at, 16)));
    }
    fold.end(a, b, to, scale, k, m);
  }
}

/** The same, of four rows or more: in fours, as trees, since sums of floats err less that way. */
@final
@unmanaged
class PairOfFours<F> {
  @inline
  span(): usize {
    return 32;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results();
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    const fold = changetype<F>(0);
    const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
    let row = plan.rows;
    const p = from + below;
    const q = from + load<i32>(row, 8);
    const r = from + load<i32>(row, 12);
    let a = quad<F>(v128.load(from), v128.load(p), v128.load(q), v128.load(r));
    let b = quad<F>(v128.load(from, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16));
    for (row += 16; row + 16 <= rowsEnd; row += 16) {
      a = fold.merge(a, four<F>(from, row));
      b = fold.merge(b, four<F>(from + 16, row));
    }
    for (; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      a = fold.merge(a, fold.begin(v128.load(at)));
      b = fold.merge(b, fold.begin(v128.load(at, 16)));
    }
    fold.end(a, b, to, scale, k, m);
  }
}

/** The same, half a vector of results at a time. */
@final
@unmanaged
class HalfPair<F> {
  @inline
  span(): usize {
    return 16;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results() >> 1;
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    const fold = changetype<F>(0);
    const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
    let row = plan.rows + 4;
    let a = fold.begin(v128.load(from));
    if (fold.inFours() && row + 12 <= rowsEnd) {
      a = four<F>(from, plan.rows);
      for (row += 12; row + 16 <= rowsEnd; row += 16) a = fold.merge(a, four<F>(from, row));
    }
    for (; row < rowsEnd; row += 4) a = fold.merge(a, fold.begin(v128.load(from + load<i32>(row))));
    fold.half(a, to, scale, k, m);
  }
}

/** The same, of two rows. */
@final
@unmanaged
class HalfPairOfTwo<F> {
  @inline
  span(): usize {
    return 16;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results() >> 1;
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    changetype<F>(0).half(changetype<F>(0).couple(v128.load(from), v128.load(from + below)), to, scale, k, m);
  }
}

/** Windows two cells wide of two rows, each as wide as R, that lie one behind the other in one run of memory. */
@final
@unmanaged
class TinyPair<F, R> {
  @inline
  span(): usize {
    return 64;
  }
  @inline
  results(): usize {
    return changetype<F>(0).results();
  }
  @inline
  bytes(): usize {
    return changetype<F>(0).bytes();
  }
  @inline
  first(plan: Plan): v128 {
    return changetype<F>(0).first(plan);
  }
  @inline
  second(plan: Plan): v128 {
    return changetype<F>(0).second(plan);
  }
  @inline
  turn(plan: Plan, from: usize, to: usize, below: usize, scale: f32, k: v128, m: v128): void {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const left = changetype<F>(0).couple(evenCells<R>(a, b), oddCells<R>(a, b));
    const right = changetype<F>(0).couple(evenCells<R>(c, d), oddCells<R>(c, d));
    changetype<F>(0).end(left, right, to, scale, k, m);
  }
}
