import { Plan } from "../plan";
import { fours, hasFour } from "./fours";

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
  const ofFour = !signed && divisor == 4 && hasFour(plan, plan.width, false);
  const part = i16x8.splat(<i16>(256 / divisor));
  // Signed taps become 128 more, so that their mean does, and as if there were as many of them as the divisor says.
  const sign = i8x16.splat(signed ? -128 : 0);
  const none = i16x8.splat(signed ? <i16>((divisor - <u32>((tapsEnd - taps) >> 2)) << 7) : 0);
  do {
    if (ofFour) fours<MeanOfFour>(plan, from, to, lanes, count, plan.hop, 1);
    else means(from, taps, tapsEnd, to, lanes, count, plan.hop, part, sign, none);
    from += hop;
    to += outHop;
  } while (--turns);
}

/** Of the runs of taps at the offsets in a table: two vectors at a time, the last of which may overlap those before. */
function means(
  from: usize,
  taps: usize,
  tapsEnd: usize,
  to: usize,
  lanes: usize,
  count: u32,
  hop: usize,
  part: v128,
  sign: v128,
  none: v128,
): void {
  const apart = min<usize>(16, lanes - 16);
  const low = i16x8.splat(0xff);
  const half = i16x8.splat(128);
  do {
    let at = from;
    const last = to + lanes - 16 - apart;
    for (;;) {
      let a = none;
      let b = none;
      let c = none;
      let d = none;
      let tap = taps;
      do {
        const next = at + load<i32>(tap);
        const v = v128.xor(v128.load(next), sign);
        const w = v128.xor(v128.load(next + apart), sign);
        a = i16x8.add(a, v128.and(v, low));
        b = i16x8.add(b, i16x8.shr_u(v, 8));
        c = i16x8.add(c, v128.and(w, low));
        d = i16x8.add(d, i16x8.shr_u(w, 8));
        tap += 4;
      } while (tap < tapsEnd);
      v128.store(to, v128.xor(quotients(a, b, part, half), sign));
      v128.store(to + apart, v128.xor(quotients(c, d, part, half), sign));
      if (to == last) break;
      at += 32;
      to += 32;
      if (to > last) {
        at -= to - last;
        to = last;
      }
    }
    to += apart + 16;
    from += hop;
  } while (--count);
}

/** Sums of up to 256 bytes times 256 / count, and half of 256, fit the lanes; their upper bytes are the quotients. */
@inline
function quotients(even: v128, odd: v128, part: v128, half: v128): v128 {
  even = i16x8.shr_u(i16x8.add(i16x8.mul(even, part), half), 8);
  return v128.or(even, v128.andnot(i16x8.add(i16x8.mul(odd, part), half), i16x8.splat(0xff)));
}

/**
 * The mean of two means, each rounded up, is one too large just where it is rounded and one of the two was: where the lowest bits
 * of the two differ, and those of the taps of a pair.
 */
@final
@unmanaged
class MeanOfFour {
  @inline
  takesFewer(): bool {
    return true;
  }
  @inline
  four(a: v128, b: v128, c: v128, d: v128, scale: f32): v128 {
    const ab = i8x16.avgr_u(a, b);
    const cd = i8x16.avgr_u(c, d);
    const rounded = v128.and(v128.or(v128.xor(a, b), v128.xor(c, d)), v128.xor(ab, cd));
    return i8x16.sub(i8x16.avgr_u(ab, cd), v128.and(rounded, i8x16.splat(1)));
  }
}
