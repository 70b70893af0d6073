import { hasVector } from "../lane/extreme";
import { Plan } from "../plan";
import { fours, hasFour } from "./fours";

/**
 * Results whose neighbours in memory have neighbouring taps: each tap is one run of `lanes` elements, and the runs are
 * folded lane by lane. Down the window's columns first, then across.
 */
export function lanes<T, Op>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32, width: u32, scale: f32): void {
  const op = changetype<Op>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const pitch = <usize>plan.widthPitch;
  const hop = <usize>plan.hop;
  const bytes = <usize>lanes << alignof<T>();
  // Bytes and float32, which is what images and networks are.
  if (ASC_FEATURE_SIMD && (sizeof<T>() == 1 || (isFloat<T>() && sizeof<T>() == 4)) && bytes >= 32 && hasFour(plan, width, !op.idempotent())) {
    return fours<Folded<T, Op>>(plan, from, to, bytes, count, hop, scale);
  }
  for (let i: u32 = 0; i < count; i++, from += hop, to += bytes) {
    let at: usize = 0;
    if (hasVector<T>() && bytes >= 16) {
      for (; at + 64 <= bytes; at += 64) {
        let column = from + at;
        let a = v128.load(column);
        let b = v128.load(column, 16);
        let c = v128.load(column, 32);
        let d = v128.load(column, 48);
        for (let row = rows + 4; row < rowsEnd; row += 4) {
          const tap = column + load<i32>(row);
          a = op.combineV<T>(a, v128.load(tap));
          b = op.combineV<T>(b, v128.load(tap, 16));
          c = op.combineV<T>(c, v128.load(tap, 32));
          d = op.combineV<T>(d, v128.load(tap, 48));
        }
        for (let w: u32 = 1; w < width; w++) {
          column += pitch;
          let a1 = v128.load(column);
          let b1 = v128.load(column, 16);
          let c1 = v128.load(column, 32);
          let d1 = v128.load(column, 48);
          for (let row = rows + 4; row < rowsEnd; row += 4) {
            const tap = column + load<i32>(row);
            a1 = op.combineV<T>(a1, v128.load(tap));
            b1 = op.combineV<T>(b1, v128.load(tap, 16));
            c1 = op.combineV<T>(c1, v128.load(tap, 32));
            d1 = op.combineV<T>(d1, v128.load(tap, 48));
          }
          a = op.combineV<T>(a, a1);
          b = op.combineV<T>(b, b1);
          c = op.combineV<T>(c, c1);
          d = op.combineV<T>(d, d1);
        }
        v128.store(to + at, op.finishV<T>(a, scale));
        v128.store(to + at, op.finishV<T>(b, scale), 16);
        v128.store(to + at, op.finishV<T>(c, scale), 32);
        v128.store(to + at, op.finishV<T>(d, scale), 48);
      }
      while (at < bytes) {
        // The last vector may overlap the one before it: a second store of the same values.
        if (at + 16 > bytes) at = bytes - 16;
        let column = from + at;
        let a = v128.load(column);
        for (let row = rows + 4; row < rowsEnd; row += 4) a = op.combineV<T>(a, v128.load(column + load<i32>(row)));
        for (let w: u32 = 1; w < width; w++) {
          column += pitch;
          if (op.idempotent()) {
            for (let row = rows; row < rowsEnd; row += 4) a = op.combineV<T>(a, v128.load(column + load<i32>(row)));
          } else {
            let b = v128.load(column);
            for (let row = rows + 4; row < rowsEnd; row += 4) b = op.combineV<T>(b, v128.load(column + load<i32>(row)));
            a = op.combineV<T>(a, b);
          }
        }
        v128.store(to + at, op.finishV<T>(a, scale));
        at += 16;
      }
    }
    for (; at < bytes; at += sizeof<T>()) {
      let column = from + at;
      let a = load<T>(column);
      for (let row = rows + 4; row < rowsEnd; row += 4) a = op.combine<T>(a, load<T>(column + load<i32>(row)));
      for (let w: u32 = 1; w < width; w++) {
        column += pitch;
        let b = load<T>(column);
        for (let row = rows + 4; row < rowsEnd; row += 4) b = op.combine<T>(b, load<T>(column + load<i32>(row)));
        a = op.combine<T>(a, b);
      }
      store<T>(to + at, op.finish<T>(a, scale));
    }
  }
}

/** Four taps folded one after the other; of max and min, two and two. */
@final
@unmanaged
class Folded<T, Op> {
  @inline
  takesFewer(): bool {
    return false;
  }
  @inline
  four(a: v128, b: v128, c: v128, d: v128, scale: f32): v128 {
    const op = changetype<Op>(0);
    if (op.idempotent()) return op.combineV<T>(op.combineV<T>(a, b), op.combineV<T>(c, d));
    return op.finishV<T>(op.combineV<T>(op.combineV<T>(op.combineV<T>(a, b), c), d), scale);
  }
}
