import {
  MAX_I8,
  MAX_U8,
  MAX_I16,
  MAX_U16,
  MAX_I32,
  MAX_U32,
  MAX_I64,
  MAX_U64,
  MAX_F32,
  MAX_F64,
  MIN_I8,
  MIN_U8,
  MIN_I16,
  MIN_U16,
  MIN_I32,
  MIN_U32,
  MIN_I64,
  MIN_U64,
  MIN_F32,
  MIN_F64,
  SUM_F32,
  SUM_F64,
  SUM_I64,
  MEAN_I8,
  MEAN_U8,
  REAL_I8,
  REAL_U8,
  REAL_I16,
  REAL_U16,
  REAL_I32,
  REAL_U32,
  WIDE_I8,
  WIDE_U8,
  WIDE_I16,
  WIDE_U16,
  WIDE_I32,
  WIDE_U32,
  WIDE_F32,
  FEW_I8,
  FEW_U8,
  WIDE_I64,
  WIDE_U64,
  WIDE_F64,
} from "./driver/folds";
import { doubles, ranges, roots, sizes, squares, truths, variances } from "./driver/elements";
import { finish, finishHalves, finishPairs, finishSums } from "./driver/finish";
import { decode, encode } from "./driver/half";
import { nest } from "./driver/nest";
import { Any, Best, byteMedians, Seek, scan, someMedians, Total, WholeTotal, WideTotal } from "./driver/scan";
import { Plan } from "./plan";
import {
  SLIDE_MAX_I8,
  SLIDE_MAX_U8,
  SLIDE_MAX_I16,
  SLIDE_MAX_U16,
  SLIDE_MAX_I32,
  SLIDE_MAX_U32,
  SLIDE_MAX_F32,
  SLIDE_MAX_F64,
  SLIDE_MIN_I8,
  SLIDE_MIN_U8,
  SLIDE_MIN_I16,
  SLIDE_MIN_U16,
  SLIDE_MIN_I32,
  SLIDE_MIN_U32,
  SLIDE_MIN_F32,
  SLIDE_MIN_F64,
  SLIDE_SUM_F32,
  SLIDE_SUM_F64,
  SLIDE_FEW_I8,
  SLIDE_FEW_U8,
  SLIDE_WIDE_I8,
  SLIDE_WIDE_U8,
  SLIDE_LONG_I8,
  SLIDE_LONG_U8,
  SLIDE_WIDE_I16,
  SLIDE_WIDE_U16,
  SLIDE_WIDE_I32,
  SLIDE_WIDE_U32,
  SLIDE_WIDE_F32,
  SLIDE_PROD_F64,
} from "./slide/kinds";
import { slide } from "./slide/nest";
import { slideMedians } from "./slide/medians";
import { SlidePlan } from "./slide/plan";

export function max_i8(plan: Plan): void { nest(plan, MAX_I8); }
export function max_u8(plan: Plan): void { nest(plan, MAX_U8); }
export function max_i16(plan: Plan): void { nest(plan, MAX_I16); }
export function max_u16(plan: Plan): void { nest(plan, MAX_U16); }
export function max_i32(plan: Plan): void { nest(plan, MAX_I32); }
export function max_u32(plan: Plan): void { nest(plan, MAX_U32); }
export function max_i64(plan: Plan): void { nest(plan, MAX_I64); }
export function max_u64(plan: Plan): void { nest(plan, MAX_U64); }
export function max_f32(plan: Plan): void { nest(plan, MAX_F32); }
export function max_f64(plan: Plan): void { nest(plan, MAX_F64); }
export function min_i8(plan: Plan): void { nest(plan, MIN_I8); }
export function min_u8(plan: Plan): void { nest(plan, MIN_U8); }
export function min_i16(plan: Plan): void { nest(plan, MIN_I16); }
export function min_u16(plan: Plan): void { nest(plan, MIN_U16); }
export function min_i32(plan: Plan): void { nest(plan, MIN_I32); }
export function min_u32(plan: Plan): void { nest(plan, MIN_U32); }
export function min_i64(plan: Plan): void { nest(plan, MIN_I64); }
export function min_u64(plan: Plan): void { nest(plan, MIN_U64); }
export function min_f32(plan: Plan): void { nest(plan, MIN_F32); }
export function min_f64(plan: Plan): void { nest(plan, MIN_F64); }

