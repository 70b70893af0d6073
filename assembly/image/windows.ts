import { byteOf, lightOf } from "./light";

/*
 * Means of windows of any size, of colours weighted by alpha, of their light, or of both: pixels are added up down the columns of a row of
 * windows, and then along. Windows that overlap take in what is new to them, and give back what they have left behind.
 */

/** What is summed up: colours times alpha, light, or light times alpha. */
export const COLOURS: u32 = 0;
export const LIGHT: u32 = 1;
export const WEIGHED_LIGHT: u32 = 2;

/** Where columns' sums stand, of 32 bits for each channel, and how many there may be; src/image/engine.ts leaves the place free. */
const COLUMNS_AT: usize = 393216;
const MOST_COLUMNS: u32 = 4092;

/** Sums of so many products of bytes, or of light, fit 32 bits; and of so many products of light and alpha, as a column has to. */
const MOST_TAPS: u64 = 65536;
export const MOST_PRODUCTS: u32 = 257;

/**
 * Quotients of sums of so few taps that are not halves are farther from one, by 1 in 510 for each tap, than float32s are off; nudged by half
 * of that, halves are passed and nothing else is.
 */
const FEW_TAPS: u64 = 36;

/** Of so many taps, twice their sums fit 31 bits. */
const SOME_TAPS: u64 = 16384;

/** What floats are added to so that their integer part stands in the lowest bits; float64s are rounded by that. */
const INTEGER: f32 = 8388608;
const INTEGER64: f64 = 4503599627370496;

/** Inverses are a little too large, so that halves of quotients are passed: quotients that are not halves are much farther from one. */
const NUDGE: f64 = 1.0000000000009095;

/** Whether windows are pooled here: what stands between those that are far apart would be weighed for nothing. */
export function takesWindows(hop: usize, rows: u32, width: u32): bool {
  return hop <= <usize>width << 3 && width <= MOST_COLUMNS && <u64>rows * width <= MOST_TAPS;
}

/** As `mean` of image.ts. */
export function windowMeans(
  summed: u32,
  from: usize,
  pitch: usize,
  rowHop: usize,
  hop: usize,
  rows: u32,
  width: u32,
  to: usize,
  outPitch: usize,
  rowCount: u32,
  count: u32,
): void {
  const step = <u32>(hop >> 2);
  const most = (MOST_COLUMNS - width) / step + 1;
  while (count > 0) {
    const part = min(count, most);
    tile(summed, from, pitch, rowHop, step, rows, width, to, outPitch, rowCount, part);
    from += <usize>part * hop;
    to += <usize>part << 2;
    count -= part;
  }
}

function tile(
  summed: u32,
  from: usize,
  pitch: usize,
  rowHop: usize,
  step: u32,
  rows: u32,
  width: u32,
  to: usize,
  outPitch: usize,
  rowCount: u32,
  count: u32,
): void {
  const end = COLUMNS_AT + (<usize>((count - 1) * step + width) << 4);
  const taps = <u64>rows * width;
  const slides = rowHop << 1 < <usize>rows * pitch;
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    const anew = r == 0 || !slides;
    const gone = from - rowHop;
    if (summed == LIGHT) {
      if (anew) addLight<u8>(from, pitch, rows, end);
      else for (let old = gone; old < from; old += pitch) exchangeLight<u8>(old, old + <usize>rows * pitch, end);
      along<u16>(step, width, <u32>taps, to, count);
      continue;
    }
    if (summed == WEIGHED_LIGHT) {
      if (anew) addLight<u32>(from, pitch, rows, end);
      else for (let old = gone; old < from; old += pitch) exchangeLight<u32>(old, old + <usize>rows * pitch, end);
      if (taps <= MOST_PRODUCTS) along<u32>(step, width, <u32>taps, to, count);
      else alongProducts(step, width, <u32>taps, to, count);
      continue;
    }
    if (anew) addRows(from, pitch, rows, end);
    else for (let old = gone; old < from; old += pitch) exchange(old, old + <usize>rows * pitch, end);
    if (taps <= FEW_TAPS) along<f32>(step, width, <u32>taps, to, count);
    else if (taps <= SOME_TAPS) along<i32>(step, width, <u32>taps, to, count);
    else along<f64>(step, width, <u32>taps, to, count);
  }
}

/** Two pixels' channels times alpha, and alpha. */
@inline
function weigh(channels: v128): v128 {
  const products = i16x8.mul(channels, i16x8.shuffle(channels, channels, 3, 3, 3, 3, 7, 7, 7, 7));
  return i16x8.shuffle(products, channels, 0, 1, 2, 11, 4, 5, 6, 15);
}

