import { compensate, errorOf, errorOfV } from "../kernel/compensated";

/*
 * The last pass of sums of floats: the largest additions, whose errors weigh most, are as good as exact. Of float32 they are made in
 * float64; of float64 themselves each addition's error is kept.
 */

/** Of so many rows, which is a constant, the elements that are `by` bytes from their start: added up but for the first. */
@inline
function othersOf(n: i32, by: usize, b: usize, c: usize, d: usize, e: usize): v128 {
  let v = v128.load(b + by);
  if (n > 2) v = f32x4.add(v, v128.load(c + by));
  if (n == 4) v = f32x4.add(v, v128.load(d + by));
  if (n == 5) v = f32x4.add(v, f32x4.add(v128.load(d + by), v128.load(e + by)));
  return v;
}

@inline
function partsOf<D>(n: i32, to: usize, length: u32, factor: f64, a: usize, b: usize, c: usize, d: usize, e: usize): void {
  let by: usize = 0;
  if (ASC_FEATURE_SIMD) {
    const factors = f64x2.splat(factor);
    for (const end = <usize>(length & ~3) << 2; by < end; by += 16, to += 4 * sizeof<D>()) {
      const v = v128.load(a + by);
      const w = othersOf(n, by, b, c, d, e);
      const low = f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(w));
      const high = f64x2.add(
        f64x2.promote_low_f32x4(v128.shuffle<u64>(v, v, 1, 1)),
        f64x2.promote_low_f32x4(v128.shuffle<u64>(w, w, 1, 1)),
      );
      if (sizeof<D>() == 8) {
        v128.store(to, low);
        v128.store(to, high, 16);
      } else {
        const narrow = f32x4.demote_f64x2_zero(f64x2.mul(low, factors));
        v128.store(to, v128.shuffle<u64>(narrow, f32x4.demote_f64x2_zero(f64x2.mul(high, factors)), 0, 2));
      }
    }
  }
  for (const end = <usize>length << 2; by < end; by += 4, to += sizeof<D>()) {
    let rest = load<f32>(b + by);
    if (n > 2) rest += load<f32>(c + by);
    if (n == 4) rest += load<f32>(d + by);
    if (n == 5) rest += load<f32>(d + by) + load<f32>(e + by);
    const sum = <f64>load<f32>(a + by) + <f64>rest;
    store<D>(to, sizeof<D>() == 8 ? <D>sum : <D>(sum * factor));
  }
}

/** The first row and the sum of up to four others, in float32, brought together in float64; as float32 times a factor. */
export function sumOfParts<D>(
  n: u32,
  to: usize,
  length: u32,
  factor: f64,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
): void {
  switch (n) {
    case 2: return partsOf<D>(2, to, length, factor, a, b, c, d, e);
    case 3: return partsOf<D>(3, to, length, factor, a, b, c, d, e);
    case 4: return partsOf<D>(4, to, length, factor, a, b, c, d, e);
    default: return partsOf<D>(5, to, length, factor, a, b, c, d, e);
  }
}

/** values[i]: the sum of the elements i of rows of float64, whose addresses stand in a table. */
export function sumWithErrors(table: usize, n: u32, to: usize, length: u32): void {
  const end = table + (<usize>n << 2);
  let by: usize = 0;
  let left = length;
  if (ASC_FEATURE_SIMD) {
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
  for (; left > 0; left--, by += 8, to += 8) {
    let sum = load<f64>(load<usize>(table) + by);
    let error: f64 = 0;
    for (let tap = table + 4; tap < end; tap += 4) {
      const part = load<f64>(load<usize>(tap) + by);
      const next = sum + part;
      error += errorOf(sum, part, next);
      sum = next;
    }
    store<f64>(to, compensate(sum, error));
  }
}
