import { compensate, errorOf, errorOfV } from "../kernel/compensated";

/*
 * The last pass of sums of floats, in float64: the largest additions, whose errors weigh most, are then as good as exact. Of
 * float64 themselves each addition's error is kept.
 */

/** values[i], as float64: the sum of the elements i of rows of A, whose addresses stand in a table. */
export function sumInDouble<A>(table: usize, n: u32, to: usize, length: u32): void {
  const end = table + (<usize>n << 2);
  let by: usize = 0;
  let left = length;
  if (ASC_FEATURE_SIMD && sizeof<A>() == 4) {
    for (; left >= 8; left -= 8, by += 32, to += 64) {
      let at = load<usize>(table) + by;
      let a = f64x2.promote_low_f32x4(v128.load64_zero(at));
      let b = f64x2.promote_low_f32x4(v128.load64_zero(at, 8));
      let c = f64x2.promote_low_f32x4(v128.load64_zero(at, 16));
      let d = f64x2.promote_low_f32x4(v128.load64_zero(at, 24));
      for (let tap = table + 4; tap < end; tap += 4) {
        at = load<usize>(tap) + by;
        a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(at)));
        b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(at, 8)));
        c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(at, 16)));
        d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(at, 24)));
      }
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
  if (ASC_FEATURE_SIMD && sizeof<A>() == 8) {
    for (; left >= 2; left -= 2, by += 16, to += 16) {
      let sum = v128.load(load<usize>(table) + by);
      let error = f64x2.splat(0);
      for (let tap = table + 4; tap < end; tap += 4) {
        const part = v128.load(load<usize>(tap) + by);
        const next = f64x2.add(sum, part);
        error = f64x2.add(error, errorOfV(sum, part, next));
        sum = next;
      }
      // A zero error must not turn -0 into 0, and one that is NaN says nothing.
      const known = f64x2.gt(f64x2.abs(error), f64x2.splat(0));
      v128.store(to, v128.bitselect(f64x2.add(sum, error), sum, known));
    }
  }
  for (; left > 0; left--, by += sizeof<A>(), to += 8) {
    let sum = <f64>load<A>(load<usize>(table) + by);
    let error: f64 = 0;
    for (let tap = table + 4; tap < end; tap += 4) {
      const part = <f64>load<A>(load<usize>(tap) + by);
      const next = sum + part;
      if (sizeof<A>() == 8) error += errorOf(sum, part, next);
      sum = next;
    }
    store<f64>(to, sizeof<A>() == 8 ? compensate(sum, error) : sum);
  }
}