/** Sums of the columns of rows of pixels; the last four may run over what is asked for. */
function addRows(from: usize, pitch: usize, rows: u32, end: usize): void {
  for (let to = COLUMNS_AT; to < end; to += 64, from += 16) {
    let a = i32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let y: u32 = 0, at = from; y < rows; y++, at += pitch) {
      const pixels = v128.load(at);
      const first = weigh(i16x8.extend_low_i8x16_u(pixels));
      const second = weigh(i16x8.extend_high_i8x16_u(pixels));
      a = i32x4.add(a, i32x4.extend_low_i16x8_u(first));
      b = i32x4.add(b, i32x4.extend_high_i16x8_u(first));
      c = i32x4.add(c, i32x4.extend_low_i16x8_u(second));
      d = i32x4.add(d, i32x4.extend_high_i16x8_u(second));
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** A row leaves the columns, and another one joins them. */
function exchange(old: usize, young: usize, end: usize): void {
  for (let to = COLUMNS_AT; to < end; to += 64, old += 16, young += 16) {
    const left = v128.load(old);
    const right = v128.load(young);
    change(to, weigh(i16x8.extend_low_i8x16_u(left)), weigh(i16x8.extend_low_i8x16_u(right)));
    change(to + 32, weigh(i16x8.extend_high_i8x16_u(left)), weigh(i16x8.extend_high_i8x16_u(right)));
  }
}

@inline
function change(to: usize, old: v128, young: v128): void {
  const first = i32x4.sub(i32x4.extend_low_i16x8_u(young), i32x4.extend_low_i16x8_u(old));
  const second = i32x4.sub(i32x4.extend_high_i16x8_u(young), i32x4.extend_high_i16x8_u(old));
  v128.store(to, i32x4.add(v128.load(to), first));
  v128.store(to, i32x4.add(v128.load(to, 16), second), 16);
}

/** The light of a pixel's byte, whose number is a constant; times alpha where that is to be weighed, of 32 bits. */
@inline
function partOf<T>(pixel: u64, byte: u32): u32 {
  return sizeof<T>() == 4 ? lightOf(pixel, byte) * <u32>(pixel >> 24) : lightOf(pixel, byte);
}

/** Sums of the columns of light. */
function addLight<T>(from: usize, pitch: usize, rows: u32, end: usize): void {
  for (let to = COLUMNS_AT; to < end; to += 16, from += 4) {
    let red: u32 = 0;
    let green: u32 = 0;
    let blue: u32 = 0;
    let alpha: u32 = 0;
    for (let y: u32 = 0, at = from; y < rows; y++, at += pitch) {
      const pixel = <u64>load<u32>(at);
      red += partOf<T>(pixel, 0);
      green += partOf<T>(pixel, 1);
      blue += partOf<T>(pixel, 2);
      alpha += <u32>(pixel >> 24);
    }
    store<u32>(to, red);
    store<u32>(to, green, 4);
    store<u32>(to, blue, 8);
    store<u32>(to, alpha, 12);
  }
}

function exchangeLight<T>(old: usize, young: usize, end: usize): void {
  for (let to = COLUMNS_AT; to < end; to += 16, old += 4, young += 4) {
    const left = <u64>load<u32>(old);
    const right = <u64>load<u32>(young);
    store<u32>(to, load<u32>(to) + partOf<T>(right, 0) - partOf<T>(left, 0));
    store<u32>(to, load<u32>(to, 4) + partOf<T>(right, 1) - partOf<T>(left, 1), 4);
    store<u32>(to, load<u32>(to, 8) + partOf<T>(right, 2) - partOf<T>(left, 2), 8);
    store<u32>(to, load<u32>(to, 12) + <u32>(right >> 24) - <u32>(left >> 24), 12);
  }
}

/** Sums of windows along a row of columns, and their means: by floats alone where those are fine enough, else by integers too. */
function along<T>(step: u32, width: u32, taps: u32, to: usize, count: u32): void {
  const hop = <usize>step << 4;
  const wide = <usize>width << 4;
  const slides = step << 1 < width;
  const end = to + (<usize>count << 2);
  let sums = i32x4.splat(0);
  for (let at = COLUMNS_AT; to < end; at += hop, to += 4) {
    if (at == COLUMNS_AT || !slides) {
      sums = i32x4.splat(0);
      for (let one = at; one < at + wide; one += 16) sums = i32x4.add(sums, v128.load(one));
    } else {
      for (let one = at - hop; one < at; one += 16) sums = i32x4.sub(i32x4.add(sums, v128.load(one + wide)), v128.load(one));
    }
    if (sizeof<T>() == 2) settleLight(sums, NUDGE / <f64>taps, to);
    else if (isInteger<T>() && !isSigned<T>()) {
      const last = i64x2.shuffle(sums, sums, 1, 1);
      settleProducts(f64x2.convert_low_i32x4_u(sums), f64x2.convert_low_i32x4_u(last), <f64>taps, to);
    } else if (isInteger<T>()) settleSome(sums, taps, to);
    else if (sizeof<T>() == 4) settleFew(sums, <f32>taps, to);
    else settleMany(sums, taps, to);
  }
}

/** The same of light times alpha, of more than 32 bits. */
function alongProducts(step: u32, width: u32, taps: u32, to: usize, count: u32): void {
  const hop = <usize>step << 4;
  const wide = <usize>width << 4;
  const slides = step << 1 < width;
  const end = to + (<usize>count << 2);
  let first = f64x2.splat(0);
  let last = first;
  for (let at = COLUMNS_AT; to < end; at += hop, to += 4) {
    const anew = at == COLUMNS_AT || !slides;
    if (anew) {
      first = f64x2.splat(0);
      last = first;
    }
    for (let one = anew ? at : at + wide - hop, until = at + wide; one < until; one += 16) {
      first = f64x2.add(first, firstColours(one));
      last = f64x2.add(last, lastColours(one));
    }
    if (!anew) {
      for (let one = at - hop; one < at; one += 16) {
        first = f64x2.sub(first, firstColours(one));
        last = f64x2.sub(last, lastColours(one));
      }
    }
    settleProducts(first, last, <f64>taps, to);
  }
}

/** Of a column, red and green; blue and alpha. */
@inline
function firstColours(column: usize): v128 {
  return f64x2.convert_low_i32x4_u(v128.load64_zero(column));
}

@inline
function lastColours(column: usize): v128 {
  return f64x2.convert_low_i32x4_u(v128.load64_zero(column, 8));
}

/** The mean of a window's light. */
@inline
function settleLight(sums: v128, inverse: f64, to: usize): void {
  const integer = f64x2.splat(INTEGER64);
  const first = f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_u(sums), f64x2.splat(inverse)), integer);
  const last = f64x2.convert_low_i32x4_u(i64x2.shuffle(sums, sums, 1, 1));
  const second = f64x2.add(f64x2.mul(last, f64x2.splat(inverse)), integer);
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(first, 0)));
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(first, 2)), 1);
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(second, 0)), 2);
  store<u8>(to, i32x4.extract_lane(second, 2), 3);
}

