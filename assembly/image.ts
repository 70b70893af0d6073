/*
 * A module of its own for stridepool/image: means of windows of RGBA bytes whose colours are weighted by their alpha, averaged in linear
 * light, or both; and of bytes of other kinds in linear light. Means as they are need nothing of this: the engine has them.
 */

import { byteOf, light, lightOf } from "./image/light";
import { COLOURS, LIGHT, MOST_PRODUCTS, takesWindows, WEIGHED_LIGHT, windowMeans } from "./image/windows";

/**
 * Where the host writes its tables: inverses of sums of four alphas, a little too large, so that halves of quotients are passed; and sums of
 * the light of two bytes, by the smaller one and by how much larger the other is. src/image/engine.ts has the same.
 */
const INVERSES: usize = 8192;
const PAIRS: usize = 131072;

/** So many windows of two by two go through at once, by way of 16 bytes each, and of their sums of alpha. */
const PART: u32 = 256;
const PART_AT: usize = 2048;
const ALPHAS_AT: usize = 6144;
const CONSTANT_AT: usize = 7168;

/**
 * Of four taps, quotients by up to 1020 that are not halves are further than 2^-11 from one; those of float32 are
 * less than 2^-16 off. In between.
 */
const NUDGE: f32 = 0.000244140625;

/** What floats are added to so that their integer part stands in the lowest bits; float64s are rounded by that. */
const INTEGER: f32 = 8388608;
const INTEGER64: f64 = 4503599627370496;

/** Colours that are averaged in linear light, and weighted by alpha. */
const LINEAR: u32 = 1;
const WEIGHTED: u32 = 2;

/** Rows of windows: `rows` x `width` pixels each, `hop` bytes from one to the next along a row, `rowHop` down; and their means. */
export function mean(
  way: u32,
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
  const byTwo = rows == 2 && width == 2 && hop == 8 && count >= 4;
  if (!byTwo && takesWindows(hop, rows, width)) {
    // Where nothing is to be weighed, light alone is.
    const isLight = way == LINEAR || (way & LINEAR && areOpaque(from, pitch, rowHop, hop, rows, width, rowCount, count));
    const summed = isLight ? LIGHT : way & LINEAR ? WEIGHED_LIGHT : COLOURS;
    if (summed != WEIGHED_LIGHT || rows <= MOST_PRODUCTS) {
      windowMeans(summed, from, pitch, rowHop, hop, rows, width, to, outPitch, rowCount, count);
      return;
    }
  }
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    if (byTwo) {
      if (way & LINEAR) linearByTwo(way, from, pitch, to, count);
      else if (isOpaque(from, 2 * count) && isOpaque(from + pitch, 2 * count)) opaqueByTwo(from, pitch, to, count);
      else weightedByTwo(from, pitch, to, count);
    } else {
      for (let i: u32 = 0; i < count; i++) {
        add(way, from + <usize>i * hop, pitch, rows, width);
        settle(way, <u64>rows * width, to + (<usize>i << 2));
      }
    }
  }
}

/** The same windows' sums, four float64s each: of colours as they are averaged, and of alpha. */
export function sums(
  way: u32,
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
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    for (let i: u32 = 0; i < count; i++) {
      add(way, from + <usize>i * hop, pitch, rows, width);
      const at = to + (<usize>i << 5);
      store<f64>(at, <f64>red);
      store<f64>(at, <f64>green, 8);
      store<f64>(at, <f64>blue, 16);
      store<f64>(at, <f64>alpha, 24);
    }
  }
}