export function sum_f32(plan: Plan): void { nest(plan, SUM_F32); }
export function sum_f64(plan: Plan): void { nest(plan, SUM_F64); }
export function sum_i64(plan: Plan): void { nest(plan, SUM_I64); }
export function mean_i8(plan: Plan): void { nest(plan, MEAN_I8); }
export function mean_u8(plan: Plan): void { nest(plan, MEAN_U8); }
export function real_i8(plan: Plan): void { nest(plan, REAL_I8); }
export function real_u8(plan: Plan): void { nest(plan, REAL_U8); }
export function real_i16(plan: Plan): void { nest(plan, REAL_I16); }
export function real_u16(plan: Plan): void { nest(plan, REAL_U16); }
export function real_i32(plan: Plan): void { nest(plan, REAL_I32); }
export function real_u32(plan: Plan): void { nest(plan, REAL_U32); }

export function wide_i8(plan: Plan): void { nest(plan, WIDE_I8); }
export function wide_u8(plan: Plan): void { nest(plan, WIDE_U8); }
export function wide_i16(plan: Plan): void { nest(plan, WIDE_I16); }
export function wide_u16(plan: Plan): void { nest(plan, WIDE_U16); }
export function wide_i32(plan: Plan): void { nest(plan, WIDE_I32); }
export function wide_u32(plan: Plan): void { nest(plan, WIDE_U32); }
export function wide_f32(plan: Plan): void { nest(plan, WIDE_F32); }
export function few_i8(plan: Plan): void { nest(plan, FEW_I8); }
export function few_u8(plan: Plan): void { nest(plan, FEW_U8); }

export function wide_i64(plan: Plan): void { nest(plan, WIDE_I64); }
export function wide_u64(plan: Plan): void { nest(plan, WIDE_U64); }
export function wide_f64(plan: Plan): void { nest(plan, WIDE_F64); }

// Windows that overlap, over whole planes.
export function slide_max_i8(plan: SlidePlan): void { slide(plan, SLIDE_MAX_I8); }
export function slide_max_u8(plan: SlidePlan): void { slide(plan, SLIDE_MAX_U8); }
export function slide_max_i16(plan: SlidePlan): void { slide(plan, SLIDE_MAX_I16); }
export function slide_max_u16(plan: SlidePlan): void { slide(plan, SLIDE_MAX_U16); }
export function slide_max_i32(plan: SlidePlan): void { slide(plan, SLIDE_MAX_I32); }
export function slide_max_u32(plan: SlidePlan): void { slide(plan, SLIDE_MAX_U32); }
export function slide_max_f32(plan: SlidePlan): void { slide(plan, SLIDE_MAX_F32); }
export function slide_max_f64(plan: SlidePlan): void { slide(plan, SLIDE_MAX_F64); }
export function slide_min_i8(plan: SlidePlan): void { slide(plan, SLIDE_MIN_I8); }
export function slide_min_u8(plan: SlidePlan): void { slide(plan, SLIDE_MIN_U8); }
export function slide_min_i16(plan: SlidePlan): void { slide(plan, SLIDE_MIN_I16); }
export function slide_min_u16(plan: SlidePlan): void { slide(plan, SLIDE_MIN_U16); }
export function slide_min_i32(plan: SlidePlan): void { slide(plan, SLIDE_MIN_I32); }
export function slide_min_u32(plan: SlidePlan): void { slide(plan, SLIDE_MIN_U32); }
export function slide_min_f32(plan: SlidePlan): void { slide(plan, SLIDE_MIN_F32); }
export function slide_min_f64(plan: SlidePlan): void { slide(plan, SLIDE_MIN_F64); }
export function slide_sum_f32(plan: SlidePlan): void { slide(plan, SLIDE_SUM_F32); }
export function slide_sum_f64(plan: SlidePlan): void { slide(plan, SLIDE_SUM_F64); }
export function slide_few_i8(plan: SlidePlan): void { slide(plan, SLIDE_FEW_I8); }
export function slide_few_u8(plan: SlidePlan): void { slide(plan, SLIDE_FEW_U8); }
export function slide_wide_i8(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_I8); }
export function slide_wide_u8(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_U8); }
export function slide_long_i8(plan: SlidePlan): void { slide(plan, SLIDE_LONG_I8); }
export function slide_long_u8(plan: SlidePlan): void { slide(plan, SLIDE_LONG_U8); }
export function slide_wide_i16(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_I16); }
export function slide_wide_u16(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_U16); }
export function slide_wide_i32(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_I32); }
export function slide_wide_u32(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_U32); }
export function slide_wide_f32(plan: SlidePlan): void { slide(plan, SLIDE_WIDE_F32); }
export function slide_prod_f64(plan: SlidePlan): void { slide(plan, SLIDE_PROD_F64); }

