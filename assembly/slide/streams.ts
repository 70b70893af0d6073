import { hasVector } from "../lane/extreme";
import { widenLow } from "../lane/widen";

/*
 * Folds of a few rows into one, element by element. Rows of T become a row of A, as wide or wider. Nothing is read or written
 * past the rows' ends: the last vector overlaps the one before it, and is folded before any is stored, so that the result may
 * stand where one of the rows does.
 */

/** As many elements of T as a vector has of A, as A. */
@inline
export function loadAs<T, A>(at: usize): v128 {
  if (sizeof<T>() == sizeof<A>()) return v128.load(at);
  if (sizeof<A>() == 8) return widenLow<T>(v128.load64_zero(at));
  if (sizeof<A>() == 2 * sizeof<T>()) return v128.load_ext<T>(at);
  const halves = v128.extend_low<T>(v128.load32_zero(at));
  return isSigned<T>() ? i32x4.extend_low_i16x8_s(halves) : i32x4.extend_low_i16x8_u(halves);
}

/** Of `n` rows, which is a constant, the vector of A that is `by` bytes of A from their start. */
@inline
function vectorOf<T, A, Op>(n: i32, by: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  const op = changetype<Op>(0);
  const at = by >> (alignof<A>() - alignof<T>());
  let v = loadAs<T, A>(a + at);
  if (n > 1) v = op.combineV<A>(v, loadAs<T, A>(b + at));
  if (n == 3) v = op.combineV<A>(v, loadAs<T, A>(c + at));
  if (n == 4) v = op.combineV<A>(v, op.combineV<A>(loadAs<T, A>(c + at), loadAs<T, A>(d + at)));
  return v;
}

@inline
function rowsOf<T, A, Op>(
  n: i32,
  to: usize,
  length: u32,
  scale: f32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
): void {
  const op = changetype<Op>(0);
  const bytes = <usize>length << alignof<A>();
  if (hasVector<A>() && bytes >= 16) {
    const tail = bytes & 15;
    let last = i32x4.splat(0);
    if (tail) last = op.finishV<A>(vectorOf<T, A, Op>(n, bytes - 16, a, b, c, d), scale);
    let by: usize = 0;
    if (bytes >= 32) {
      const most = bytes - 32;
      do {
        const v = op.finishV<A>(vectorOf<T, A, Op>(n, by, a, b, c, d), scale);
        const w = op.finishV<A>(vectorOf<T, A, Op>(n, by + 16, a, b, c, d), scale);
        v128.store(to + by, v);
        v128.store(to + by, w, 16);
        by += 32;
      } while (by <= most);
    }
    if (by + 16 <= bytes) v128.store(to + by, op.finishV<A>(vectorOf<T, A, Op>(n, by, a, b, c, d), scale));
    if (tail) v128.store(to + bytes - 16, last);
    return;
  }
  for (let by: usize = 0; by < bytes; by += sizeof<A>()) {
    const at = by >> (alignof<A>() - alignof<T>());
    let v = <A>load<T>(a + at);
    if (n > 1) v = op.combine<A>(v, <A>load<T>(b + at));
    if (n == 3) v = op.combine<A>(v, <A>load<T>(c + at));
    if (n == 4) v = op.combine<A>(v, op.combine<A>(<A>load<T>(c + at), <A>load<T>(d + at)));
    store<A>(to + by, op.finish<A>(v, scale));
  }
}

/**
 * One to seven rows: two and two of the first four, then the others, of three the last two together. The first of them may stand
 * where the result does.
 */
export function foldRows<T, A, Op>(
  n: u32,
  to: usize,
  length: u32,
  scale: f32,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  f: usize,
  g: usize,
): void {
  switch (n) {
    case 1: return rowsOf<T, A, Op>(1, to, length, scale, a, b, c, d);
    case 2: return rowsOf<T, A, Op>(2, to, length, scale, a, b, c, d);
    case 3: return rowsOf<T, A, Op>(3, to, length, scale, a, b, c, d);
    case 4: return rowsOf<T, A, Op>(4, to, length, scale, a, b, c, d);
    default:
  }
  // More of them take two turns: code for each number of rows would be as large as all of this.
  if (sizeof<T>() == sizeof<A>()) {
    foldRows<T, A, Op>(4, to, length, 1, a, b, c, d, 0, 0, 0);
    foldRows<T, A, Op>(n - 3, to, length, scale, to, e, f, g, 0, 0, 0);
  } else {
    foldRows<T, A, Op>(4, to, length, 1, a, b, c, d, 0, 0, 0);
    intoOne<T, A, Op>(to, length, e);
    if (n > 5) intoOne<T, A, Op>(to, length, f);
    if (n > 6) intoOne<T, A, Op>(to, length, g);
    if (scale != 1) foldRows<A, A, Op>(1, to, length, scale, to, 0, 0, 0, 0, 0, 0);
  }
}

