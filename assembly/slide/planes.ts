import { Plan } from "../plan";
import { FLOAT32 } from "../lane/code";
import { DIRECT, cellTaps, finishRow, rowTaps } from "./deliver";
import { BEFORE_ROW, BEHIND_ROW, BESIDE_ROW, DIVISORS, DIVISORS_NEXT, TAPS_FIRST, TAPS_LAST, fuseHalf, fuseRows } from "./fused";
import { neutralOf } from "./neutral";
import { SlidePlan } from "./plan";
import { nameRows, rowAt } from "./rows";
import { BESIDE, MIDDLE, VALUES, WIDENED, slotAt } from "./slots";
import { touches, touchRows } from "./touch";

/** Window and stride of windows that are folded in registers, as `window * 2 + stride`, or 0. */
export function fusedSize<A>(plan: SlidePlan): u32 {
  const window = plan.window;
  const stride = plan.stride;
  if (plan.lanes != 1 || plan.rowWindow != window || plan.chunk || plan.dilation != 1 || plan.rowDilation != 1) return 0;
  if (plan.tile < plan.count || plan.low != <i32>(window >> 1) || plan.count * stride != plan.extent) return 0;
  if (<usize>plan.extent << alignof<A>() < (stride == 1 ? 32 : 64)) return 0;
  return (window == 3 && stride <= 2) || (window == 5 && stride == 1) ? window * 2 + stride : 0;
}

/** Bytes of planes that are large. */
const LARGE: usize = 1 << 22;

/** Whether an earlier plane has written what is at the ends of all of them. */
let endsAreTold: bool = false;

export function startPlanes(): void {
  endsAreTold = false;
}

/**
 * Which lanes of a row's first vector are before it and which of the last one behind it, and what is there instead; false where
 * others are.
 */
function tellEnds<A, Op>(plan: SlidePlan, ends: usize): bool {
  for (let at = ends; at < ends + BESIDE_ROW; at += 8) store<u64>(at, -1);
  store<u64>(ends, 0, BESIDE_ROW);
  store<u64>(ends, 0, BESIDE_ROW + 8);
  const low = <usize>plan.low;
  if (plan.outside == 0) {
    fillNeutral<A, Op>(ends + BESIDE_ROW, 16 >> alignof<A>());
    return true;
  }
  const lanes: usize = 16 >> alignof<A>();
  const last = <i32>plan.extent - <i32>lanes;
  if (plan.fill) {
    const beside = load<A>(slotAt(plan, BESIDE));
    for (let lane: usize = 0; lane < lanes; lane++) store<A>(ends + BESIDE_ROW + (lane << alignof<A>()), beside);
    return true;
  }
  // One more before the row than behind it where windows are two cells apart.
  const behind = (plan.count - 1) * plan.stride + plan.window - plan.extent;
  for (let i: usize = 0; i < behind; i++) {
    const cell = load<i32>(plan.table + (i << 2));
    const lane = i < low ? cell : cell - last;
    if (<u32>lane >= <u32>lanes) return false;
    const to = ends + (i < low ? BEFORE_ROW + ((lanes - low + i) << alignof<A>()) : BEHIND_ROW + ((i - low) << alignof<A>()));
    for (let byte: usize = 0; byte < sizeof<A>(); byte++) store<u8>(to + byte, <u8>((<usize>lane << alignof<A>()) + byte));
  }
  return true;
}

function fuseOne<T, A, Op>(watches: bool, to: usize, bytes: usize, ends: usize, a: usize, b: usize, c: usize): bool {
  return fuseRows<T, A, Op>(3, false, watches, to, to, bytes, ends, a, b, c, c, c, c);
}

function fuseThree<T, A, Op>(watches: bool, to: usize, next: usize, bytes: usize, ends: usize, a: usize, b: usize, c: usize, f: usize): bool {
  return fuseRows<T, A, Op>(3, true, watches, to, next, bytes, ends, a, b, c, c, c, f);
}

function fuseFive<T, A, Op>(
  watches: bool,
  to: usize,
  next: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
): bool {
  return fuseRows<T, A, Op>(5, true, watches, to, next, bytes, ends, a, b, c, d, e, f);
}

/** In two places, lest it becomes part of what calls it. */
@inline
function fuseSingle<T, A, Op>(
  watches: bool,
  direct: bool,
  output: usize,
  row: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
): bool {
  return direct ? fuseOne<T, A, Op>(watches, output, bytes, ends, a, b, c) : fuseOne<T, A, Op>(watches, row, bytes, ends, a, b, c);
}

