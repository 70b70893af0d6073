import { DIRECT, finishRow } from "./deliver";
import { fuseFive, fuseHalf, fuseThree } from "./fused";
import { neutralOf } from "./neutral";
import { SlidePlan } from "./plan";
import { VALUES, slotAt } from "./slots";

/** Window and stride of windows that are folded in registers, as `window * 2 + stride`, or 0. */
export function fusedSize<A>(plan: SlidePlan): u32 {
  const window = plan.window;
  const stride = plan.stride;
  if (plan.lanes != 1 || plan.rowWindow != window || plan.chunk || plan.dilation != 1 || plan.rowDilation != 1) return 0;
  if (plan.tile < plan.count || plan.low != <i32>(window >> 1) || plan.count * stride != plan.extent) return 0;
  if (<usize>plan.extent << alignof<A>() < 64) return 0;
  return (window == 3 && stride <= 2) || (window == 5 && stride == 1) ? window * 2 + stride : 0;
}

/** A plane of such windows, a row of results at a time. */
export function fusedPlane<T, A, Op>(plan: SlidePlan, input: usize, output: usize, size: u32): void {
  const pitch = <usize>plan.rowPitch;
  const outPitch = <usize>plan.outPitch;
  const rowExtent = <i32>plan.rowExtent;
  const rowStride = <i32>plan.rowStride;
  const rowWindow = <i32>plan.rowWindow;
  const rowCount = plan.rowCount;
  const count = plan.count;
  const bytes = <usize>plan.extent << alignof<A>();
  const direct = plan.deliver == DIRECT;
  const scale = direct ? plan.scale : <f32>1;
  // Stands for rows that are not there; where taps are narrower than sums, it is zeros.
  const neutral = slotAt(plan, 0);
  fillNeutral<A, Op>(neutral, plan.extent);
  let top = -plan.rowLow;
  for (let r: u32 = 0; r < rowCount; r++, top += rowStride, output += outPitch) {
    const to = direct ? output : slotAt(plan, VALUES);
    let a = input + <usize>top * pitch;
    let b = a + pitch;
    let c = b + pitch;
    let d = c + pitch;
    let e = d + pitch;
    if (top < 0 || top + rowWindow > rowExtent) {
      if (<u32>top >= <u32>rowExtent) a = neutral;
      if (<u32>(top + 1) >= <u32>rowExtent) b = neutral;
      if (<u32>(top + 2) >= <u32>rowExtent) c = neutral;
      if (<u32>(top + 3) >= <u32>rowExtent) d = neutral;
      if (<u32>(top + 4) >= <u32>rowExtent) e = neutral;
    }
    if (size == 7) fuseThree<T, A, Op>(to, bytes, neutral, scale, a, b, c);
    else if (size == 8) fuseHalf<T, A, Op>(to, bytes, neutral, scale, a, b, c);
    else fuseFive<T, A, Op>(to, bytes, neutral, scale, a, b, c, d, e);
    if (!direct) finishRow<A>(plan, to, output, 0, count, r);
  }
}

/** Fills elements with what changes nothing that it is folded with. */
export function fillNeutral<V, Op>(at: usize, length: u32): void {
  const end = at + (<usize>length << alignof<V>());
  const neutral = neutralOf<V, Op>();
  for (; at < end; at += sizeof<V>()) store<V>(at, neutral);
}