/** The same of pixels of so many bytes, none of which is alpha: means in linear light. */
export function lightMean(
  channels: u32,
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
  const taps = <u64>rows * width;
  const byTwo = rows == 2 && width == 2 && hop == <usize>channels << 1 && (channels == 3 || channels == 1) && hop * count >= 16;
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    if (byTwo) {
      bytesByTwo(channels, from, pitch, to, count);
      continue;
    }
    for (let i: u32 = 0; i < count; i++) {
      for (let c: u32 = 0; c < channels; c++) {
        const sum = lightOfWindow(channels, from + <usize>i * hop + c, pitch, rows, width);
        store<u8>(to + <usize>i * channels + c, byteOf(rounded(sum, taps)));
      }
    }
  }
}

/** Their sums, a float64 for each channel. */
export function lightSums(
  channels: u32,
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
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    for (let i: u32 = 0; i < count; i++) {
      for (let c: u32 = 0; c < channels; c++) {
        const sum = lightOfWindow(channels, from + <usize>i * hop + c, pitch, rows, width);
        store<f64>(to + ((<usize>i * channels + c) << 3), <f64>sum);
      }
    }
  }
}

/** The light of one channel of a window, summed up. */
function lightOfWindow(channels: u32, from: usize, pitch: usize, rows: u32, width: u32): u64 {
  let sum: u64 = 0;
  for (let y: u32 = 0; y < rows; y++, from += pitch) {
    const end = from + <usize>width * channels;
    for (let at = from; at < end; at += channels) sum += light(load<u8>(at));
  }
  return sum;
}

/** The sums of the window at hand. */
let red: u64 = 0;
let green: u64 = 0;
let blue: u64 = 0;
let alpha: u64 = 0;

/** Sums up a window. */
function add(way: u32, from: usize, pitch: usize, rows: u32, width: u32): void {
  red = 0;
  green = 0;
  blue = 0;
  alpha = 0;
  for (let y: u32 = 0; y < rows; y++, from += pitch) {
    if (way == WEIGHTED) addWeighted(from, width);
    else if (way == LINEAR) addLight(from, width);
    else addWeightedLight(from, width);
  }
}

/** Sums of a row in 32 bits. */
const MOST_PIXELS: u32 = 16384;

function addWeighted(at: usize, width: u32): void {
  while (width > 0) {
    const part = min(width, MOST_PIXELS);
    let sums = i32x4.splat(0);
    for (let x: u32 = 1; x < part; x += 2, at += 8) sums = i32x4.add(sums, pairOf(v128.load64_zero(at)));
    if (part & 1) {
      sums = i32x4.add(sums, pairOf(v128.load32_zero(at)));
      at += 4;
    }
    red += <u64>i32x4.extract_lane(sums, 0);
    green += <u64>i32x4.extract_lane(sums, 1);
    blue += <u64>i32x4.extract_lane(sums, 2);
    alpha += <u64>i32x4.extract_lane(sums, 3);
    width -= part;
  }
}

function addLight(at: usize, width: u32): void {
  let r: u64 = 0;
  let g: u64 = 0;
  let b: u64 = 0;
  let a: u64 = 0;
  for (let x: u32 = 0; x < width; x++, at += 4) {
    const pixel = <u64>load<u32>(at);
    r += lightOf(pixel, 0);
    g += lightOf(pixel, 1);
    b += lightOf(pixel, 2);
    a += pixel >> 24;
  }
  red += r;
  green += g;
  blue += b;
  alpha += a;
}

function addWeightedLight(at: usize, width: u32): void {
  let r: u64 = 0;
  let g: u64 = 0;
  let b: u64 = 0;
  let a: u64 = 0;
  for (let x: u32 = 0; x < width; x++, at += 4) {
    const pixel = <u64>load<u32>(at);
    const weight = pixel >> 24;
    r += weight * lightOf(pixel, 0);
    g += weight * lightOf(pixel, 1);
    b += weight * lightOf(pixel, 2);
    a += weight;
  }
  red += r;
  green += g;
  blue += b;
  alpha += a;
}

