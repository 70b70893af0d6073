import { Plan } from "../plan";

/**
 * The mean of 8-bit taps as 8-bit integers, rounded half up, where neighbouring results have neighbouring taps: `lanes` of them, 16 at
 * least, for a count that is a power of two up to 256. As many rows of outputs as there are `turns`.
 */
export function laneMean(
  plan: Plan,
  from: usize,
  to: usize,
  count: u32,
  lanes: usize,
  turns: u32,
  hop: usize,
  outHop: usize,
  signed: bool,
): void {
  const taps = plan.scratch;
  let tapsEnd = taps;
  for (let row: u32 = 0; row < plan.rowCount; row++) {
    const offset = load<i32>(plan.rows + (row << 2));
    for (let w: u32 = 0; w < plan.width; w++, tapsEnd += 4) store<i32>(tapsEnd, offset + w * plan.widthPitch);
  }
  const divisor = plan.divisor;
  const ofFour = !signed && tapsEnd - taps == 16 && divisor == 4;
  const part = i16x8.splat(<i16>(256 / divisor));
  // Signed taps become 128 more, so that their mean does, and as if there were as many of them as the divisor says.
  const sign = i8x16.splat(signed ? -128 : 0);
  const none = i16x8.splat(signed ? <i16>((divisor - <u32>((tapsEnd - taps) >> 2)) << 7) : 0);
  do {
    let at = from;
    let target = to;
    for (let i: u32 = 0; i < count; i++, at += plan.hop, target += lanes) {
      if (ofFour) meansOfFour(at, taps, target, lanes);
      else means(at, taps, tapsEnd, target, lanes, part, sign, none);
    }
    from += hop;
    to += outHop;
  } while (--turns);
}

/** Of the runs of taps at the offsets in a table: two vectors at a time, the last of which may overlap those before. */
function means(from: usize, taps: usize, tapsEnd: usize, to: usize, lanes: usize, part: v128, sign: v128, none: v128): void {
  const apart = min<usize>(16, lanes - 16);
  const last = to + lanes - 16 - apart;
  const low = i16x8.splat(0xff);
  const half = i16x8.splat(128);
  for (;;) {
    let a = none;
    let b = none;
    let c = none;
    let d = none;
    for (let tap = taps; tap < tapsEnd; tap += 4) {
      const at = from + load<i32>(tap);
      const v = v128.xor(v128.load(at), sign);
      const w = v128.xor(v128.load(at + apart), sign);
      a = i16x8.add(a, v128.and(v, low));
      b = i16x8.add(b, i16x8.shr_u(v, 8));
      c = i16x8.add(c, v128.and(w, low));
      d = i16x8.add(d, i16x8.shr_u(w, 8));
    }
    v128.store(to, v128.xor(quotients(a, b, part, half), sign));
    v128.store(to + apart, v128.xor(quotients(c, d, part, half), sign));
    if (to == last) return;
    const next = min<usize>(to + 32, last);
    from += next - to;
    to = next;
  }
}

/** Sums of up to 256 bytes times 256 / count, and half of 256, fit the lanes; their upper bytes are the quotients. */
@inline
function quotients(even: v128, odd: v128, part: v128, half: v128): v128 {
  even = i16x8.shr_u(i16x8.add(i16x8.mul(even, part), half), 8);
  return v128.or(even, v128.andnot(i16x8.add(i16x8.mul(odd, part), half), i16x8.splat(0xff)));
}

/** Of four runs of unsigned taps. */
function meansOfFour(p: usize, taps: usize, to: usize, lanes: usize): void {
  let q = p + load<i32>(taps, 4);
  let r = p + load<i32>(taps, 8);
  let s = p + load<i32>(taps, 12);
  const end = to + lanes;
  while (to + 32 <= end) {
    v128.store(to, meanOfFour(v128.load(p), v128.load(q), v128.load(r), v128.load(s)));
    v128.store(to, meanOfFour(v128.load(p, 16), v128.load(q, 16), v128.load(r, 16), v128.load(s, 16)), 16);
    p += 32;
    q += 32;
    r += 32;
    s += 32;
    to += 32;
  }
  while (to < end) {
    // The last vector may overlap the one before it: a second store of the same values.
    const back = max<isize>(0, to + 16 - end);
    v128.store(to - back, meanOfFour(v128.load(p - back), v128.load(q - back), v128.load(r - back), v128.load(s - back)));
    p += 16;
    q += 16;
    r += 16;
    s += 16;
    to += 16;
  }
}

/**
 * The mean of two means, each rounded up, is one too large just where it is rounded and one of the two was: where the lowest bits
 * of the two differ, and those of the taps of a pair.
 */
@inline
function meanOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i8x16.avgr_u(a, b);
  const cd = i8x16.avgr_u(c, d);
  const rounded = v128.and(v128.or(v128.xor(a, b), v128.xor(c, d)), v128.xor(ab, cd));
  return i8x16.sub(i8x16.avgr_u(ab, cd), v128.and(rounded, i8x16.splat(1)));
}
