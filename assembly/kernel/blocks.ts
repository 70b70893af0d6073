import { Plan } from "../plan";
import { quad } from "./block";
import { Taps } from "./pairs";
import { eachAsTree } from "./tree";

/*
 * Windows 4, 8, 16 … cells wide that stand side by side, by a fold F (see block.ts): rows of windows fold in registers and
 * then neighbours, into scratch that stays in the L1 cache; what is there halves from neighbours to neighbours until they are results.
 * Everything is added up as a tree: rows in fours, which follow each other, then neighbours.
 */

/** Bytes of scratch; src/registry/drivers.ts knows it too. */
const SCRATCH: u32 = 16384;

/** Which cells C of taps T are folded here: single elements, and pixels of four bytes. src/registry/drivers.ts says the same. */
@inline
export function hasBlocks<T, C>(): bool {
  return sizeof<C>() == sizeof<T>() || (sizeof<T>() == 1 && sizeof<C>() == 4);
}

/** Values of the taps' own type: cells of `lanes` elements, as wide as C. */
export function blocks<T, Op, C>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  turns: u32,
  hop: usize,
  outHop: usize,
): void {
  const length = count * lanes;
  if (ASC_FEATURE_SIMD && <usize>length << alignof<T>() >= 16) {
    return foldBlocks<Taps<T, Op, C>>(plan, from, to, length, turns, hop, outHop);
  }
  eachAsTree<T, Op>(plan, from, to, count, lanes, turns, hop, outHop);
}

/** Rows of `length` results each, as many as there are `turns`; at least F's `results` in each. */
export function foldBlocks<F>(plan: Plan, from: usize, to: usize, length: u32, turns: u32, hop: usize, outHop: usize): void {
  const fold = changetype<F>(0);
  const results = fold.results();
  const width = plan.width;
  const most = max<u32>(1, SCRATCH / (width << 3));
  const whole = length / <u32>results;
  const taps = <usize>width << 4;
  const wide = results * fold.bytes();
  const rest = <usize>length % results;
  do {
    let at = from;
    let target = to;
    let left = whole;
    do {
      const some = min<u32>(left, most);
      piece<F>(plan, at, target, some);
      at += <usize>some * taps;
      target += <usize>some * wide;
      left -= some;
    } while (left);
    if (rest) {
      // The last ones overlap those before: a second store of the same values.
      piece<F>(plan, at - ((results - rest) * taps) / results, target - (results - rest) * fold.bytes(), 1);
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** So many times F's `results`. */
function piece<F>(plan: Plan, from: usize, to: usize, turns: u32): void {
  const fold = changetype<F>(0);
  const scratch = plan.scratch;
  let half = plan.width >> 1;
  down<F>(plan, from, scratch, scratch + (<usize>(turns * half) << 4));
  for (; half > 2; half >>= 1) {
    let at = scratch;
    let target = scratch;
    const end = scratch + (<usize>(turns * half) << 4);
    do {
      v128.store(target, fold.join(v128.load(at), v128.load(at, 16)));
      at += 32;
      target += 16;
    } while (at < end);
  }
  const scale = plan.scale;
  const k = fold.first(plan);
  const m = fold.second(plan);
  const wide = fold.results() * fold.bytes();
  let at = scratch;
  const end = scratch + (<usize>turns << 5);
  do {
    fold.end(v128.load(at), v128.load(at, 16), to, scale, k, m);
    at += 32;
    to += wide;
  } while (at < end);
}

/** Folds the rows of windows, two vectors of each at a time, and their neighbours. */
@inline
function down<F>(plan: Plan, from: usize, to: usize, end: usize): void {
  const fold = changetype<F>(0);
  const rows = plan.rows;
  const rowCount = plan.rowCount;
  if (rowCount == 1) {
    do {
      v128.store(to, fold.join(fold.begin(v128.load(from)), fold.begin(v128.load(from, 16))));
      from += 32;
      to += 16;
    } while (to < end);
    return;
  }
  const rowsEnd = rows + (<usize>rowCount << 2);
  do {
    let row = rows + 16;
    let a: v128;
    let b: v128;
    if (row <= rowsEnd) {
      const p = from + load<i32>(rows, 4);
      const q = from + load<i32>(rows, 8);
      const r = from + load<i32>(rows, 12);
      a = quad<F>(v128.load(from), v128.load(p), v128.load(q), v128.load(r));
      b = quad<F>(v128.load(from, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16));
      for (; row + 16 <= rowsEnd; row += 16) {
        const o = from + load<i32>(row);
        const p = from + load<i32>(row, 4);
        const q = from + load<i32>(row, 8);
        const r = from + load<i32>(row, 12);
        a = fold.merge(a, quad<F>(v128.load(o), v128.load(p), v128.load(q), v128.load(r)));
        b = fold.merge(b, quad<F>(v128.load(o, 16), v128.load(p, 16), v128.load(q, 16), v128.load(r, 16)));
      }
    } else {
      a = fold.begin(v128.load(from));
      b = fold.begin(v128.load(from, 16));
      row = rows + 4;
    }
    for (; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      a = fold.merge(a, fold.begin(v128.load(at)));
      b = fold.merge(b, fold.begin(v128.load(at, 16)));
    }
    v128.store(to, fold.join(a, b));
    from += 32;
    to += 16;
  } while (to < end);
}
