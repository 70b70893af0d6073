import { Plan } from "../plan";
import { FLOAT32 } from "../lane/code";
import { DIRECT, cellTaps, finishRow, rowTaps } from "./deliver";
import { BEFORE_ROW, BEHIND_ROW, BESIDE_ROW, DIVISOR_ROW, fuseFive, fuseHalf, fuseThree } from "./fused";
import { neutralOf } from "./neutral";
import { SlidePlan } from "./plan";
import { nameRows, rowAt } from "./rows";
import { BESIDE, VALUES, slotAt } from "./slots";
import { touches, touchRows } from "./touch";

/** Window and stride of windows that are folded in registers, as `window * 2 + stride`, or 0. */
export function fusedSize<A>(plan: SlidePlan): u32 {
  const window = plan.window;
  const stride = plan.stride;
  if (plan.lanes != 1 || plan.rowWindow != window || plan.chunk || plan.dilation != 1 || plan.rowDilation != 1) return 0;
  if (plan.tile < plan.count || plan.low != <i32>(window >> 1) || plan.count * stride != plan.extent) return 0;
  if (<usize>plan.extent << alignof<A>() < 64) return 0;
  return (window == 3 && stride <= 2) || (window == 5 && stride == 1) ? window * 2 + stride : 0;
}

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

@inline
function fuseRow<T, A, Op>(
  watches: bool,
  size: u32,
  to: usize,
  bytes: usize,
  ends: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
): bool {
  if (size == 7) return fuseThree<T, A, Op>(watches, to, bytes, ends, a, b, c);
  return fuseFive<T, A, Op>(watches, to, bytes, ends, a, b, c, d, e);
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
 * A plane of such windows, a row of results at a time; false where others stand at its ends than a vector has. `Plain` does as Op
 * for taps of which none is NaN.
 */
export function fusedPlane<T, A, Op, Plain>(plan: SlidePlan, input: usize, output: usize, size: u32): bool {
  // Behind what stands beside the plane.
  const ends = slotAt(plan, BESIDE) + plan.slot - 64;
  // Stands for rows that are not there; where taps are narrower than sums, it is zeros.
  const neutral = slotAt(plan, 0);
  if (!endsAreTold) {
    if (!tellEnds<A, Op>(plan, ends)) return false;
    fillNeutral<A, Op>(neutral, plan.extent);
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
  // Windows of 3 x 3 side by side do so little that nothing is gained.
  const far = size != 7 && touches(plan, tapBytes);
  const rest = changetype<Plan>(plan.finish);
  const divides = isFloat<A>() && rest.outType == FLOAT32;
  const direct = plan.deliver == DIRECT || divides;
  let divisor: f32 = plan.deliver == DIRECT ? 1 / plan.scale : divides ? <f32>rest.divisor : 1;
  const varies = divides && plan.divide != 0;
  const outside = plan.outside != 0;
  nameRows(plan, input);
  // Rows that are found to have NaN, from the first window's on, are folded by what spreads it.
  const wary = isFloat<A>() && changetype<Op>(0).idempotent();
  let lastNaN: i32 = -1;
  if (wary && hasNaN<A>(ends + BESIDE_ROW, 16)) lastNaN = i32.MAX_VALUE;
  let top = -rowLow;
  for (let r: u32 = 0; r < rowCount; r++, top += rowStride, output += outPitch) {
    const to = direct ? output : slotAt(plan, VALUES);
    if (far) touchRows((outside ? top + rowLow : top) + rowWindow, rowStride, tapBytes);
    let a = input + <usize>top * pitch;
    let b = a + pitch;
    let c = b + pitch;
    let d = c + pitch;
    let e = d + pitch;
    if (top < 0 || top + rowWindow > rowExtent) {
      if (outside) {
        const row = top + rowLow;
        a = rowAt(row);
        b = rowAt(row + 1);
        c = rowAt(row + 2);
        if (rowWindow == 5) {
          d = rowAt(row + 3);
          e = rowAt(row + 4);
        }
      } else {
        if (<u32>top >= <u32>rowExtent) a = neutral;
        if (<u32>(top + 1) >= <u32>rowExtent) b = neutral;
        if (<u32>(top + 2) >= <u32>rowExtent) c = neutral;
        if (<u32>(top + 3) >= <u32>rowExtent) d = neutral;
        if (<u32>(top + 4) >= <u32>rowExtent) e = neutral;
      }
    }
    if (varies) divisor = <f32>(rowTaps(plan, r) * plan.inner);
    if (isFloat<A>()) v128.store(ends, v128.splat<A>(<A>divisor), DIVISOR_ROW);
    if (size == 8) {
      // In two places, lest it becomes part of all this, which costs it a quarter of its speed.
      if (direct) fuseHalf<T, A, Op>(output, bytes, ends, a, b, c);
      else fuseHalf<T, A, Op>(slotAt(plan, VALUES), bytes, ends, a, b, c);
    } else if (wary) {
      const first = outside ? top + rowLow : max<i32>(top, 0);
      const last = outside ? first + rowWindow - 1 : min<i32>(top + rowWindow, rowExtent) - 1;
      if (r == 0) {
        for (let row = first; row <= last; row++) {
          if (hasNaN<A>(rowAt(row), bytes)) lastNaN = max(row, lastNaN);
        }
      }
      // At the end no row is taken in.
      if (lastNaN < first && fuseRow<T, A, Plain>(true, size, to, bytes, ends, a, b, c, d, e)) lastNaN = last;
      if (lastNaN >= first) {
        fuseRow<T, A, Op>(false, size, to, bytes, ends, a, b, c, d, e);
        if (lastNaN < last && hasNaN<A>(rowAt(last), bytes)) lastNaN = last;
      }
    } else fuseRow<T, A, Op>(false, size, to, bytes, ends, a, b, c, d, e);
    if (!direct) finishRow<A>(plan, to, output, 0, count, r);
    else if (isFloat<A>() && varies) {
      divideEnds<A>(plan, to, 0, plan.innerFrom, r, a, b, c, d, e);
      divideEnds<A>(plan, to, plan.innerTo, count, r, a, b, c, d, e);
    }
  }
  return true;
}

/** Means of the windows from `x` to `end`, each over its own taps. */
function divideEnds<A>(
  plan: SlidePlan,
  to: usize,
  x: u32,
  end: u32,
  r: u32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
): void {
  const five = plan.rowWindow == 5;
  const extent = <i32>plan.extent;
  for (; x < end; x++) {
    const first = <i32>(x * plan.stride) - plan.low;
    const last = min<i32>(first + <i32>plan.window, extent);
    let sum: A = <A>-0.0;
    for (let cell = max<i32>(first, 0); cell < last; cell++) {
      const by = <usize>cell << alignof<A>();
      let column = load<A>(a + by) + load<A>(b + by) + load<A>(c + by);
      if (five) column += load<A>(d + by) + load<A>(e + by);
      sum += column;
    }
    store<A>(to + (<usize>x << alignof<A>()), sum / <A>(rowTaps(plan, r) * cellTaps(plan, x)));
  }
}

/** Fills elements with what changes nothing that it is folded with. */
export function fillNeutral<V, Op>(at: usize, length: u32): void {
  const end = at + (<usize>length << alignof<V>());
  const neutral = neutralOf<V, Op>();
  for (; at < end; at += sizeof<V>()) store<V>(at, neutral);
}
