import { Max } from "../op/max";
import { Min } from "../op/min";
import { PlainMax, PlainMin } from "../op/plain";
import { Prod } from "../op/prod";
import { Sum } from "../op/sum";
import { onward, suffixes } from "./chunks";
import { deliver, foldPresent } from "./deliver";
import { fuses } from "./fused";
import { SlidePlan } from "./plan";
import { fillNeutral, fusedPlane, fusedSize } from "./planes";
import { advance } from "./running";
import { extendColumns, foldColumns, foldRows } from "./streams";

/*
 * The folds of windows that overlap by number: taps of T, folded down the columns in V, along the row in A. One nest of loops
 * serves all of them; what is done here is done for a row at least, which hides the way.
 */

export const SLIDE_MAX_I8: u32 = 0;
export const SLIDE_MAX_U8: u32 = 1;
export const SLIDE_MAX_I16: u32 = 2;
export const SLIDE_MAX_U16: u32 = 3;
export const SLIDE_MAX_I32: u32 = 4;
export const SLIDE_MAX_U32: u32 = 5;
export const SLIDE_MAX_F32: u32 = 6;
export const SLIDE_MAX_F64: u32 = 7;
export const SLIDE_MIN_I8: u32 = 8;
export const SLIDE_MIN_U8: u32 = 9;
export const SLIDE_MIN_I16: u32 = 10;
export const SLIDE_MIN_U16: u32 = 11;
export const SLIDE_MIN_I32: u32 = 12;
export const SLIDE_MIN_U32: u32 = 13;
export const SLIDE_MIN_F32: u32 = 14;
export const SLIDE_MIN_F64: u32 = 15;
export const SLIDE_SUM_F32: u32 = 16;
export const SLIDE_SUM_F64: u32 = 17;
export const SLIDE_FEW_I8: u32 = 18;
export const SLIDE_FEW_U8: u32 = 19;
export const SLIDE_WIDE_I8: u32 = 20;
export const SLIDE_WIDE_U8: u32 = 21;
export const SLIDE_LONG_I8: u32 = 22;
export const SLIDE_LONG_U8: u32 = 23;
export const SLIDE_WIDE_I16: u32 = 24;
export const SLIDE_WIDE_U16: u32 = 25;
export const SLIDE_WIDE_I32: u32 = 26;
export const SLIDE_WIDE_U32: u32 = 27;
export const SLIDE_WIDE_F32: u32 = 28;
export const SLIDE_PROD_F64: u32 = 29;

/** Bytes of a tap, of a value down the columns, of one along the row, as powers of two: 2 bits each. */
export function sizesOf(fold: u32): u32 {
  switch (fold) {
    case SLIDE_MAX_I8: return sizes<i8, i8, i8>();
    case SLIDE_MAX_U8: return sizes<u8, u8, u8>();
    case SLIDE_MAX_I16: return sizes<i16, i16, i16>();
    case SLIDE_MAX_U16: return sizes<u16, u16, u16>();
    case SLIDE_MAX_I32: return sizes<i32, i32, i32>();
    case SLIDE_MAX_U32: return sizes<u32, u32, u32>();
    case SLIDE_MAX_F32: return sizes<f32, f32, f32>();
    case SLIDE_MAX_F64: return sizes<f64, f64, f64>();
    case SLIDE_MIN_I8: return sizes<i8, i8, i8>();
    case SLIDE_MIN_U8: return sizes<u8, u8, u8>();
    case SLIDE_MIN_I16: return sizes<i16, i16, i16>();
    case SLIDE_MIN_U16: return sizes<u16, u16, u16>();
    case SLIDE_MIN_I32: return sizes<i32, i32, i32>();
    case SLIDE_MIN_U32: return sizes<u32, u32, u32>();
    case SLIDE_MIN_F32: return sizes<f32, f32, f32>();
    case SLIDE_MIN_F64: return sizes<f64, f64, f64>();
    case SLIDE_SUM_F32: return sizes<f32, f32, f32>();
    case SLIDE_SUM_F64: return sizes<f64, f64, f64>();
    case SLIDE_PROD_F64: return sizes<f64, f64, f64>();
    case SLIDE_FEW_I8: return sizes<i8, i16, i16>();
    case SLIDE_FEW_U8: return sizes<u8, i16, i16>();
    case SLIDE_WIDE_I8: return sizes<i8, i16, i32>();
    case SLIDE_WIDE_U8: return sizes<u8, i16, i32>();
    case SLIDE_LONG_I8: return sizes<i8, i32, i32>();
    case SLIDE_LONG_U8: return sizes<u8, i32, i32>();
    case SLIDE_WIDE_I16: return sizes<i16, i32, i32>();
    case SLIDE_WIDE_U16: return sizes<u16, i32, i32>();
    case SLIDE_WIDE_I32: return sizes<i32, f64, f64>();
    case SLIDE_WIDE_U32: return sizes<u32, f64, f64>();
    case SLIDE_WIDE_F32: return sizes<f32, f64, f64>();
    default: return 0;
  }
}