// Any reduction, with taps left out and positions.
export function any_i8(plan: Plan): void { scan<Any<i8>>(plan); }
export function any_u8(plan: Plan): void { scan<Any<u8>>(plan); }
export function any_i16(plan: Plan): void { scan<Any<i16>>(plan); }
export function any_u16(plan: Plan): void { scan<Any<u16>>(plan); }
export function any_i32(plan: Plan): void { scan<Any<i32>>(plan); }
export function any_u32(plan: Plan): void { scan<Any<u32>>(plan); }
export function any_i64(plan: Plan): void { scan<Any<i64>>(plan); }
export function any_u64(plan: Plan): void { scan<Any<u64>>(plan); }
export function any_f32(plan: Plan): void { scan<Any<f32>>(plan); }
export function any_f64(plan: Plan): void { scan<Any<f64>>(plan); }

// Largest and smallest ones with their positions; signs and order are a pattern in the plan.
export function seek_u8(plan: Plan): void { scan<Seek<u8, u16, u32>>(plan); }
export function seek_u16(plan: Plan): void { scan<Seek<u16, u16, u32>>(plan); }
export function seek_u32(plan: Plan): void { scan<Seek<u32, u32, u32>>(plan); }
export function seek_f32(plan: Plan): void { scan<Seek<f32, f32, f32>>(plan); }
export function seek_f64(plan: Plan): void { scan<Seek<f64, f64, f64>>(plan); }

// The largest, the smallest, the sum of the taps that are left in.
export function best_i8(plan: Plan): void { scan<Best<i8, u8, u32>>(plan); }
export function best_u8(plan: Plan): void { scan<Best<u8, u8, u32>>(plan); }
export function best_i16(plan: Plan): void { scan<Best<i16, u16, u32>>(plan); }
export function best_u16(plan: Plan): void { scan<Best<u16, u16, u32>>(plan); }
export function best_i32(plan: Plan): void { scan<Best<i32, u32, u32>>(plan); }
export function best_u32(plan: Plan): void { scan<Best<u32, u32, u32>>(plan); }
export function best_f32(plan: Plan): void { scan<Best<f32, f32, f32>>(plan); }
export function best_f64(plan: Plan): void { scan<Best<f64, f64, f64>>(plan); }
export function total_i8(plan: Plan): void { scan<WholeTotal<i8, u8>>(plan); }
export function total_u8(plan: Plan): void { scan<WholeTotal<u8, u8>>(plan); }
export function total_i16(plan: Plan): void { scan<WholeTotal<i16, u16>>(plan); }
export function total_u16(plan: Plan): void { scan<WholeTotal<u16, u16>>(plan); }
export function total_i32(plan: Plan): void { scan<WholeTotal<i32, u32>>(plan); }
export function total_u32(plan: Plan): void { scan<WholeTotal<u32, u32>>(plan); }
export function total_f32(plan: Plan): void { scan<Total<f32>>(plan); }
export function total_f64(plan: Plan): void { scan<Total<f64>>(plan); }
export function totals_f32(plan: Plan): void { scan<WideTotal>(plan); }

// Medians of every tap.
export function slide_median_i8(plan: SlidePlan): void { slideMedians<i8>(plan); }
export function slide_median_u8(plan: SlidePlan): void { slideMedians<u8>(plan); }
export function slide_median_i16(plan: SlidePlan): void { slideMedians<i16>(plan); }
export function slide_median_u16(plan: SlidePlan): void { slideMedians<u16>(plan); }
export function slide_median_i32(plan: SlidePlan): void { slideMedians<i32>(plan); }
export function slide_median_u32(plan: SlidePlan): void { slideMedians<u32>(plan); }
export function slide_median_f32(plan: SlidePlan): void { slideMedians<f32>(plan); }
export function slide_median_f64(plan: SlidePlan): void { slideMedians<f64>(plan); }
export function median_i8(plan: Plan): void { byteMedians<i8>(plan); }
export function median_u8(plan: Plan): void { byteMedians<u8>(plan); }
export function median_i16(plan: Plan): void { someMedians<i16>(plan); }
export function median_u16(plan: Plan): void { someMedians<u16>(plan); }
export function median_i32(plan: Plan): void { someMedians<i32>(plan); }
export function median_u32(plan: Plan): void { someMedians<u32>(plan); }
export function median_f32(plan: Plan): void { someMedians<f32>(plan); }
export function median_f64(plan: Plan): void { someMedians<f64>(plan); }

