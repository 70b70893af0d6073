import { evenCells, oddCells } from "../lane/cell";
import { Plan } from "../plan";

/*
 * Windows 2, 4 or 8 cells wide that stand side by side. A fold F says what becomes of vectors of taps: `begin` makes an
 * accumulator of one, `merge` folds those of two rows, `join` neighbouring cells of two that lie side by side, and `end` does what
 * is left to do for two of them, across and into results. `results` of those come of each `end`, `bytes` long each.
 */

/** The least result rows that are worth being taken as one run of memory. */
const RUNS: u32 = 64;

/** Rows of `length` results each, as many as there are `turns`; at least F's `results` in each. */
@inline
export function foldPairs<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (plan.rowCount == 2) inTurns<PairOfTwo<F>>(plan, from, to, length, turns, hop, outHop, 1);
  else inTurns<PairOfMany<F>>(plan, from, to, length, turns, hop, outHop, 1);
}

@inline
export function foldFours<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (plan.rowCount == 4) inTurns<FourOfFour<F>>(plan, from, to, length, turns, hop, outHop, 1);
  else inTurns<FourOfMany<F>>(plan, from, to, length, turns, hop, outHop, 1);
}

@inline
export function foldEights<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  if (plan.rowCount == 8) inTurns<EightOfEight<F>>(plan, from, to, length, turns, hop, outHop, 1);
  else inTurns<EightOfMany<F>>(plan, from, to, length, turns, hop, outHop, 1);
}

/** Rows of at least half of F's `results`. */
@inline
export function foldHalfPairs<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  inTurns<HalfPair<F>>(plan, from, to, length, turns, hop, outHop, 1);
}

/**
 * Whether rows of outputs of windows two cells by two follow each other without gaps, in the input and in the output, so that
 * all of them are one run of memory; `bytes` of taps in a row of half a window's height.
 */
@inline
export function isOneRun(plan: Plan, bytes: usize, out: usize, turns: u32, hop: usize, outHop: usize): bool {
  if (plan.rowCount != 2 || turns < RUNS || outHop != out || hop != 2 * bytes) return false;
  return bytes <= 32 && (bytes & (bytes - 1)) == 0 && <usize>load<i32>(plan.rows, 4) == bytes;
}

/** Those: `length` results in all of them. */
@inline
export function foldRun<F>(plan: Plan, from: usize, to: usize, length: u32, bytes: usize): void {
  if (bytes == 32) inTurns<PairOfTwo<F>>(plan, from, to, length, 1, 0, 0, 2);
  else if (bytes == 16) inTurns<TinyPair<F, v128>>(plan, from, to, length, 1, 0, 0, 1);
  else if (bytes == 8) inTurns<TinyPair<F, u64>>(plan, from, to, length, 1, 0, 0, 1);
  else inTurns<TinyPair<F, u32>>(plan, from, to, length, 1, 0, 0, 1);
}

