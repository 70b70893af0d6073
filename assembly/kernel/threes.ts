import { unpackHigh, unpackLow } from "../lane/cell";
import { AnyRows, secondRow, thirdRow, ThreeRows, TwoRows } from "../lane/down";
import { firstsOf, inOrder, secondsOf, thirdsOf, threesOf } from "../lane/threes";
import { addPairs } from "../lane/widen";
import { Plan } from "../plan";

/*
 * Windows three elements wide, side by side: every row of the window is folded in registers, three vectors at once, then each of their threes.
 */

export function threes<T, Op>(plan: Plan, from: usize, to: usize, count: u32): void {
  const op = changetype<Op>(0);
  if (count >= 16 / sizeof<T>()) {
    if (plan.rowCount == 3) vectors<T, Op, ThreeRows>(plan, from, to, count);
    else if (plan.rowCount == 2) vectors<T, Op, TwoRows>(plan, from, to, count);
    else vectors<T, Op, AnyRows>(plan, from, to, count);
    return;
  }
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const scale = plan.scale;
  for (const end = to + (<usize>count << alignof<T>()); to < end; from += 3 * sizeof<T>(), to += sizeof<T>()) {
    let a = load<T>(from);
    let b = load<T>(from, sizeof<T>());
    let c = load<T>(from, 2 * sizeof<T>());
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      const tap = from + load<i32>(row);
      a = op.combine<T>(a, load<T>(tap));
      b = op.combine<T>(b, load<T>(tap, sizeof<T>()));
      c = op.combine<T>(c, load<T>(tap, 2 * sizeof<T>()));
    }
    store<T>(to, op.finish<T>(op.combine<T>(op.combine<T>(a, b), c), scale));
  }
}

@inline
function vectors<T, Op, N>(plan: Plan, from: usize, to: usize, count: u32): void {
  const op = changetype<Op>(0);
  const some = changetype<N>(0).count();
  const scale = plan.scale;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const second = secondRow<N>(rows);
  const third = thirdRow<N>(rows);
  const last = to + (<usize>count << alignof<T>()) - 16;
  for (;;) {
    let a = v128.load(from);
    let b = v128.load(from, 16);
    let c = v128.load(from, 32);
    if (some >= 2) {
      const tap = from + second;
      a = op.combineV<T>(a, v128.load(tap));
      b = op.combineV<T>(b, v128.load(tap, 16));
      c = op.combineV<T>(c, v128.load(tap, 32));
    }
    if (some >= 3) {
      const tap = from + third;
      a = op.combineV<T>(a, v128.load(tap));
      b = op.combineV<T>(b, v128.load(tap, 16));
      c = op.combineV<T>(c, v128.load(tap, 32));
    }
    if (some == 0) {
      for (let row = rows + 4; row < rowsEnd; row += 4) {
        const tap = from + load<i32>(row);
        a = op.combineV<T>(a, v128.load(tap));
        b = op.combineV<T>(b, v128.load(tap, 16));
        c = op.combineV<T>(c, v128.load(tap, 32));
      }
    }
    v128.store(to, op.finishV<T>(threesOf<T, Op>(a, b, c), scale));
    from += 48;
    to += 16;
    if (to > last) {
      if (to == last + 16) return;
      // The last vector overlaps the one before it: a second store of the same values.
      from -= 3 * (to - last);
      to = last;
    }
  }
}

/**
 * Sums of 8-bit lanes in 16 bits (at most 42 rows), and of 16-bit ones in 32. Of each vector go the sums of neighbours and the right ones
 * of these alone: windows begin left and right in turn, the first with the pair that it begins with and the left one of the next, the
 * second with the right one of that and the pair after it.
 */
export function threesWide<T, A>(plan: Plan, from: usize, to: usize, count: u32): void {
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const group: u32 = 16 / sizeof<T>();
  if (ASC_FEATURE_SIMD && count >= group) {
    const last = to + (<usize>(count - group) << alignof<A>());
    for (;;) {
      let v = v128.load(from);
      let a = addPairs<T>(v);
      let ra = rightOfPairs<T>(v);
      v = v128.load(from, 16);
      let b = addPairs<T>(v);
      let rb = rightOfPairs<T>(v);
      v = v128.load(from, 32);
      let c = addPairs<T>(v);
      let rc = rightOfPairs<T>(v);
      for (let row = rows + 4; row < rowsEnd; row += 4) {
        const tap = from + load<i32>(row);
        v = v128.load(tap);
        a = v128.add<A>(a, addPairs<T>(v));
        ra = v128.add<A>(ra, rightOfPairs<T>(v));
        v = v128.load(tap, 16);
        b = v128.add<A>(b, addPairs<T>(v));
        rb = v128.add<A>(rb, rightOfPairs<T>(v));
        v = v128.load(tap, 32);
        c = v128.add<A>(c, addPairs<T>(v));
        rc = v128.add<A>(rc, rightOfPairs<T>(v));
      }
      const right = secondsOf<A>(ra, rb, rc);
      const left = v128.sub<A>(secondsOf<A>(a, b, c), right);
      const even = inOrder<A>(v128.add<A>(firstsOf<A>(a, b, c), left));
      const odd = inOrder<A>(v128.add<A>(thirdsOf<A>(a, b, c), right));
      v128.store(to, unpackLow<A>(even, odd));
      v128.store(to, unpackHigh<A>(even, odd), 16);
      from += 48;
      to += 32;
      if (to > last) {
        if (to == last + 32) return;
        // The last vectors overlap those before them: a second store of the same values.
        from -= 3 * (((to - last) >> alignof<A>()) << alignof<T>());
        to = last;
      }
    }
  }
  for (const end = to + (<usize>count << alignof<A>()); to < end; from += 3 * sizeof<T>(), to += sizeof<A>()) {
    let total: A = 0;
    for (let row = rows; row < rowsEnd; row += 4) {
      const tap = from + load<i32>(row);
      total += <A>load<T>(tap) + <A>load<T>(tap, sizeof<T>()) + <A>load<T>(tap, 2 * sizeof<T>());
    }
    store<A>(to, total);
  }
}

/** The right one of each two neighbouring lanes, twice as wide. */
@inline
function rightOfPairs<T>(v: v128): v128 {
  if (sizeof<T>() == 1) return isSigned<T>() ? i16x8.shr_s(v, 8) : i16x8.shr_u(v, 8);
  return isSigned<T>() ? i32x4.shr_s(v, 16) : i32x4.shr_u(v, 16);
}