// Totals of windows that came in pieces, by what they are, into results.
export function settle_i8(plan: Plan, from: usize, to: usize, length: u32): void { finish<i8>(plan, from, to, length); }
export function settle_u8(plan: Plan, from: usize, to: usize, length: u32): void { finish<u8>(plan, from, to, length); }
export function settle_i16(plan: Plan, from: usize, to: usize, length: u32): void { finish<i16>(plan, from, to, length); }
export function settle_u16(plan: Plan, from: usize, to: usize, length: u32): void { finish<u16>(plan, from, to, length); }
export function settle_i32(plan: Plan, from: usize, to: usize, length: u32): void { finish<i32>(plan, from, to, length); }
export function settle_u32(plan: Plan, from: usize, to: usize, length: u32): void { finish<u32>(plan, from, to, length); }
export function settle_i64(plan: Plan, from: usize, to: usize, length: u32): void { finish<i64>(plan, from, to, length); }
export function settle_u64(plan: Plan, from: usize, to: usize, length: u32): void { finish<u64>(plan, from, to, length); }
export function settle_f32(plan: Plan, from: usize, to: usize, length: u32): void { finish<f32>(plan, from, to, length); }
export function settle_f64(plan: Plan, from: usize, to: usize, length: u32): void { finish<f64>(plan, from, to, length); }
export function settle_sums(plan: Plan, from: usize, to: usize, length: u32): void { finishSums(plan, from, to, length); }
export function settle_halves(plan: Plan, from: usize, to: usize, length: u32): void { finishHalves(plan, from, to, length); }
export function settle_pairs(plan: Plan, from: usize, to: usize, length: u32): void { finishPairs(plan, from, to, length); }

// Float16s on the way in and out.
export function decode_f16(from: usize, to: usize, count: u32): void { decode(from, to, count); }
export function encode_f32(from: usize, to: usize, count: u32): void { encode<f32>(from, to, count); }
export function encode_f64(from: usize, to: usize, count: u32): void { encode<f64>(from, to, count); }

// What is made of taps before windows are folded, and of folded values.
export function truth_u8(from: usize, to: usize, count: u32): void { truths<u8>(from, to, count); }
export function truth_u16(from: usize, to: usize, count: u32): void { truths<u16>(from, to, count); }
export function truth_u32(from: usize, to: usize, count: u32): void { truths<u32>(from, to, count); }
export function truth_u64(from: usize, to: usize, count: u32): void { truths<u64>(from, to, count); }
export function truth_f32(from: usize, to: usize, count: u32): void { truths<f32>(from, to, count); }
export function truth_f64(from: usize, to: usize, count: u32): void { truths<f64>(from, to, count); }
export function size_i8(from: usize, to: usize, count: u32): void { sizes<i8>(from, to, count); }
export function size_i16(from: usize, to: usize, count: u32): void { sizes<i16>(from, to, count); }
export function size_i32(from: usize, to: usize, count: u32): void { sizes<i32>(from, to, count); }
export function size_f32(from: usize, to: usize, count: u32): void { sizes<f32>(from, to, count); }
export function size_f64(from: usize, to: usize, count: u32): void { sizes<f64>(from, to, count); }
export function double_f32(from: usize, to: usize, count: u32): void { doubles(from, to, count); }
export function square_i8(from: usize, to: usize, count: u32): void { squares<i8>(from, to, count); }
export function square_u8(from: usize, to: usize, count: u32): void { squares<u8>(from, to, count); }
export function square_i16(from: usize, to: usize, count: u32): void { squares<i16>(from, to, count); }
export function square_u16(from: usize, to: usize, count: u32): void { squares<u16>(from, to, count); }
export function square_i32(from: usize, to: usize, count: u32): void { squares<i32>(from, to, count); }
export function square_u32(from: usize, to: usize, count: u32): void { squares<u32>(from, to, count); }
export function square_f32(from: usize, to: usize, count: u32): void { squares<f32>(from, to, count); }
export function square_f64(from: usize, to: usize, count: u32): void { squares<f64>(from, to, count); }
export function range_u8(least: usize, most: usize, count: u32): void { ranges<u8>(least, most, count); }
export function range_u16(least: usize, most: usize, count: u32): void { ranges<u16>(least, most, count); }
export function range_u32(least: usize, most: usize, count: u32): void { ranges<u32>(least, most, count); }
export function range_f32(least: usize, most: usize, count: u32): void { ranges<f32>(least, most, count); }
export function range_f64(least: usize, most: usize, count: u32): void { ranges<f64>(least, most, count); }
export function root_f64(from: usize, to: usize, count: u32): void { roots(from, to, count); }
export function variance_f64(sums: usize, to: usize, count: u32, rows: f64, table: usize, ddof: f64): void {
  variances(sums, to, count, rows, table, ddof);
}