@inline
function sizes<T, V, A>(): u32 {
  return alignof<T>() | (alignof<V>() << 2) | (alignof<A>() << 4);
}

/** Folds rows that are a pitch apart. */
export function columnsBy(fold: u32, n: u32, first: usize, pitch: usize, to: usize, length: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return foldColumns<i8, i8, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U8: return foldColumns<u8, u8, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_I16: return foldColumns<i16, i16, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U16: return foldColumns<u16, u16, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_I32: return foldColumns<i32, i32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U32: return foldColumns<u32, u32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_F32: return foldColumns<f32, f32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_F64: return foldColumns<f64, f64, Max>(n, first, pitch, to, length);
    case SLIDE_MIN_I8: return foldColumns<i8, i8, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U8: return foldColumns<u8, u8, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_I16: return foldColumns<i16, i16, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U16: return foldColumns<u16, u16, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_I32: return foldColumns<i32, i32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U32: return foldColumns<u32, u32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_F32: return foldColumns<f32, f32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_F64: return foldColumns<f64, f64, Min>(n, first, pitch, to, length);
    case SLIDE_SUM_F32: return foldColumns<f32, f32, Sum>(n, first, pitch, to, length);
    case SLIDE_SUM_F64: return foldColumns<f64, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_PROD_F64: return foldColumns<f64, f64, Prod>(n, first, pitch, to, length);
    case SLIDE_FEW_I8: return foldColumns<i8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_FEW_U8: return foldColumns<u8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I8: return foldColumns<i8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U8: return foldColumns<u8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_LONG_I8: return foldColumns<i8, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_LONG_U8: return foldColumns<u8, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I16: return foldColumns<i16, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U16: return foldColumns<u16, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I32: return foldColumns<i32, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U32: return foldColumns<u32, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_F32: return foldColumns<f32, f64, Sum>(n, first, pitch, to, length);
    default: return;
  }
}

/** Folds more of them into what is there. */
export function moreColumnsBy(fold: u32, n: u32, first: usize, pitch: usize, to: usize, length: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return extendColumns<i8, i8, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U8: return extendColumns<u8, u8, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_I16: return extendColumns<i16, i16, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U16: return extendColumns<u16, u16, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_I32: return extendColumns<i32, i32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_U32: return extendColumns<u32, u32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_F32: return extendColumns<f32, f32, Max>(n, first, pitch, to, length);
    case SLIDE_MAX_F64: return extendColumns<f64, f64, Max>(n, first, pitch, to, length);
    case SLIDE_MIN_I8: return extendColumns<i8, i8, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U8: return extendColumns<u8, u8, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_I16: return extendColumns<i16, i16, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U16: return extendColumns<u16, u16, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_I32: return extendColumns<i32, i32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_U32: return extendColumns<u32, u32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_F32: return extendColumns<f32, f32, Min>(n, first, pitch, to, length);
    case SLIDE_MIN_F64: return extendColumns<f64, f64, Min>(n, first, pitch, to, length);
    case SLIDE_SUM_F32: return extendColumns<f32, f32, Sum>(n, first, pitch, to, length);
    case SLIDE_SUM_F64: return extendColumns<f64, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_PROD_F64: return extendColumns<f64, f64, Prod>(n, first, pitch, to, length);
    case SLIDE_FEW_I8: return extendColumns<i8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_FEW_U8: return extendColumns<u8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I8: return extendColumns<i8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U8: return extendColumns<u8, i16, Sum>(n, first, pitch, to, length);
    case SLIDE_LONG_I8: return extendColumns<i8, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_LONG_U8: return extendColumns<u8, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I16: return extendColumns<i16, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U16: return extendColumns<u16, i32, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_I32: return extendColumns<i32, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_U32: return extendColumns<u32, f64, Sum>(n, first, pitch, to, length);
    case SLIDE_WIDE_F32: return extendColumns<f32, f64, Sum>(n, first, pitch, to, length);
    default: return;
  }
}

