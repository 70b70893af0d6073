import { Plan } from "../plan";
import { DIRECT, FLOAT32, finishRow } from "./deliver";
import { BEFORE_ROW, BEHIND_ROW, BESIDE_ROW, DIVISOR_ROW, fuseFive, fuseHalf, fuseThree } from "./fused";
import { neutralOf } from "./neutral";
import { SlidePlan } from "./plan";
import { nameRows, rowAt } from "./rows";
import { BESIDE, VALUES, slotAt } from "./slots";

/** Window and stride of windows that are folded in registers, as `window * 2 + stride`, or 0. */
export function fusedSize<A>(plan: SlidePlan): u32 {
  const window = plan.window;
  const stride = plan.stride;
  if (plan.lanes != 1 || plan.rowWindow != window || plan.chunk || plan.dilation != 1 || plan.rowDilation != 1) return 0;
  if (plan.tile < plan.count || plan.low != <i32>(window >> 1) || plan.count * stride != plan.extent) return 0;
  if (<usize>plan.extent << alignof<A>() < 64) return 0;
  return (window == 3 && stride <= 2) || (window == 5 && stride == 1) ? window * 2 + stride : 0;
}

/**
 * Which lanes of a row's first vector are before it and which of the last one behind it, and what is there instead; false where
 * others are.
 */
function tellEnds<A, Op>(plan: SlidePlan, ends: usize): bool {
  memory.fill(ends, 0xff, 32);
  memory.fill(ends + BESIDE_ROW, 0, 16);
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

/** A plane of such windows, a row of results at a time; false where others stand at its ends than a vector has. */
export function fusedPlane<T, A, Op>(plan: SlidePlan, input: usize, output: usize, size: u32): bool {
  // Behind what stands beside the plane.
  const ends = slotAt(plan, BESIDE) + plan.slot - 64;
  if (!tellEnds<A, Op>(plan, ends)) return false;
  const pitch = <usize>plan.rowPitch;
  const outPitch = <usize>plan.outPitch;
  const rowExtent = <i32>plan.rowExtent;
  const rowStride = <i32>plan.rowStride;
  const rowWindow = <i32>plan.rowWindow;
  const rowLow = plan.rowLow;
  const rowCount = plan.rowCount;
  const count = plan.count;
  const bytes = <usize>plan.extent << alignof<A>();
  const rest = changetype<Plan>(plan.finish);
  const divides = isFloat<A>() && plan.divide == 0 && rest.outType == FLOAT32;
  const direct = plan.deliver == DIRECT || divides;
  const divisor: f32 = plan.deliver == DIRECT ? 1 / plan.scale : direct ? <f32>rest.divisor : 1;
  if (isFloat<A>()) v128.store(ends, v128.splat<A>(<A>divisor), DIVISOR_ROW);
  const outside = plan.outside != 0;
  // Stands for rows that are not there; where taps are narrower than sums, it is zeros.
  const neutral = slotAt(plan, 0);
  fillNeutral<A, Op>(neutral, plan.extent);
  nameRows(plan, input);
  let top = -rowLow;
  for (let r: u32 = 0; r < rowCount; r++, top += rowStride, output += outPitch) {
    const to = direct ? output : slotAt(plan, VALUES);
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
    if (size == 7) fuseThree<T, A, Op>(to, bytes, ends, a, b, c);
    else if (size == 8) fuseHalf<T, A, Op>(to, bytes, ends, a, b, c);
    else fuseFive<T, A, Op>(to, bytes, ends, a, b, c, d, e);
    if (!direct) finishRow<A>(plan, to, output, 0, count, r);
  }
  return true;
}

/** Fills elements with what changes nothing that it is folded with. */
export function fillNeutral<V, Op>(at: usize, length: u32): void {
  const end = at + (<usize>length << alignof<V>());
  const neutral = neutralOf<V, Op>();
  for (; at < end; at += sizeof<V>()) store<V>(at, neutral);
}