/** The mean of the window at hand. */
function settle(way: u32, taps: u64, to: usize): void {
  const divisor = way & WEIGHTED ? alpha : taps;
  const r = rounded(red, divisor);
  const g = rounded(green, divisor);
  const b = rounded(blue, divisor);
  store<u8>(to, way & LINEAR ? byteOf(r) : r);
  store<u8>(to, way & LINEAR ? byteOf(g) : g, 1);
  store<u8>(to, way & LINEAR ? byteOf(b) : b, 2);
  store<u8>(to, rounded(alpha, taps), 3);
}

/** Of the pixels whose bytes alternate here, the first two of four: channels times alpha, and alpha, summed up. */
@inline
function firstOf(pixels: v128): v128 {
  return weighed(i16x8.extend_low_i8x16_u(pixels));
}

@inline
function secondOf(pixels: v128): v128 {
  return weighed(i16x8.extend_high_i8x16_u(pixels));
}

/** The same of two pixels whose channels alternate in 16 bits. */
@inline
function weighed(channels: v128): v128 {
  const alphas = i32x4.shuffle(channels, channels, 3, 3, 3, 3);
  return i32x4.dot_i16x8_s(channels, i32x4.shuffle(alphas, i16x8.splat(1), 0, 1, 2, 7));
}

