/*
 * A module of its own for stridepool/image: means of windows of RGBA bytes whose colours are weighted by their alpha, averaged in linear
 * light, or both. Means as they are need nothing of this: the engine has them.
 */

/** Where the host writes the two tables: bytes to linear light of 16 bits, and those back to bytes. src/image/engine.ts has the same. */
const TO_LINEAR: usize = 1024;
const TO_BYTE: usize = 65536;

/**
 * Of four taps, quotients by up to 1020 that are not halves are further than 2^-11 from one; those of float32 are
 * less than 2^-16 off. In between.
 */
const NUDGE: f32 = 0.000244140625;

/** What float32s are added to so that their integer part stands in the lowest bits. */
const INTEGER: f32 = 8388608;

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
  const byTwo = rows == 2 && width == 2 && hop == 8;
  for (let r: u32 = 0; r < rowCount; r++, from += rowHop, to += outPitch) {
    if (byTwo && way == LINEAR) linearByTwo(from, pitch, to, count);
    else if (byTwo && way == LINEAR + WEIGHTED) weightedLinearByTwo(from, pitch, to, count);
    else if (byTwo && way == WEIGHTED && count >= 4) {
      if (isOpaque(from, 2 * count) && isOpaque(from + pitch, 2 * count)) opaqueByTwo(from, pitch, to, count);
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

/** Of a pixel's byte, whose number is a constant, in linear light. */
@inline
function lightOf(pixels: u64, byte: u32): u32 {
  const offset = byte == 0 ? (pixels << 1) & 0x1fe : (pixels >> (8 * byte - 1)) & 0x1fe;
  return load<u16>(<usize>offset, TO_LINEAR);
}

@inline
function byteOf(light: u32): u32 {
  return load<u8>(light, TO_BYTE);
}

/** The opaque mean of four pixels, two and two, in three bytes. */
@inline
function lightOfFour(above: u64, below: u64): u32 {
  const red = lightOf(above, 0) + lightOf(above, 4) + lightOf(below, 0) + lightOf(below, 4);
  const green = lightOf(above, 1) + lightOf(above, 5) + lightOf(below, 1) + lightOf(below, 5);
  const blue = lightOf(above, 2) + lightOf(above, 6) + lightOf(below, 2) + lightOf(below, 6);
  return byteOf((red + 2) >> 2) | (byteOf((green + 2) >> 2) << 8) | (byteOf((blue + 2) >> 2) << 16);
}

@inline
function alphaOfFour(above: u64, below: u64): u32 {
  return <u32>(((above >> 24) & 255) + (above >> 56) + ((below >> 24) & 255) + (below >> 56));
}

function linearByTwo(from: usize, pitch: usize, to: usize, count: u32): void {
  for (; count > 0; count--, from += 8, to += 4) {
    const above = load<u64>(from);
    const below = load<u64>(from + pitch);
    store<u32>(to, lightOfFour(above, below) | (((alphaOfFour(above, below) + 2) >> 2) << 24));
  }
}

function weightedLinearByTwo(from: usize, pitch: usize, to: usize, count: u32): void {
  const opaque: u64 = 0xff000000ff000000;
  for (; count > 0; count--, from += 8, to += 4) {
    const above = load<u64>(from);
    const below = load<u64>(from + pitch);
    if ((above & below & opaque) == opaque) {
      store<u32>(to, lightOfFour(above, below) | 0xff000000);
      continue;
    }
    const alpha = alphaOfFour(above, below);
    if (alpha == 0) {
      store<u32>(to, 0);
      continue;
    }
    const a = <u32>((above >> 24) & 255);
    const b = <u32>(above >> 56);
    const c = <u32>((below >> 24) & 255);
    const d = <u32>(below >> 56);
    const red = a * lightOf(above, 0) + b * lightOf(above, 4) + c * lightOf(below, 0) + d * lightOf(below, 4);
    const green = a * lightOf(above, 1) + b * lightOf(above, 5) + c * lightOf(below, 1) + d * lightOf(below, 5);
    const blue = a * lightOf(above, 2) + b * lightOf(above, 6) + c * lightOf(below, 2) + d * lightOf(below, 6);
    // Sums of 26 bits by an inverse of 53: off by far less than quotients are from halves.
    const inverse: f64 = 1 / <f64>alpha;
    const half: f64 = 0.5 + 0.00006103515625;
    const light =
      byteOf(<u32>(<f64>red * inverse + half)) |
      (byteOf(<u32>(<f64>green * inverse + half)) << 8) |
      (byteOf(<u32>(<f64>blue * inverse + half)) << 16);
    store<u32>(to, light | (((alpha + 2) >> 2) << 24));
  }
}