@inline
function taken<T, A, Op>(n: i32, by: usize, acc: v128, a: usize, b: usize, c: usize): v128 {
  const op = changetype<Op>(0);
  const at = by >> (alignof<A>() - alignof<T>());
  let v = op.combineV<A>(acc, loadAs<T, A>(a + at));
  if (n > 1) v = op.combineV<A>(v, loadAs<T, A>(b + at));
  if (n > 2) v = op.combineV<A>(v, loadAs<T, A>(c + at));
  return v;
}

@inline
function intoOf<T, A, Op>(n: i32, to: usize, length: u32, a: usize, b: usize, c: usize): void {
  const op = changetype<Op>(0);
  const bytes = <usize>length << alignof<A>();
  if (hasVector<A>() && bytes >= 16) {
    const tail = bytes & 15;
    let last = i32x4.splat(0);
    if (tail) last = taken<T, A, Op>(n, bytes - 16, v128.load(to + bytes - 16), a, b, c);
    for (let by: usize = 0; by + 16 <= bytes; by += 16) {
      v128.store(to + by, taken<T, A, Op>(n, by, v128.load(to + by), a, b, c));
    }
    if (tail) v128.store(to + bytes - 16, last);
    return;
  }
  for (let by: usize = 0; by < bytes; by += sizeof<A>()) {
    const at = by >> (alignof<A>() - alignof<T>());
    let v = op.combine<A>(load<A>(to + by), <A>load<T>(a + at));
    if (n > 1) v = op.combine<A>(v, <A>load<T>(b + at));
    if (n > 2) v = op.combine<A>(v, <A>load<T>(c + at));
    store<A>(to + by, v);
  }
}

/** One row, or three, into what is at `to` already. */
@inline
function foldInto<T, A, Op>(n: u32, to: usize, length: u32, a: usize, b: usize, c: usize): void {
  if (sizeof<T>() == sizeof<A>()) {
    if (n == 1) foldRows<T, A, Op>(2, to, length, 1, to, a, 0, 0, 0, 0, 0);
    else foldRows<T, A, Op>(4, to, length, 1, to, a, b, c, 0, 0, 0);
  } else if (n == 1) intoOne<T, A, Op>(to, length, a);
  else intoThree<T, A, Op>(to, length, a, b, c);
}

function intoOne<T, A, Op>(to: usize, length: u32, a: usize): void {
  intoOf<T, A, Op>(1, to, length, a, a, a);
}

function intoThree<T, A, Op>(to: usize, length: u32, a: usize, b: usize, c: usize): void {
  intoOf<T, A, Op>(3, to, length, a, b, c);
}

/** `n` rows that are `pitch` bytes apart. */
export function foldColumns<T, A, Op>(n: u32, first: usize, pitch: usize, to: usize, length: u32): void {
  const b = first + pitch;
  const c = b + pitch;
  const d = c + pitch;
  const e = d + pitch;
  const f = e + pitch;
  foldRows<T, A, Op>(min<u32>(n, 7), to, length, 1, first, b, c, d, e, f, f + pitch);
  if (n > 7) extendColumns<T, A, Op>(n - 7, f + 2 * pitch, pitch, to, length);
}

/** The same into what is at `to` already. */
export function extendColumns<T, A, Op>(n: u32, first: usize, pitch: usize, to: usize, length: u32): void {
  for (; n >= 3; n -= 3) {
    const b = first + pitch;
    foldInto<T, A, Op>(3, to, length, first, b, b + pitch);
    first = b + 2 * pitch;
  }
  for (; n > 0; n--, first += pitch) foldInto<T, A, Op>(1, to, length, first, 0, 0);
}