@inline
function fuse<T, A, Op>(
  watches: bool,
  size: u32,
  to: usize,
  next: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
): bool {
  if (size == 7) return fuseThree<T, A, Op>(watches, to, next, bytes, ends, a, b, c, d);
  return fuseFive<T, A, Op>(watches, to, next, bytes, ends, a, b, c, d, e, f);
}

/** Whether a row of floats, of at least a vector, has a NaN. */
function hasNaN<A>(row: usize, bytes: usize): bool {
  const end = row + bytes - 16;
  const last = v128.load(end);
  let found = v128.ne<A>(last, last);
  for (; row < end; row += 16) {
    const v = v128.load(row);
    found = v128.or(found, v128.ne<A>(v, v));
  }
  return v128.any_true(found);
}

/**
 * A plane of such windows, two rows of results at a time where they are side by side; false where others stand at its ends than a
 * vector has. `Plain` does as Op for taps of which none is NaN.
 */
export function fusedPlane<T, A, Op, Plain>(plan: SlidePlan, input: usize, output: usize, size: u32): bool {
  const ends = slotAt(plan, MIDDLE);
  // Stands for rows that are not there; where taps are narrower than sums, it is zeros.
  const neutral = slotAt(plan, 0);
  if (!endsAreTold) {
    if (!tellEnds<A, Op>(plan, ends)) return false;
    fillNeutral<A, Op>(neutral, plan.extent);
    if (isFloat<A>()) tellTaps(plan, ends);
    endsAreTold = true;
  }
  const pitch = <usize>plan.rowPitch;
  const outPitch = <usize>plan.outPitch;
  const rowExtent = <i32>plan.rowExtent;
  const rowStride = <i32>plan.rowStride;
  const rowWindow = <i32>plan.rowWindow;
  const rowLow = plan.rowLow;
  const rowCount = plan.rowCount;
  const count = plan.count;
  const bytes = <usize>plan.extent << alignof<A>();
  const tapBytes = <usize>plan.extent << alignof<T>();
  const far = touches(plan, tapBytes);
  const rest = changetype<Plan>(plan.finish);
  const divides = isFloat<A>() && rest.outType == FLOAT32;
  const direct = plan.deliver == DIRECT || divides;
  const varies = divides && plan.divide != 0;
  const constant: f32 = plan.deliver == DIRECT ? 1 / plan.scale : divides ? <f32>rest.divisor : 1;
  // Taps down the columns that the divisors are of, of both rows.
  let told: u32 = 0;
  let toldNext: u32 = 0;
  if (isFloat<A>()) {
    tellDivisors(ends + DIVISORS, ends, constant, varies);
    tellDivisors(ends + DIVISORS_NEXT, ends, constant, varies);
  }
  const outside = plan.outside != 0;
  nameRows(plan, input);
  // Of 3 x 3 in large planes, one row of results at a time is quicker: what is read and written is then one stream each.
  const single = size == 7 && rowStride == 1 && <usize>rowExtent * tapBytes >= LARGE;
  const step: u32 = rowStride == 1 && size != 8 && !single ? 2 : 1;
  // Rows that are found to have NaN, from the first windows' on, are folded by what spreads it. It is the last one or two rows that are watched.
  const wary = isFloat<A>() && changetype<Op>(0).idempotent();
  let lastNaN: i32 = -1;
  if (wary && (rowStride != 1 || hasNaN<A>(ends + BESIDE_ROW, 16))) lastNaN = i32.MAX_VALUE;
  const row = slotAt(plan, VALUES);
  const rowNext = slotAt(plan, WIDENED);
  let top = -rowLow;
  for (let r: u32 = 0; r < rowCount; r += step, top += <i32>step * rowStride) {
    const two = step == 2 && r + 1 < rowCount;
    const to = direct ? output : row;
    // A row of results that is not there goes nowhere.
    const next = direct && two ? output + outPitch : rowNext;
    if (far) touchRows((outside ? top + rowLow : top) + rowWindow + <i32>step - 1, <i32>step * rowStride, tapBytes);
    let a = input + <usize>top * pitch;
    let b = a + pitch;
    let c = b + pitch;
    let d = c + pitch;
    let e = d + pitch;
    let f = e + pitch;
    if (top < 0 || top + rowWindow >= rowExtent) {
      if (outside) {
        const at = top + rowLow;
        a = rowAt(at);
        b = rowAt(at + 1);
        c = rowAt(at + 2);
        d = c;
        if (rowWindow == 5) {
          d = rowAt(at + 3);
          e = rowAt(at + 4);
          f = two ? rowAt(at + 5) : e;
        } else if (two) d = rowAt(at + 3);
      } else {
        if (<u32>top >= <u32>rowExtent) a = neutral;
        if (<u32>(top + 1) >= <u32>rowExtent) b = neutral;
        if (<u32>(top + 2) >= <u32>rowExtent) c = neutral;
        if (<u32>(top + 3) >= <u32>rowExtent) d = neutral;
        if (<u32>(top + 4) >= <u32>rowExtent) e = neutral;
        if (<u32>(top + 5) >= <u32>rowExtent) f = neutral;
      }
    }
    if (isFloat<A>() && varies) {
      const taps = rowTaps(plan, r);
      const tapsNext = two ? rowTaps(plan, r + 1) : taps;
      if (taps != told) tellDivisors(ends + DIVISORS, ends, <f32>(taps * plan.inner), true, <f32>taps);
      if (tapsNext != toldNext) tellDivisors(ends + DIVISORS_NEXT, ends, <f32>(tapsNext * plan.inner), true, <f32>tapsNext);
      told = taps;
      toldNext = tapsNext;
    }
    if (size == 8) {
      // In two places, lest it becomes part of all this, which costs it a quarter of its speed.
      if (direct) fuseHalf<T, A, Op>(output, bytes, ends, a, b, c);
      else fuseHalf<T, A, Op>(row, bytes, ends, a, b, c);
    } else if (wary) {
      const first = outside ? top + rowLow : max<i32>(top, 0);
      const last = outside ? first + rowWindow - (two ? 0 : 1) : min<i32>(top + rowWindow - (two ? 0 : 1), rowExtent - 1);
      if (r == 0 && lastNaN < first) {
        // Rows that follow each other are one run.
        const run = !outside && pitch == bytes ? last - first + 1 : 1;
        for (let at = first; at <= last; at += run) {
          if (hasNaN<A>(rowAt(at), <usize>run * bytes)) lastNaN = at + run - 1;
        }
      }
      // At the end no row is taken in.
      if (lastNaN < first) {
        if (single ? fuseSingle<T, A, Plain>(true, direct, output, row, bytes, ends, a, b, c) : fuse<T, A, Plain>(true, size, to, next, bytes, ends, a, b, c, d, e, f)) lastNaN = last;
      }
      if (lastNaN >= first) {
        fuse<T, A, Op>(false, size, to, next, bytes, ends, a, b, c, d, e, f);
        for (let at = last - 1; at <= last; at++) {
          if (lastNaN < at && hasNaN<A>(rowAt(at), bytes)) lastNaN = at;
        }
      }
    } else if (single) fuseSingle<T, A, Op>(false, direct, output, row, bytes, ends, a, b, c);
    else fuse<T, A, Op>(false, size, to, next, bytes, ends, a, b, c, d, e, f);
    if (!direct) {
      finishRow<A>(plan, to, output, 0, count, r);
      if (two) finishRow<A>(plan, next, output + outPitch, 0, count, r + 1);
    }
    output += two ? 2 * outPitch : outPitch;
  }
  return true;
}