/** Folds the last rows of a chunk, from one of them to all. */
export function suffixesBy(fold: u32, n: u32, last: usize, pitch: usize, to: usize, slot: usize, length: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return suffixes<i8, i8, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_U8: return suffixes<u8, u8, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_I16: return suffixes<i16, i16, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_U16: return suffixes<u16, u16, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_I32: return suffixes<i32, i32, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_U32: return suffixes<u32, u32, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_F32: return suffixes<f32, f32, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MAX_F64: return suffixes<f64, f64, Max>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_I8: return suffixes<i8, i8, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_U8: return suffixes<u8, u8, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_I16: return suffixes<i16, i16, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_U16: return suffixes<u16, u16, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_I32: return suffixes<i32, i32, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_U32: return suffixes<u32, u32, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_F32: return suffixes<f32, f32, Min>(n, last, pitch, to, slot, length);
    case SLIDE_MIN_F64: return suffixes<f64, f64, Min>(n, last, pitch, to, slot, length);
    case SLIDE_SUM_F32: return suffixes<f32, f32, Sum>(n, last, pitch, to, slot, length);
    case SLIDE_SUM_F64: return suffixes<f64, f64, Sum>(n, last, pitch, to, slot, length);
    case SLIDE_PROD_F64: return suffixes<f64, f64, Prod>(n, last, pitch, to, slot, length);
    case SLIDE_WIDE_F32: return suffixes<f32, f64, Sum>(n, last, pitch, to, slot, length);
    default: return;
  }
}

/** Takes a row into sums of integers down the columns, and another out of them. */
export function advanceBy(fold: u32, taken: usize, left: usize, sums: usize, length: u32): void {
  switch (fold) {
    case SLIDE_FEW_I8:
    case SLIDE_WIDE_I8: return advance<i8, i16>(taken, left, sums, length);
    case SLIDE_FEW_U8:
    case SLIDE_WIDE_U8: return advance<u8, i16>(taken, left, sums, length);
    case SLIDE_LONG_I8: return advance<i8, i32>(taken, left, sums, length);
    case SLIDE_LONG_U8: return advance<u8, i32>(taken, left, sums, length);
    case SLIDE_WIDE_I16: return advance<i16, i32>(taken, left, sums, length);
    case SLIDE_WIDE_U16: return advance<u16, i32>(taken, left, sums, length);
    case SLIDE_WIDE_I32: return advance<i32, f64>(taken, left, sums, length);
    case SLIDE_WIDE_U32: return advance<u32, f64>(taken, left, sums, length);
    default: return;
  }
}

/** Takes a row into the front, and folds suffix, middle and front. */
export function onwardBy(fold: u32, row: usize, front: usize, suffix: usize, middle: usize, to: usize, length: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return onward<i8, i8, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_U8: return onward<u8, u8, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_I16: return onward<i16, i16, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_U16: return onward<u16, u16, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_I32: return onward<i32, i32, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_U32: return onward<u32, u32, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_F32: return onward<f32, f32, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MAX_F64: return onward<f64, f64, Max>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_I8: return onward<i8, i8, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_U8: return onward<u8, u8, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_I16: return onward<i16, i16, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_U16: return onward<u16, u16, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_I32: return onward<i32, i32, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_U32: return onward<u32, u32, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_F32: return onward<f32, f32, Min>(row, front, suffix, middle, to, length);
    case SLIDE_MIN_F64: return onward<f64, f64, Min>(row, front, suffix, middle, to, length);
    case SLIDE_SUM_F32: return onward<f32, f32, Sum>(row, front, suffix, middle, to, length);
    case SLIDE_SUM_F64: return onward<f64, f64, Sum>(row, front, suffix, middle, to, length);
    case SLIDE_PROD_F64: return onward<f64, f64, Prod>(row, front, suffix, middle, to, length);
    case SLIDE_WIDE_F32: return onward<f32, f64, Sum>(row, front, suffix, middle, to, length);
    default: return;
  }
}

