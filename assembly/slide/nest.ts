import { finish } from "../driver/finish";
import { fromReal } from "../lane/convert";
import { Plan } from "../plan";
import { onward, suffixes } from "./chunks";
import { neutralOf } from "./neutral";
import { fuseFive, fuseHalf, fuseThree, fuses } from "./fused";
import { along, endsInDouble, overwritesRow } from "./passes";
import { SlidePlan } from "./plan";
import { MIDDLE, SUFFIXES, VALUES, slotAt } from "./slots";
import { extendColumns, foldColumns, foldRows } from "./streams";

/** Folded values are the results; otherwise they are finished: divided, rounded and saturated. */
const DIRECT: u32 = 0;

const COUNT: usize = 0;
const HOP: usize = 4;
const OUT_HOP: usize = 8;
const LOOP: usize = 16;

/** What is taken for granted. */
function verify(plan: SlidePlan): void {
  assert(plan.rowExtent > 0 && plan.rowWindow > 0 && plan.rowStride > 0 && plan.rowDilation > 0, "windows have rows");
  assert(plan.extent > 0 && plan.lanes > 0 && plan.window > 0 && plan.stride > 0 && plan.dilation > 0, "windows have cells");
  assert(plan.rowCount > 0 && plan.count > 0 && plan.tile > 0, "there are results");
  assert(plan.chunk == 0 || (plan.rowDilation == 1 && plan.chunk >= 8 && (plan.chunk & (plan.chunk - 1)) == 0), "chunks of neighbouring rows");
  assert(plan.chunk == 0 || plan.ring >= (plan.rowWindow + plan.chunk - 1) / plan.chunk + 2, "the ring holds a window's chunks");
  assert((plan.scratch & 15) == 0 && (plan.slot & 15) == 0, "scratch rows are aligned");
  assert(plan.deliver <= 1, "one of two ways to deliver");
  assert(plan.passCount > 0 || (plan.window == 1 && plan.stride == 1), "windows of more than a cell have passes");
}

