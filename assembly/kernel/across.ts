import { evenCells } from "../lane/cell";
import { hasVector } from "../lane/extreme";
import { Plan } from "../plan";

/**
 * The second half of a row: window rows are already folded into `from`, cell by cell; folds the cells of each window, which are
 * `pitch` bytes apart and `hop` from window to window. What is at `from` may change.
 */
export function across<A, Op>(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: u32,
  hop: usize,
  pitch: usize,
): void {
  const op = changetype<Op>(0);
  const width = plan.width;
  const scale = plan.scale;
  const cell = <usize>lanes << alignof<A>();
  if (hasVector<A>() && lanes == 1 && <usize>count << alignof<A>() >= 16) {
    // Where windows use every other cell alone, those side by side make windows with half the steps.
    while (((hop | pitch) & ((2 << alignof<A>()) - 1)) == 0) {
      const length = <usize>(count - 1) * hop + <usize>(width - 1) * pitch + sizeof<A>();
      for (let at: usize = 0; at < length; at += 32) {
        v128.store(from + (at >> 1), evenCells<A>(v128.load(from + at), v128.load(from + at, 16)));
      }
      hop >>= 1;
      pitch >>= 1;
    }
    if (hop == sizeof<A>()) {
      sideBySide<A, Op>(plan, from, to, <usize>count << alignof<A>(), pitch);
      return;
    }
  }
  let i: u32 = 0;
  // A vector for each cell runs over into the next result, which is fine before that is written. It folds several channels
  // at once; and even for one, since the largest and smallest of two scalars are branches on x64.
  if (hasVector<A>() && cell <= 16 && (lanes > 1 || op.idempotent())) {
    const end = to + <usize>count * cell;
    for (; to + 16 <= end; i++, from += hop, to += cell) {
      let at = from;
      let a = v128.load(at);
      for (let w: u32 = 1; w < width; w++) {
        at += pitch;
        a = op.combineV<A>(a, v128.load(at));
      }
      v128.store(to, op.finishV<A>(a, scale));
    }
  }
  for (; i < count; i++, from += hop) {
    for (let lane: u32 = 0; lane < lanes; lane++, to += sizeof<A>()) {
      let at = from + (<usize>lane << alignof<A>());
      let a = load<A>(at);
      for (let w: u32 = 1; w < width; w++) {
        at += pitch;
        a = op.combine<A>(a, load<A>(at));
      }
      store<A>(to, op.finish<A>(a, scale));
    }
  }
}

/** Windows that begin in neighbouring cells: whole vectors of them. */
@inline
function sideBySide<A, Op>(plan: Plan, from: usize, to: usize, bytes: usize, pitch: usize): void {
  const op = changetype<Op>(0);
  const width = plan.width;
  const scale = plan.scale;
  for (let at: usize = 0; at < bytes; at += 16) {
    // The last vector may overlap the one before it: a second store of the same values.
    if (at + 16 > bytes) at = bytes - 16;
    let tap = from + at;
    let a = v128.load(tap);
    for (let w: u32 = 1; w < width; w++) {
      tap += pitch;
      a = op.combineV<A>(a, v128.load(tap));
    }
    v128.store(to + at, op.finishV<A>(a, scale));
  }
}