/** Folds two folded rows. */
export function twoBy(fold: u32, to: usize, length: u32, a: usize, b: usize): void {
  switch (fold) {
    case SLIDE_MAX_I8: return foldRows<i8, i8, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_U8: return foldRows<u8, u8, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_I16: return foldRows<i16, i16, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_U16: return foldRows<u16, u16, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_I32: return foldRows<i32, i32, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_U32: return foldRows<u32, u32, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_F32: return foldRows<f32, f32, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MAX_F64: return foldRows<f64, f64, Max>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_I8: return foldRows<i8, i8, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_U8: return foldRows<u8, u8, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_I16: return foldRows<i16, i16, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_U16: return foldRows<u16, u16, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_I32: return foldRows<i32, i32, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_U32: return foldRows<u32, u32, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_F32: return foldRows<f32, f32, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_MIN_F64: return foldRows<f64, f64, Min>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_SUM_F32: return foldRows<f32, f32, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_SUM_F64: return foldRows<f64, f64, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_PROD_F64: return foldRows<f64, f64, Prod>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_FEW_I8: return foldRows<i16, i16, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_FEW_U8: return foldRows<i16, i16, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_I8: return foldRows<i16, i16, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_U8: return foldRows<i16, i16, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_LONG_I8: return foldRows<i32, i32, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_LONG_U8: return foldRows<i32, i32, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_I16: return foldRows<i32, i32, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_U16: return foldRows<i32, i32, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_I32: return foldRows<f64, f64, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_U32: return foldRows<f64, f64, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    case SLIDE_WIDE_F32: return foldRows<f64, f64, Sum>(2, to, length, 1, a, b, 0, 0, 0, 0, 0);
    default: return;
  }
}

/** Folds those of three folded rows that are there. */
export function presentBy(fold: u32, to: usize, length: u32, a: usize, b: usize, c: usize): void {
  switch (fold) {
    case SLIDE_MAX_I8: return foldPresent<i8, Max>(to, length, a, b, c);
    case SLIDE_MAX_U8: return foldPresent<u8, Max>(to, length, a, b, c);
    case SLIDE_MAX_I16: return foldPresent<i16, Max>(to, length, a, b, c);
    case SLIDE_MAX_U16: return foldPresent<u16, Max>(to, length, a, b, c);
    case SLIDE_MAX_I32: return foldPresent<i32, Max>(to, length, a, b, c);
    case SLIDE_MAX_U32: return foldPresent<u32, Max>(to, length, a, b, c);
    case SLIDE_MAX_F32: return foldPresent<f32, Max>(to, length, a, b, c);
    case SLIDE_MAX_F64: return foldPresent<f64, Max>(to, length, a, b, c);
    case SLIDE_MIN_I8: return foldPresent<i8, Min>(to, length, a, b, c);
    case SLIDE_MIN_U8: return foldPresent<u8, Min>(to, length, a, b, c);
    case SLIDE_MIN_I16: return foldPresent<i16, Min>(to, length, a, b, c);
    case SLIDE_MIN_U16: return foldPresent<u16, Min>(to, length, a, b, c);
    case SLIDE_MIN_I32: return foldPresent<i32, Min>(to, length, a, b, c);
    case SLIDE_MIN_U32: return foldPresent<u32, Min>(to, length, a, b, c);
    case SLIDE_MIN_F32: return foldPresent<f32, Min>(to, length, a, b, c);
    case SLIDE_MIN_F64: return foldPresent<f64, Min>(to, length, a, b, c);
    case SLIDE_SUM_F32: return foldPresent<f32, Sum>(to, length, a, b, c);
    case SLIDE_SUM_F64: return foldPresent<f64, Sum>(to, length, a, b, c);
    case SLIDE_PROD_F64: return foldPresent<f64, Prod>(to, length, a, b, c);
    case SLIDE_FEW_I8: return foldPresent<i16, Sum>(to, length, a, b, c);
    case SLIDE_FEW_U8: return foldPresent<i16, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_I8: return foldPresent<i16, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_U8: return foldPresent<i16, Sum>(to, length, a, b, c);
    case SLIDE_LONG_I8: return foldPresent<i32, Sum>(to, length, a, b, c);
    case SLIDE_LONG_U8: return foldPresent<i32, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_I16: return foldPresent<i32, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_U16: return foldPresent<i32, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_I32: return foldPresent<f64, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_U32: return foldPresent<f64, Sum>(to, length, a, b, c);
    case SLIDE_WIDE_F32: return foldPresent<f64, Sum>(to, length, a, b, c);
    default: return;
  }
}