/** Bytes of one and the other in turn: of their first pixels, and of their last. */
@inline
function low(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

@inline
function high(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Quotients of a window's sums by that of alpha, and of that by the number of pixels, in the lowest bytes of 32 bits each. */
@inline
function quotients(sums: v128, four: v128): v128 {
  const s = f32x4.convert_i32x4_s(sums);
  // Of nothing by nothing, the lowest bits are zeros too.
  const nudged = f32x4.add(f32x4.div(s, i32x4.shuffle(i32x4.shuffle(s, s, 3, 3, 3, 3), four, 0, 1, 2, 7)), f32x4.splat(NUDGE));
  return v128.and(f32x4.add(nudged, f32x4.splat(INTEGER)), i32x4.splat(255));
}

function weightedByTwo(from: usize, pitch: usize, to: usize, count: u32): void {
  const last = to + (<usize>(count - 4) << 2);
  const lastFrom = from + (<usize>(count - 4) << 3);
  const four = f32x4.splat(4);
  for (;;) {
    const a = v128.load(from);
    const b = v128.load(from + pitch);
    const c = v128.load(from, 16);
    const d = v128.load(from + pitch, 16);
    const p = low(a, b);
    const q = high(a, b);
    const r = low(c, d);
    const s = high(c, d);
    v128.store(
      to,
      i8x16.narrow_i16x8_u(
        i16x8.narrow_i32x4_u(
          quotients(i32x4.add(firstOf(p), secondOf(p)), four),
          quotients(i32x4.add(firstOf(q), secondOf(q)), four),
        ),
        i16x8.narrow_i32x4_u(
          quotients(i32x4.add(firstOf(r), secondOf(r)), four),
          quotients(i32x4.add(firstOf(s), secondOf(s)), four),
        ),
      ),
    );
    if (to == last) return;
    // The last four may overlap the ones before them.
    from = min(from + 32, lastFrom);
    to = min(to + 16, last);
  }
}

/** The same where nothing is to be weighed. */
function opaqueByTwo(from: usize, pitch: usize, to: usize, count: u32): void {
  const last = to + (<usize>(count - 4) << 2);
  const lastFrom = from + (<usize>(count - 4) << 3);
  const two = i16x8.splat(2);
  for (;;) {
    const first = plain(v128.load(from), v128.load(from + pitch), two);
    const second = plain(v128.load(from, 16), v128.load(from + pitch, 16), two);
    v128.store(to, i8x16.narrow_i16x8_u(first, second));
    if (to == last) return;
    from = min(from + 32, lastFrom);
    to = min(to + 16, last);
  }
}

/** Whether so many pixels, a multiple of 8 but for those behind them, have full alpha. */
function isOpaque(from: usize, count: u32): bool {
  const end = from + (<usize>count << 2);
  const alphas = i32x4.splat(0xff000000);
  for (; from + 32 <= end; from += 32) {
    if (v128.any_true(v128.andnot(alphas, v128.and(v128.load(from), v128.load(from, 16))))) return false;
  }
  for (; from < end; from += 4) if (load<u8>(from, 3) != 255) return false;
  return true;
}

/** Whether all pixels of rows of windows have. */
function areOpaque(
  from: usize,
  pitch: usize,
  rowHop: usize,
  hop: usize,
  rows: u32,
  width: u32,
  rowCount: u32,
  count: u32,
): bool {
  const end = from + <usize>(rowCount - 1) * rowHop + <usize>rows * pitch;
  const span = <u32>((<usize>(count - 1) * hop) >> 2) + width;
  for (; from < end; from += pitch) if (!isOpaque(from, span)) return false;
  return true;
}

/** Means of two windows of four pixels each, as they are, in 16 bits. */
@inline
function plain(above: v128, below: v128, two: v128): v128 {
  const left = i16x8.add(i16x8.extend_low_i8x16_u(above), i16x8.extend_low_i8x16_u(below));
  const right = i16x8.add(i16x8.extend_high_i8x16_u(above), i16x8.extend_high_i8x16_u(below));
  const sums = i16x8.add(
    i64x2.shuffle(left, right, 0, 2),
    i64x2.shuffle(left, right, 1, 3),
  );
  return i16x8.shr_u(i16x8.add(sums, two), 2);
}

/** A quotient of integers, rounded half up; 0 of nothing. */
@inline
function rounded(sum: u64, divisor: u64): u32 {
  const above: u64 = 2 * sum + divisor;
  const below: u64 = 2 * divisor;
  return divisor == 0 ? 0 : <u32>(<f64>above / <f64>below);
}

/** Sums of two neighbouring pixels. */
@inline
function pairOf(v: v128): v128 {
  const channels = i16x8.extend_low_i8x16_u(v);
  return weighed(i16x8.shuffle(channels, channels, 0, 4, 1, 5, 2, 6, 3, 7));
}

/** The largest sum of four alphas. */
const MOST_ALPHA: i32 = 1020;

/** What the alphas of a part's pixels have in common. */
const CLEAR: u32 = 0;
const MIXED: u32 = 1;
const OPAQUE: u32 = 2;

/** Means in linear light, part by part, none of which has fewer than four windows. */
function linearByTwo(way: u32, from: usize, pitch: usize, to: usize, count: u32): void {
  while (count > 0) {
    let part = min(count, PART);
    if (count != part && count - part < 4) part -= 4;
    const common = pair(from, pitch, to, part);
    if (way == LINEAR || common == OPAQUE) settlePairs(to, part);
    else if (common == MIXED) {
      addProducts(from, pitch, part);
      settleProducts(to, part);
    }
    count -= part;
    from += <usize>part << 3;
    to += <usize>part << 2;
  }
}

/**
 * Each two pixels above each other, byte by byte: the smaller one and the difference, side by side, which is where the sum of their light
 * stands among the others. Most neighbours differ by little, so that few of those are read. Alpha's means are written where they belong,
 * with no colours, and its sums are kept.
 */
function pair(from: usize, pitch: usize, to: usize, count: u32): u32 {
  const last = PART_AT + (<usize>(count - 4) << 4);
  const none = i32x4.splat(0);
  let at = PART_AT;
  let least = i32x4.splat(MOST_ALPHA);
  let any = none;
  for (;;) {
    const a = v128.load(from);
    const b = v128.load(from + pitch);
    const c = v128.load(from, 16);
    const d = v128.load(from + pitch, 16);
    const left = i8x16.min_u(a, b);
    const right = i8x16.min_u(c, d);
    const leftMore = i8x16.sub(i8x16.max_u(a, b), left);
    const rightMore = i8x16.sub(i8x16.max_u(c, d), right);
    v128.store(at, low(left, leftMore));
    v128.store(at, high(left, leftMore), 16);
    v128.store(at, low(right, rightMore), 32);
    v128.store(at, high(right, rightMore), 48);
    const p = i32x4.add(i32x4.shr_u(a, 24), i32x4.shr_u(b, 24));
    const q = i32x4.add(i32x4.shr_u(c, 24), i32x4.shr_u(d, 24));
    const alphas = i32x4.add(i32x4.shuffle(p, q, 0, 2, 4, 6), i32x4.shuffle(p, q, 1, 3, 5, 7));
    least = i32x4.min_s(least, alphas);
    any = v128.or(any, alphas);
    // As places in the table of their inverses.
    v128.store(at >> 2, i32x4.shl(alphas, 3), ALPHAS_AT - PART_AT / 4);
    // The mean of a half and nothing is rounded up.
    v128.store(to, i32x4.shl(i16x8.avgr_u(i32x4.shr_u(alphas, 1), none), 24));
    if (at == last) break;
    at += 64;
    from += 32;
    to += 16;
    if (at > last) {
      // The last four overlap the ones before them.
      from -= (at - last) >> 1;
      to -= (at - last) >> 2;
      at = last;
    }
  }
  if (!v128.any_true(any)) return CLEAR;
  return i32x4.all_true(i32x4.eq(least, i32x4.splat(MOST_ALPHA))) ? OPAQUE : MIXED;
}

/** Colours of windows all of whose pixels count the same, by the sums of pairs: of four windows a turn. */
function settlePairs(to: usize, count: u32): void {
  const last = PART_AT + (<usize>(count - 4) << 4);
  let at = PART_AT;
  for (;;) {
    store<u8>(to, meanOfPairs(load<u16>(at), load<u16>(at, 8)));
    store<u8>(to, meanOfPairs(load<u16>(at, 2), load<u16>(at, 10)), 1);
    store<u8>(to, meanOfPairs(load<u16>(at, 4), load<u16>(at, 12)), 2);
    store<u8>(to, meanOfPairs(load<u16>(at, 16), load<u16>(at, 24)), 4);
    store<u8>(to, meanOfPairs(load<u16>(at, 18), load<u16>(at, 26)), 5);
    store<u8>(to, meanOfPairs(load<u16>(at, 20), load<u16>(at, 28)), 6);
    store<u8>(to, meanOfPairs(load<u16>(at, 32), load<u16>(at, 40)), 8);
    store<u8>(to, meanOfPairs(load<u16>(at, 34), load<u16>(at, 42)), 9);
    store<u8>(to, meanOfPairs(load<u16>(at, 36), load<u16>(at, 44)), 10);
    store<u8>(to, meanOfPairs(load<u16>(at, 48), load<u16>(at, 56)), 12);
    store<u8>(to, meanOfPairs(load<u16>(at, 50), load<u16>(at, 58)), 13);
    store<u8>(to, meanOfPairs(load<u16>(at, 52), load<u16>(at, 60)), 14);
    if (at == last) return;
    at += 64;
    to += 16;
    if (at > last) {
      to -= (at - last) >> 2;
      at = last;
    }
  }
}

@inline
function meanOfPairs(a: usize, b: usize): u32 {
  return byteOf((lightOfPair(a) + lightOfPair(b) + 2) >> 2);
}

/** Bytes of each part of a row of pixels that have no alpha: whole windows of one channel and of three, of two such pixels each. */
const PART_BYTES: usize = 2040;

/** Means in linear light of pixels of one byte or three, part by part, none of which has fewer than sixteen bytes of a row. */
function bytesByTwo(channels: u32, from: usize, pitch: usize, to: usize, count: u32): void {
  const most = <u32>PART_BYTES / (channels << 1);
  while (count > 0) {
    let part = min(count, most);
    if (count != part && count - part < 8) part -= 8;
    const bytes = <usize>part * (channels << 1);
    pairBytes(from, pitch, bytes);
    const end = PART_AT + (bytes << 1);
    if (channels == 3) {
      for (let at = PART_AT; at < end; at += 12, to += 3) {
        store<u8>(to, meanOfPairs(load<u16>(at), load<u16>(at, 6)));
        store<u8>(to, meanOfPairs(load<u16>(at, 2), load<u16>(at, 8)), 1);
        store<u8>(to, meanOfPairs(load<u16>(at, 4), load<u16>(at, 10)), 2);
      }
    } else {
      for (let at = PART_AT; at < end; at += 4, to++) store<u8>(to, meanOfPairs(load<u16>(at), load<u16>(at, 2)));
    }
    count -= part;
    from += bytes;
  }
}

/** As `pair`, of bytes of any kind. */
function pairBytes(from: usize, pitch: usize, bytes: usize): void {
  const last = PART_AT + ((bytes - 16) << 1);
  let at = PART_AT;
  for (;;) {
    const a = v128.load(from);
    const b = v128.load(from + pitch);
    const less = i8x16.min_u(a, b);
    const more = i8x16.sub(i8x16.max_u(a, b), less);
    v128.store(at, low(less, more));
    v128.store(at, high(less, more), 16);
    if (at == last) return;
    at += 32;
    from += 16;
    if (at > last) {
      from -= (at - last) >> 1;
      at = last;
    }
  }
}

@inline
function lightOfPair(pair: usize): u32 {
  return load<u32>(pair << 2, PAIRS);
}

/** Sums of light times alpha, in the place of the pairs. Each is stored before the next, or V8 would hold them all in too few registers. */
function addProducts(from: usize, pitch: usize, count: u32): void {
  const end = PART_AT + (<usize>count << 4);
  for (let at = PART_AT, below = from + pitch; at < end; at += 16, from += 8, below += 8) {
    const a = <u32>load<u8>(from, 3);
    const b = <u32>load<u8>(from, 7);
    const c = <u32>load<u8>(below, 3);
    const d = <u32>load<u8>(below, 7);
    store<u32>(at, a * light(load<u8>(from)) + b * light(load<u8>(from, 4)) + c * light(load<u8>(below)) + d * light(load<u8>(below, 4)));
    store<u32>(at, a * light(load<u8>(from, 1)) + b * light(load<u8>(from, 5)) + c * light(load<u8>(below, 1)) + d * light(load<u8>(below, 5)), 4);
    store<u32>(at, a * light(load<u8>(from, 2)) + b * light(load<u8>(from, 6)) + c * light(load<u8>(below, 2)) + d * light(load<u8>(below, 6)), 8);
  }
}

/** Colours of those sums. Products with inverses are off by far less than quotients are from halves. */
function settleProducts(to: usize, count: u32): void {
  const end = PART_AT + (<usize>count << 4);
  // From memory, or V8 would make it anew each turn.
  store<f64>(CONSTANT_AT, INTEGER64);
  const integer = v128.load64_splat(CONSTANT_AT);
  for (let at = PART_AT, alpha = ALPHAS_AT; at < end; at += 16, alpha += 4, to += 4) {
    const inverse = v128.load64_splat(load<u32>(alpha), INVERSES);
    const sums = v128.load(at);
    const first = f64x2.mul(f64x2.convert_low_i32x4_s(sums), inverse);
    const second = f64x2.mul(f64x2.convert_low_i32x4_s(i64x2.shuffle(sums, sums, 1, 1)), inverse);
    v128.store(at, i32x4.shuffle(f64x2.add(first, integer), f64x2.add(second, integer), 0, 2, 4, 6));
    store<u8>(to, byteOf(load<u32>(at)));
    store<u8>(to, byteOf(load<u32>(at, 4)), 1);
    store<u8>(to, byteOf(load<u32>(at, 8)), 2);
  }
}