/** Rows of results by a body B, which takes `span` bytes of every row of the windows, `times` as many apart, at a turn. */
@inline
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
  // Loops that end with their condition, since V8 takes constants out of no others.
  do {
    let at = from;
    let target = to;
    const end = to + bytes;
    if (bytes >= 2 * wide) {
      const last = end - 2 * wide;
      // Two at once keep both load ports busy.
      do {
        body.turn(plan, at, target, below);
        body.turn(plan, at + span, target + wide, below);
        at += 2 * span;
        target += 2 * wide;
      } while (target <= last);
    }
    while (target < end) {
      // The last turn may overlap the one before it: a second store of the same values.
      if (target + wide > end) {
        at -= ((target + wide - end) / wide) * span + (((target + wide - end) % wide) * span) / wide;
        target = end - wide;
      }
      body.turn(plan, at, target, below);
      at += span;
      target += wide;
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

@inline
function quad<F>(a: v128, b: v128, c: v128, d: v128): v128 {
  const fold = changetype<F>(0);
  return fold.merge(fold.merge(fold.begin(a), fold.begin(b)), fold.merge(fold.begin(c), fold.begin(d)));
}

@inline
function couple<F>(a: v128, b: v128): v128 {
  const fold = changetype<F>(0);
  return fold.merge(fold.begin(a), fold.begin(b));
}

/** Two vectors of every row of a window, folded: rows in fours, as trees, then what is left over; then neighbours. */
@inline
function joined<F>(plan: Plan, at: usize): v128 {
  const fold = changetype<F>(0);
  let row = plan.rows;
  const rowsEnd = row + (<usize>plan.rowCount << 2);
  let a: v128;
  let b: v128;
  if (row + 16 <= rowsEnd) {
    let p = at + load<i32>(row, 4);
    let q = at + load<i32>(row, 8);
    let r = at + load<i32>(row, 12);
    a = quad<F>(v128.load(at), v128.load(p), v128.load(q), v128.load(r));
    b = quad<F>(v128.load(at, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16));
    for (row += 16; row + 16 <= rowsEnd; row += 16) {
      const o = at + load<i32>(row);
      p = at + load<i32>(row, 4);
      q = at + load<i32>(row, 8);
      r = at + load<i32>(row, 12);
      a = fold.merge(a, quad<F>(v128.load(o), v128.load(p), v128.load(q), v128.load(r)));
      b = fold.merge(b, quad<F>(v128.load(o, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16)));
    }
  } else {
    a = fold.begin(v128.load(at));
    b = fold.begin(v128.load(at, 16));
    row += 4;
  }
  for (; row < rowsEnd; row += 4) {
    const o = at + load<i32>(row);
    a = fold.merge(a, fold.begin(v128.load(o)));
    b = fold.merge(b, fold.begin(v128.load(o, 16)));
  }
  return fold.join(a, b);
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const next = from + below;
    const a = couple<F>(v128.load(from), v128.load(next));
    const b = couple<F>(v128.load(from, 16), v128.load(next, 16));
    changetype<F>(0).end(plan, a, b, to);
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const fold = changetype<F>(0);
    const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
    let a = fold.begin(v128.load(from));
    let b = fold.begin(v128.load(from, 16));
    for (let row = plan.rows + 4; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      a = fold.merge(a, fold.begin(v128.load(at)));
      b = fold.merge(b, fold.begin(v128.load(at, 16)));
    }
    fold.end(plan, a, b, to);
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const fold = changetype<F>(0);
    const rowsEnd = plan.rows + (<usize>plan.rowCount << 2);
    let a = fold.begin(v128.load(from));
    for (let row = plan.rows + 4; row < rowsEnd; row += 4) a = fold.merge(a, fold.begin(v128.load(from + load<i32>(row))));
    fold.half(plan, a, to);
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const left = couple<F>(evenCells<R>(a, b), oddCells<R>(a, b));
    const right = couple<F>(evenCells<R>(c, d), oddCells<R>(c, d));
    changetype<F>(0).end(plan, left, right, to);
  }
}

/** Windows four cells wide, of four rows. */
@final
@unmanaged
class FourOfFour<F> {
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const fold = changetype<F>(0);
    const p = from + below;
    const q = from + load<i32>(plan.rows, 8);
    const r = from + load<i32>(plan.rows, 12);
    const a = quad<F>(v128.load(from), v128.load(p), v128.load(q), v128.load(r));
    const b = quad<F>(v128.load(from, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16));
    const c = quad<F>(v128.load(from, 32), v128.load(p, 32), v128.load(q, 32), v128.load(r, 32));
    const d = quad<F>(v128.load(from, 48), v128.load(p, 48), v128.load(q, 48), v128.load(r, 48));
    fold.end(plan, fold.join(a, b), fold.join(c, d), to);
  }
}

/** Windows four cells wide, of any number of rows. */
@final
@unmanaged
class FourOfMany<F> {
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    changetype<F>(0).end(plan, joined<F>(plan, from), joined<F>(plan, from + 32), to);
  }
}

/** Two vectors of eight rows, folded as a tree; then neighbours. */
@inline
function joinedEight<F>(plan: Plan, from: usize, below: usize): v128 {
  const fold = changetype<F>(0);
  const rows = plan.rows;
  let o = from;
  let p = from + below;
  let q = from + load<i32>(rows, 8);
  let r = from + load<i32>(rows, 12);
  let a = quad<F>(v128.load(o), v128.load(p), v128.load(q), v128.load(r));
  let b = quad<F>(v128.load(o, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16));
  o = from + load<i32>(rows, 16);
  p = from + load<i32>(rows, 20);
  q = from + load<i32>(rows, 24);
  r = from + load<i32>(rows, 28);
  a = fold.merge(a, quad<F>(v128.load(o), v128.load(p), v128.load(q), v128.load(r)));
  b = fold.merge(b, quad<F>(v128.load(o, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16)));
  return fold.join(a, b);
}

/** Windows eight cells wide, of eight rows. */
@final
@unmanaged
class EightOfEight<F> {
  @inline
  span(): usize {
    return 128;
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const fold = changetype<F>(0);
    const left = fold.join(joinedEight<F>(plan, from, below), joinedEight<F>(plan, from + 32, below));
    const right = fold.join(joinedEight<F>(plan, from + 64, below), joinedEight<F>(plan, from + 96, below));
    fold.end(plan, left, right, to);
  }
}

/** Windows eight cells wide, of any number of rows. */
@final
@unmanaged
class EightOfMany<F> {
  @inline
  span(): usize {
    return 128;
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
  turn(plan: Plan, from: usize, to: usize, below: usize): void {
    const fold = changetype<F>(0);
    const left = fold.join(joined<F>(plan, from), joined<F>(plan, from + 32));
    const right = fold.join(joined<F>(plan, from + 64), joined<F>(plan, from + 96));
    fold.end(plan, left, right, to);
  }
}