/** Fills a folded row with what changes nothing. */
export function neutralBy(fold: u32, at: usize, length: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return fillNeutral<i8, Max>(at, length);
    case SLIDE_MAX_U8: return fillNeutral<u8, Max>(at, length);
    case SLIDE_MAX_I16: return fillNeutral<i16, Max>(at, length);
    case SLIDE_MAX_U16: return fillNeutral<u16, Max>(at, length);
    case SLIDE_MAX_I32: return fillNeutral<i32, Max>(at, length);
    case SLIDE_MAX_U32: return fillNeutral<u32, Max>(at, length);
    case SLIDE_MAX_F32: return fillNeutral<f32, Max>(at, length);
    case SLIDE_MAX_F64: return fillNeutral<f64, Max>(at, length);
    case SLIDE_MIN_I8: return fillNeutral<i8, Min>(at, length);
    case SLIDE_MIN_U8: return fillNeutral<u8, Min>(at, length);
    case SLIDE_MIN_I16: return fillNeutral<i16, Min>(at, length);
    case SLIDE_MIN_U16: return fillNeutral<u16, Min>(at, length);
    case SLIDE_MIN_I32: return fillNeutral<i32, Min>(at, length);
    case SLIDE_MIN_U32: return fillNeutral<u32, Min>(at, length);
    case SLIDE_MIN_F32: return fillNeutral<f32, Min>(at, length);
    case SLIDE_MIN_F64: return fillNeutral<f64, Min>(at, length);
    case SLIDE_SUM_F32: return fillNeutral<f32, Sum>(at, length);
    case SLIDE_SUM_F64: return fillNeutral<f64, Sum>(at, length);
    case SLIDE_PROD_F64: return fillNeutral<f64, Prod>(at, length);
    case SLIDE_FEW_I8: return fillNeutral<i16, Sum>(at, length);
    case SLIDE_FEW_U8: return fillNeutral<i16, Sum>(at, length);
    case SLIDE_WIDE_I8: return fillNeutral<i16, Sum>(at, length);
    case SLIDE_WIDE_U8: return fillNeutral<i16, Sum>(at, length);
    case SLIDE_LONG_I8: return fillNeutral<i32, Sum>(at, length);
    case SLIDE_LONG_U8: return fillNeutral<i32, Sum>(at, length);
    case SLIDE_WIDE_I16: return fillNeutral<i32, Sum>(at, length);
    case SLIDE_WIDE_U16: return fillNeutral<i32, Sum>(at, length);
    case SLIDE_WIDE_I32: return fillNeutral<f64, Sum>(at, length);
    case SLIDE_WIDE_U32: return fillNeutral<f64, Sum>(at, length);
    case SLIDE_WIDE_F32: return fillNeutral<f64, Sum>(at, length);
    default: return;
  }
}