/** Folds the windows of every plane: taps of T down the columns in V, then along the row in A. */
export function slide<T, V, A, Op>(plan: SlidePlan): void {
  if (!ASC_NO_ASSERT) verify(plan);
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  let from = plan.input;
  let to = plan.output;
  for (let axis: u32 = 0; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  for (;;) {
    planeOf<T, V, A, Op>(plan, from, to);
    let axis: u32 = 0;
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

function planeOf<T, V, A, Op>(plan: SlidePlan, from: usize, to: usize): void {
  if (fuses<T, A>() && sizeof<V>() == sizeof<A>()) {
    const size = fusedSize<A>(plan);
    if (size) return fusedPlane<T, A, Op>(plan, from, to, size);
  }
  const tile = plan.tile;
  const count = plan.count;
  for (let x: u32 = 0; x < count; x += tile) tileOf<T, V, A, Op>(plan, from, to, x, min<u32>(tile, count - x));
}

/** Window and stride of windows that are folded in registers, as `window * 2 + stride`, or 0. */
function fusedSize<A>(plan: SlidePlan): u32 {
  const window = plan.window;
  const stride = plan.stride;
  if (plan.lanes != 1 || plan.rowWindow != window || plan.chunk || plan.dilation != 1 || plan.rowDilation != 1) return 0;
  if (plan.tile < plan.count || plan.low != <i32>(window >> 1) || plan.count * stride != plan.extent) return 0;
  if (<usize>plan.extent << alignof<A>() < 64) return 0;
  return (window == 3 && stride <= 2) || (window == 5 && stride == 1) ? window * 2 + stride : 0;
}

/** A plane of such windows, a row of results at a time. */
function fusedPlane<T, A, Op>(plan: SlidePlan, input: usize, output: usize, size: u32): void {
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
function fillNeutral<V, Op>(at: usize, length: u32): void {
  const end = at + (<usize>length << alignof<V>());
  const neutral = neutralOf<V, Op>();
  for (; at < end; at += sizeof<V>()) store<V>(at, neutral);
}

/** The results from column x on, `n` of each row. */
function tileOf<T, V, A, Op>(plan: SlidePlan, input: usize, output: usize, x: u32, n: u32): void {
  const lanes = plan.lanes;
  const rowExtent = <i32>plan.rowExtent;
  const pitch = <usize>plan.rowPitch;
  const rowStride = <i32>plan.rowStride;
  const rowLow = plan.rowLow;
  const rowWindow = <i32>plan.rowWindow;
  const dilation = <i32>plan.rowDilation;
  const rowCount = <i32>plan.rowCount;
  const chunk = <i32>plan.chunk;
  const passCount = plan.passCount;
  // The cells that the tile's windows reach, and those of them that are there.
  const first = <i32>(x * plan.stride) - plan.low;
  const spread = <i32>((n - 1) * plan.stride + (plan.window - 1) * plan.dilation + 1);
  const start = max<i32>(first, 0);
  const stop = max<i32>(start, min<i32>(first + spread, <i32>plan.extent));
  const length = <u32>(stop - start) * lanes;
  const left = <u32>min<i32>(start - first, spread) * lanes;
  const right = <u32>spread * lanes - left - length;
  const origin = input + (<usize>(<u32>start * lanes) << alignof<T>());
  const row = slotAt(plan, 0);
  const margin = <usize>left << alignof<V>();
  const behind = margin + (<usize>length << alignof<V>());
  const outPitch = <usize>plan.outPitch;
  const direct = plan.deliver == DIRECT;
  const outBytes = direct ? sizeof<A>() : <usize>changetype<Plan>(plan.finish).outBytes;
  const target = output + <usize>(x * lanes) * outBytes;
  // Folded columns are results where there is nothing to do along the row.
  const straight = direct && sizeof<V>() == sizeof<A>() && passCount == 0 && left + right == 0 && plan.scale == 1;
  const refill = overwritesRow(plan);
  if (!straight) {
    fillNeutral<V, Op>(row, left);
    fillNeutral<V, Op>(row + behind, right);
  }
  // Chunks: whose suffixes are there, from which row on; the newest and how many rows its front has; which totals are in the middle.
  let suffixChunk = -1;
  let suffixFrom = 0;
  let newest = 0;
  let frontRows = 0;
  let middleFrom = -1;
  let middleTo = -1;
  let a = -rowLow;
  for (let r = 0; r < rowCount; r++, a += rowStride) {
    const to = target + <usize>r * outPitch;
    const into = straight ? to : row + margin;
    const b = a + rowWindow;
    if (chunk == 0) {
      if (a >= 0 && a + (rowWindow - 1) * dilation < rowExtent) {
        foldColumns<T, V, Op>(<u32>rowWindow, origin + <usize>a * pitch, <usize>dilation * pitch, into, length);
      } else {
        const skipped = a < 0 ? (dilation - 1 - a) / dilation : 0;
        const at = a + skipped * dilation;
        const taps = min<i32>(rowWindow - skipped, (rowExtent - at + dilation - 1) / dilation);
        foldColumns<T, V, Op>(<u32>taps, origin + <usize>at * pitch, <usize>dilation * pitch, into, length);
      }
    } else {
      const top = max<i32>(a, 0);
      const end = min<i32>(b, rowExtent);
      const oldChunk = top / chunk;
      const endChunk = end / chunk;
      if (oldChunk == endChunk) {
        foldColumns<T, V, Op>(<u32>(end - top), origin + <usize>top * pitch, pitch, into, length);
      } else {
        const aligned = (top & (chunk - 1)) == 0;
        const totals = aligned ? oldChunk : oldChunk + 1;
        const ring = slotAt(plan, SUFFIXES + chunk);
        const slots = plan.ring;
        // Totals of the chunks between.
        for (; newest < endChunk; newest++) {
          if (newest >= totals) {
            const total = ring + <usize>(<u32>newest % slots) * plan.slot;
            const at = origin + <usize>(newest * chunk + frontRows) * pitch;
            if (frontRows == 0) foldColumns<T, V, Op>(<u32>chunk, at, pitch, total, length);
            else extendColumns<T, V, Op>(<u32>(chunk - frontRows), at, pitch, total, length);
          }
          frontRows = 0;
        }
        let suffix: usize = 0;
        if (!aligned) {
          if (suffixChunk != oldChunk) {
            suffixChunk = oldChunk;
            suffixFrom = top & (chunk - 1);
            suffixes<T, V, Op>(
              <u32>(chunk - suffixFrom),
              origin + <usize>(oldChunk * chunk + chunk - 1) * pitch,
              pitch,
              slotAt(plan, SUFFIXES + chunk - 1),
              plan.slot,
              length,
            );
          }
          suffix = slotAt(plan, SUFFIXES + (top & (chunk - 1)));
        }
        let middle: usize = 0;
        if (totals < endChunk) {
          middle = ring + <usize>(<u32>totals % slots) * plan.slot;
          if (totals + 1 < endChunk) {
            const folded = slotAt(plan, MIDDLE);
            if (middleFrom != totals) {
              middleFrom = totals;
              middleTo = totals + 2;
              const next = ring + <usize>(<u32>(totals + 1) % slots) * plan.slot;
              foldRows<V, V, Op>(2, folded, length, 1, middle, next, 0, 0, 0, 0, 0);
            }
            for (; middleTo < endChunk; middleTo++) {
              const next = ring + <usize>(<u32>middleTo % slots) * plan.slot;
              foldRows<V, V, Op>(2, folded, length, 1, folded, next, 0, 0, 0, 0, 0);
            }
            middle = folded;
          }
        }
        const front = ring + <usize>(<u32>endChunk % slots) * plan.slot;
        const rows = end & (chunk - 1);
        const missing = rows - frontRows;
        const at = origin + <usize>(endChunk * chunk + frontRows) * pitch;
        if (missing == 1 && frontRows > 0 && suffix) {
          onward<T, V, Op>(at, front, suffix, middle, into, length);
          frontRows++;
        } else {
          if (missing > 0) {
            if (frontRows == 0) foldColumns<T, V, Op>(<u32>missing, at, pitch, front, length);
            else extendColumns<T, V, Op>(<u32>missing, at, pitch, front, length);
            frontRows = rows;
          }
          foldPresent<V, Op>(into, length, suffix, middle, rows > 0 ? front : 0);
        }
      }
    }
    if (!straight) {
      deliver<V, A, Op>(plan, row, to, x, n, r, spread);
      if (refill) {
        fillNeutral<V, Op>(row, left);
        fillNeutral<V, Op>(row + behind, right);
      }
    }
  }
}

/** Of three rows, in that order, those that are there. */
function foldPresent<V, Op>(to: usize, length: u32, a: usize, b: usize, c: usize): void {
  if (a == 0) {
    a = b;
    b = 0;
  }
  if (b == 0) {
    b = c;
    c = 0;
  }
  if (a == 0) {
    a = b;
    b = 0;
  }
  foldRows<V, V, Op>(c ? 3 : b ? 2 : 1, to, length, 1, a, b, c, 0, 0, 0, 0);
}

/** From a row folded down the columns to a row of results. */
function deliver<V, A, Op>(plan: SlidePlan, row: usize, to: usize, x: u32, n: u32, r: u32, spread: u32): void {
  if (plan.deliver == DIRECT) {
    if (plan.passCount == 0) foldRows<V, A, Op>(1, to, n * plan.lanes, plan.scale, row, 0, 0, 0, 0, 0, 0);
    else along<V, A, Op>(plan, row, to, n, spread, plan.scale);
    return;
  }
  along<V, A, Op>(plan, row, 0, n, spread, 1);
  if (isFloat<A>() && endsInDouble(plan)) {
    finishRow<f64>(plan, slotAt(plan, VALUES), to, x, n, r);
    return;
  }
  const same = plan.passCount == 0 && sizeof<V>() == sizeof<A>();
  finishRow<A>(plan, same ? row : slotAt(plan, VALUES), to, x, n, r);
}

/** Taps of window i along an axis. */
@inline
function tapsOf(i: u32, ends: usize, innerFrom: u32, innerTo: u32, inner: u32): u32 {
  if (i >= innerFrom && i < innerTo) return inner;
  return load<u32>(ends + (<usize>(i < innerFrom ? i : innerFrom + i - innerTo) << 2));
}

function finishRow<A>(plan: SlidePlan, from: usize, to: usize, x: u32, n: u32, r: u32): void {
  const lanes = plan.lanes;
  const rest = changetype<Plan>(plan.finish);
  if (plan.divide == 0) return finish<A>(rest, from, to, n * lanes);
  const rows = tapsOf(r, plan.rowEnds, plan.rowInnerFrom, plan.rowInnerTo, plan.rowInner);
  const outBytes = <usize>(lanes * rest.outBytes);
  const bytes = <usize>lanes << alignof<A>();
  const end = x + n;
  const whole = min<u32>(max<u32>(plan.innerFrom, x), end);
  const clipped = min<u32>(max<u32>(plan.innerTo, whole), end);
  if (whole > x) finishEnds<A>(plan, from, to, x, whole, rows);
  if (clipped > whole) {
    rest.divisor = rows * plan.inner;
    finish<A>(rest, from + <usize>(whole - x) * bytes, to + <usize>(whole - x) * outBytes, (clipped - whole) * lanes);
  }
  if (end > clipped) finishEnds<A>(plan, from + <usize>(clipped - x) * bytes, to + <usize>(clipped - x) * outBytes, clipped, end, rows);
}

/** The values of cells from x to end, each with a divisor of its own. */
function finishEnds<A>(plan: SlidePlan, from: usize, to: usize, x: u32, end: u32, rows: u32): void {
  switch (changetype<Plan>(plan.finish).outType) {
    case 1: return finishEndsAs<A, u8>(plan, from, to, x, end, rows);
    case 8: return finishEndsAs<A, f32>(plan, from, to, x, end, rows);
    case 9: return finishEndsAs<A, f64>(plan, from, to, x, end, rows);
  }
  const lanes = plan.lanes;
  const rest = changetype<Plan>(plan.finish);
  for (; x < end; x++) {
    rest.divisor = rows * tapsOf(x, plan.ends, plan.innerFrom, plan.innerTo, plan.inner);
    finish<A>(rest, from, to, lanes);
    from += <usize>lanes << alignof<A>();
    to += <usize>(lanes * rest.outBytes);
  }
}

/** The common dtypes of results without a call for each cell. */
function finishEndsAs<A, D>(plan: SlidePlan, from: usize, to: usize, x: u32, end: u32, rows: u32): void {
  const round = changetype<Plan>(plan.finish).round;
  const lanes = plan.lanes;
  for (; x < end; x++) {
    const divisor = <f64>(rows * tapsOf(x, plan.ends, plan.innerFrom, plan.innerTo, plan.inner));
    for (let lane: u32 = 0; lane < lanes; lane++, from += sizeof<A>(), to += sizeof<D>()) {
      // Of float32s too, the quotient in float64 rounds to what theirs would.
      store<D>(to, fromReal<D>(<f64>load<A>(from) / divisor, round));
    }
  }
}