/** The mean of a window's light times alpha: of nothing by nothing, the lowest bits are zeros. */
@inline
function settleProducts(colours: v128, last: v128, taps: f64, to: usize): void {
  const inverse = f64x2.splat(NUDGE / f64x2.extract_lane(last, 1));
  const integer = f64x2.splat(INTEGER64);
  const first = f64x2.add(f64x2.mul(colours, inverse), integer);
  const second = f64x2.add(f64x2.mul(last, f64x2.replace_lane(inverse, 1, NUDGE / taps)), integer);
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(first, 0)));
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(first, 2)), 1);
  store<u8>(to, byteOf(<u32>i32x4.extract_lane(second, 0)), 2);
  store<u8>(to, i32x4.extract_lane(second, 2), 3);
}

/** The mean of a window: of nothing by nothing, the lowest bits are zeros too. */
@inline
function settleFew(sums: v128, taps: f32, to: usize): void {
  const s = f32x4.convert_i32x4_s(sums);
  const quotients = f32x4.div(s, i32x4.shuffle(i32x4.shuffle(s, s, 3, 3, 3, 3), f32x4.splat(taps), 0, 1, 2, 7));
  const nudged = f32x4.add(quotients, f32x4.splat(<f32>(1.0 / 1020) / taps));
  const bytes = f32x4.add(nudged, f32x4.splat(INTEGER));
  v128.store32_lane(to, i8x16.shuffle(bytes, bytes, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12), 0);
}

/** Quotients that are off by one at most are mended by what they leave over. */
@inline
function settleSome(sums: v128, taps: u32, to: usize): void {
  const divisors = i32x4.shuffle(i32x4.shuffle(sums, sums, 3, 3, 3, 3), i32x4.splat(taps), 0, 1, 2, 7);
  const quotients = f32x4.div(f32x4.convert_i32x4_s(sums), f32x4.convert_i32x4_s(divisors));
  const near = v128.and(f32x4.add(quotients, f32x4.splat(INTEGER)), i32x4.splat(0xffff));
  const twice = i32x4.add(divisors, divisors);
  const rest = i32x4.sub(i32x4.add(i32x4.add(sums, sums), divisors), i32x4.mul(twice, near));
  const more = i32x4.ge_s(rest, i32x4.max_s(twice, i32x4.splat(1)));
  const bytes = i32x4.sub(i32x4.add(near, i32x4.lt_s(rest, i32x4.splat(0))), more);
  v128.store32_lane(to, i8x16.shuffle(bytes, bytes, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12), 0);
}

@inline
function settleMany(sums: v128, taps: u32, to: usize): void {
  const alpha = <u32>i32x4.extract_lane(sums, 3);
  const inverse = f64x2.splat(NUDGE / <f64>alpha);
  const integer = f64x2.splat(INTEGER64);
  const first = f64x2.mul(f64x2.convert_low_i32x4_u(sums), inverse);
  const last = f64x2.convert_low_i32x4_u(i64x2.shuffle(sums, sums, 1, 1));
  const second = f64x2.mul(last, f64x2.replace_lane(inverse, 1, NUDGE / <f64>taps));
  const one = f64x2.add(first, integer);
  const other = f64x2.add(second, integer);
  v128.store32_lane(to, i8x16.shuffle(one, other, 0, 8, 16, 24, 0, 8, 16, 24, 0, 8, 16, 24, 0, 8, 16, 24), 0);
}
