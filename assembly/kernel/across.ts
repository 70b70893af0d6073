import { hasVector } from "../lane/extreme";
import { Plan } from "../plan";

/**
 * The second half of a row: window rows are already folded into `from`, cell by cell; folds the cells of each window.
 */
export function across<A, Op>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32, hop: usize): void {
  const op = changetype<Op>(0);
  const width = plan.width;
  const scale = plan.scale;
  const cell = <usize>lanes << alignof<A>();
  let i: u32 = 0;
  // A vector for each cell runs over into the next result, which is fine before that is written. It folds several channels
  // at once; and even for one, since the largest and smallest of two scalars are branches on x64.
  if (hasVector<A>() && cell <= 16 && (lanes > 1 || op.idempotent())) {
    const end = to + <usize>count * cell;
    for (; to + 16 <= end; i++, from += hop, to += cell) {
      let at = from;
      let a = v128.load(at);
      for (let w: u32 = 1; w < width; w++) {
        at += cell;
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
        at += cell;
        a = op.combine<A>(a, load<A>(at));
      }
      store<A>(to, op.finish<A>(a, scale));
    }
  }
}