/** From a row folded down the columns to results. */
export function deliverBy(fold: u32, plan: SlidePlan, row: usize, to: usize, x: u32, n: u32, r: u32, spread: u32): void {
  switch (fold) {
    case SLIDE_MAX_I8: return deliver<i8, i8, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_U8: return deliver<u8, u8, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_I16: return deliver<i16, i16, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_U16: return deliver<u16, u16, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_I32: return deliver<i32, i32, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_U32: return deliver<u32, u32, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_F32: return deliver<f32, f32, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MAX_F64: return deliver<f64, f64, Max>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_I8: return deliver<i8, i8, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_U8: return deliver<u8, u8, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_I16: return deliver<i16, i16, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_U16: return deliver<u16, u16, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_I32: return deliver<i32, i32, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_U32: return deliver<u32, u32, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_F32: return deliver<f32, f32, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_MIN_F64: return deliver<f64, f64, Min>(plan, row, to, x, n, r, spread);
    case SLIDE_SUM_F32: return deliver<f32, f32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_SUM_F64: return deliver<f64, f64, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_PROD_F64: return deliver<f64, f64, Prod>(plan, row, to, x, n, r, spread);
    case SLIDE_FEW_I8: return deliver<i16, i16, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_FEW_U8: return deliver<i16, i16, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_I8: return deliver<i16, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_U8: return deliver<i16, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_LONG_I8: return deliver<i32, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_LONG_U8: return deliver<i32, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_I16: return deliver<i32, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_U16: return deliver<i32, i32, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_I32: return deliver<f64, f64, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_U32: return deliver<f64, f64, Sum>(plan, row, to, x, n, r, spread);
    case SLIDE_WIDE_F32: return deliver<f64, f64, Sum>(plan, row, to, x, n, r, spread);
    default: return;
  }
}

/** Folds a plane of small windows in registers; false where they are others. */
export function fusedBy(fold: u32, plan: SlidePlan, from: usize, to: usize): bool {
  switch (fold) {
    case SLIDE_MAX_I8: return fused<i8, i8, i8, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_U8: return fused<u8, u8, u8, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_I16: return fused<i16, i16, i16, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_U16: return fused<u16, u16, u16, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_I32: return fused<i32, i32, i32, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_U32: return fused<u32, u32, u32, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_F32: return fused<f32, f32, f32, Max, PlainMax>(plan, from, to);
    case SLIDE_MAX_F64: return fused<f64, f64, f64, Max, PlainMax>(plan, from, to);
    case SLIDE_MIN_I8: return fused<i8, i8, i8, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_U8: return fused<u8, u8, u8, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_I16: return fused<i16, i16, i16, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_U16: return fused<u16, u16, u16, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_I32: return fused<i32, i32, i32, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_U32: return fused<u32, u32, u32, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_F32: return fused<f32, f32, f32, Min, PlainMin>(plan, from, to);
    case SLIDE_MIN_F64: return fused<f64, f64, f64, Min, PlainMin>(plan, from, to);
    case SLIDE_SUM_F32: return fused<f32, f32, f32, Sum, Sum>(plan, from, to);
    case SLIDE_SUM_F64: return fused<f64, f64, f64, Sum, Sum>(plan, from, to);
    case SLIDE_PROD_F64: return fused<f64, f64, f64, Prod, Prod>(plan, from, to);
    case SLIDE_FEW_I8: return fused<i8, i16, i16, Sum, Sum>(plan, from, to);
    case SLIDE_FEW_U8: return fused<u8, i16, i16, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_I8: return fused<i8, i16, i32, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_U8: return fused<u8, i16, i32, Sum, Sum>(plan, from, to);
    case SLIDE_LONG_I8: return fused<i8, i32, i32, Sum, Sum>(plan, from, to);
    case SLIDE_LONG_U8: return fused<u8, i32, i32, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_I16: return fused<i16, i32, i32, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_U16: return fused<u16, i32, i32, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_I32: return fused<i32, f64, f64, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_U32: return fused<u32, f64, f64, Sum, Sum>(plan, from, to);
    case SLIDE_WIDE_F32: return fused<f32, f64, f64, Sum, Sum>(plan, from, to);
    default: return false;
  }
}

function fused<T, V, A, Op, Plain>(plan: SlidePlan, from: usize, to: usize): bool {
  if (!fuses<T, A>() || sizeof<V>() != sizeof<A>()) return false;
  const size = fusedSize<A>(plan);
  if (size == 0) return false;
  return fusedPlane<T, A, Op, Plain>(plan, from, to, size);
}
