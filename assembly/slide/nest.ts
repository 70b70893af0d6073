import { Plan } from "../plan";
import { DIRECT } from "./deliver";
import { chunksDown, foldRowsBy, runDown, startColumns } from "./down";
import { copyEnds, fillEnds, placeOutside } from "./ends";
import { deliverBy, fusedBy, sizesOf } from "./kinds";
import { overwritesRow } from "./passes";
import { SlidePlan } from "./plan";
import { startPlanes } from "./planes";
import { nameRows } from "./rows";
import { MIDDLE, SUMS, slotAt } from "./slots";
import { touches, touchRows } from "./touch";

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
  assert(plan.running == 0 || (plan.chunk == 0 && plan.rowDilation == 1), "sums run over neighbouring rows");
  assert((plan.scratch & 15) == 0 && (plan.slot & 15) == 0, "scratch rows are aligned");
  assert(plan.deliver <= 1, "one of two ways to deliver");
  assert(plan.passCount > 0 || (plan.window == 1 && plan.stride == 1), "windows of more than a cell have passes");
}

/** Folds the windows of every plane: taps of T down the columns in V, then along the row in A. */
export function slide(plan: SlidePlan, fold: u32): void {
  if (!ASC_NO_ASSERT) verify(plan);
  const rank = plan.rank;
  const loops = plan.loops;
  const counters = plan.counters;
  let from = plan.input;
  let to = plan.output;
  for (let axis: u32 = 0; axis < rank; axis++) store<u32>(counters + (axis << 2), 0);
  startPlanes();
  if (plan.fill) placeOutside(plan, fold);
  for (;;) {
    planeOf(fold, plan, from, to);
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

function planeOf(fold: u32, plan: SlidePlan, from: usize, to: usize): void {
  if (fusedBy(fold, plan, from, to)) return;
  const tile = plan.tile;
  const count = plan.count;
  for (let x: u32 = 0; x < count; x += tile) tileOf(fold, plan, from, to, x, min<u32>(tile, count - x));
}

/** The results from column x on, `n` of each row. */
function tileOf(fold: u32, plan: SlidePlan, input: usize, output: usize, x: u32, n: u32): void {
  const sizes = sizesOf(fold);
  const tapSize = <usize>(sizes & 3);
  const downSize = <usize>((sizes >> 2) & 3);
  const alongSize = <usize>(sizes >> 4);
  const lanes = plan.lanes;
  const rowStride = <i32>plan.rowStride;
  const rowWindow = <i32>plan.rowWindow;
  const dilation = <i32>plan.rowDilation;
  const rowCount = <i32>plan.rowCount;
  const passCount = plan.passCount;
  const outside = plan.outside != 0;
  // The cells that the tile's windows reach, and those of them that are there.
  const first = <i32>(x * plan.stride) - plan.low;
  const spread = <i32>((n - 1) * plan.stride + (plan.window - 1) * plan.dilation + 1);
  const start = max<i32>(first, 0);
  const stop = max<i32>(start, min<i32>(first + spread, <i32>plan.extent));
  const length = <u32>(stop - start) * lanes;
  const before = <u32>min<i32>(start - first, spread);
  const left = before * lanes;
  const behind = <u32>spread - before - <u32>(stop - start);
  const origin = input + (<usize>(<u32>start * lanes) << tapSize);
  const row = slotAt(plan, 0);
  const margin = <usize>left << downSize;
  const outPitch = <usize>plan.outPitch;
  const direct = plan.deliver == DIRECT;
  const outBytes = direct ? <usize>1 << alongSize : <usize>changetype<Plan>(plan.finish).outBytes;
  const target = output + <usize>(x * lanes) * outBytes;
  // Folded columns are results where there is nothing to do along the row.
  const straight = direct && downSize == alongSize && passCount == 0 && before + behind == 0 && plan.scale == 1;
  const overwritten = overwritesRow(plan);
  const copied = outside && plan.fill == 0 && before + behind > 0;
  const cell = <usize>lanes << downSize;
  const rows = nameRows(plan, origin);
  if (!straight && !copied) fillEnds(fold, plan, row, before, <u32>(stop - start), behind, cell);
  const running = plan.running != 0;
  const sums = running && overwritten ? slotAt(plan, SUMS) : row + margin;
  if (running) memory.fill(slotAt(plan, MIDDLE), 0, <usize>length << tapSize);
  startColumns();
  const far = touches(plan, <usize>length << tapSize);
  let a = outside ? 0 : -plan.rowLow;
  for (let r = 0; r < rowCount; r++, a += rowStride) {
    const to = target + <usize>r * outPitch;
    const into = straight ? to : row + margin;
    if (far) touchRows(a + (rowWindow - 1) * dilation + 1, rowStride, <usize>length << tapSize);
    if (running) {
      runDown(fold, plan, max<i32>(a, 0), min<i32>(a + rowWindow, rows), sums, length);
      if (sums != into) memory.copy(into, sums, <usize>length << downSize);
    } else if (plan.chunk != 0) {
      chunksDown(fold, plan, max<i32>(a, 0), min<i32>(a + rowWindow, rows), into, length);
    } else {
      const skipped = a < 0 ? (dilation - 1 - a) / dilation : 0;
      const at = a + skipped * dilation;
      foldRowsBy(fold, min<i32>(rowWindow - skipped, (rows - at + dilation - 1) / dilation), at, dilation, into, length);
    }
    if (straight) continue;
    if (copied) copyEnds(plan, row, before, <u32>(stop - start), behind, <u32>start, cell);
    deliverBy(fold, plan, row, to, x, n, <u32>r, <u32>spread);
    if (overwritten && !copied) fillEnds(fold, plan, row, before, <u32>(stop - start), behind, cell);
  }
}