/** How many taps along a row its first vector's windows and its last one's have. */
function tellTaps(plan: SlidePlan, ends: usize): void {
  if (plan.divide == 0) return;
  for (let lane: u32 = 0; lane < 4; lane++) {
    store<f32>(ends + (<usize>lane << 2), <f32>cellTaps(plan, lane), TAPS_FIRST);
    store<f32>(ends + (<usize>lane << 2), <f32>cellTaps(plan, plan.count - 4 + lane), TAPS_LAST);
  }
}

/** Divisors of a row of windows: the same of all, or at the ends by how many taps there are along and down. */
function tellDivisors(to: usize, ends: usize, inner: f32, varies: bool, taps: f32 = 0): void {
  if (!ASC_FEATURE_SIMD) return;
  const all = f32x4.splat(inner);
  v128.store(to, varies ? f32x4.mul(v128.load(ends, TAPS_FIRST), f32x4.splat(taps)) : all);
  v128.store(to, all, 16);
  v128.store(to, varies ? f32x4.mul(v128.load(ends, TAPS_LAST), f32x4.splat(taps)) : all, 32);
}

/** Fills elements with what changes nothing that it is folded with. */
export function fillNeutral<V, Op>(at: usize, length: u32): void {
  const end = at + (<usize>length << alignof<V>());
  const neutral = neutralOf<V, Op>();
  for (; at < end; at += sizeof<V>()) store<V>(at, neutral);
}
