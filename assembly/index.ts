import { ByteMean, Compensated, Halves, Own, Real, Wide } from "./driver/fold";
import { finish, finishHalves, finishPairs, finishSums } from "./driver/finish";
import { decode, encode } from "./driver/half";
import { nest } from "./driver/nest";
import { Any, Best, byteMedians, Median, Seek, scan, Total, WholeTotal, WideTotal } from "./driver/scan";
import { Max } from "./op/max";
import { Min } from "./op/min";
import { Sum } from "./op/sum";
import { Plan } from "./plan";
import { slide } from "./slide/nest";
import { SlidePlan } from "./slide/plan";

export function max_i8(plan: Plan): void { nest<Own<i8, Max>>(plan); }
export function max_u8(plan: Plan): void { nest<Own<u8, Max>>(plan); }
export function max_i16(plan: Plan): void { nest<Own<i16, Max>>(plan); }
export function max_u16(plan: Plan): void { nest<Own<u16, Max>>(plan); }
export function max_i32(plan: Plan): void { nest<Own<i32, Max>>(plan); }
export function max_u32(plan: Plan): void { nest<Own<u32, Max>>(plan); }
export function max_i64(plan: Plan): void { nest<Own<i64, Max>>(plan); }
export function max_u64(plan: Plan): void { nest<Own<u64, Max>>(plan); }
export function max_f32(plan: Plan): void { nest<Own<f32, Max>>(plan); }
export function max_f64(plan: Plan): void { nest<Own<f64, Max>>(plan); }
export function min_i8(plan: Plan): void { nest<Own<i8, Min>>(plan); }
export function min_u8(plan: Plan): void { nest<Own<u8, Min>>(plan); }
export function min_i16(plan: Plan): void { nest<Own<i16, Min>>(plan); }
export function min_u16(plan: Plan): void { nest<Own<u16, Min>>(plan); }
export function min_i32(plan: Plan): void { nest<Own<i32, Min>>(plan); }
export function min_u32(plan: Plan): void { nest<Own<u32, Min>>(plan); }
export function min_i64(plan: Plan): void { nest<Own<i64, Min>>(plan); }
export function min_u64(plan: Plan): void { nest<Own<u64, Min>>(plan); }
export function min_f32(plan: Plan): void { nest<Own<f32, Min>>(plan); }
export function min_f64(plan: Plan): void { nest<Own<f64, Min>>(plan); }

export function sum_f32(plan: Plan): void { nest<Own<f32, Sum>>(plan); }
export function sum_f64(plan: Plan): void { nest<Own<f64, Sum>>(plan); }
export function sum_i64(plan: Plan): void { nest<Own<i64, Sum>>(plan); }
export function mean_i8(plan: Plan): void { nest<ByteMean<i8>>(plan); }
export function mean_u8(plan: Plan): void { nest<ByteMean<u8>>(plan); }
export function real_i8(plan: Plan): void { nest<Real<i8>>(plan); }
export function real_u8(plan: Plan): void { nest<Real<u8>>(plan); }
export function real_i16(plan: Plan): void { nest<Real<i16>>(plan); }
export function real_u16(plan: Plan): void { nest<Real<u16>>(plan); }
export function real_i32(plan: Plan): void { nest<Real<i32>>(plan); }
export function real_u32(plan: Plan): void { nest<Real<u32>>(plan); }

export function wide_i8(plan: Plan): void { nest<Wide<i8, i32>>(plan); }
export function wide_u8(plan: Plan): void { nest<Wide<u8, i32>>(plan); }
export function wide_i16(plan: Plan): void { nest<Wide<i16, i32>>(plan); }
export function wide_u16(plan: Plan): void { nest<Wide<u16, i32>>(plan); }
export function wide_i32(plan: Plan): void { nest<Wide<i32, f64>>(plan); }
export function wide_u32(plan: Plan): void { nest<Wide<u32, f64>>(plan); }
export function wide_f32(plan: Plan): void { nest<Wide<f32, f64>>(plan); }
export function few_i8(plan: Plan): void { nest<Wide<i8, i16>>(plan); }
export function few_u8(plan: Plan): void { nest<Wide<u8, i16>>(plan); }

export function wide_i64(plan: Plan): void { nest<Halves<i64>>(plan); }
export function wide_u64(plan: Plan): void { nest<Halves<u64>>(plan); }
export function wide_f64(plan: Plan): void { nest<Compensated>(plan); }

// Windows that overlap, over whole planes.
export function slide_max_i8(plan: SlidePlan): void { slide<i8, i8, i8, Max>(plan); }
export function slide_max_u8(plan: SlidePlan): void { slide<u8, u8, u8, Max>(plan); }
export function slide_max_i16(plan: SlidePlan): void { slide<i16, i16, i16, Max>(plan); }
export function slide_max_u16(plan: SlidePlan): void { slide<u16, u16, u16, Max>(plan); }
export function slide_max_i32(plan: SlidePlan): void { slide<i32, i32, i32, Max>(plan); }
export function slide_max_u32(plan: SlidePlan): void { slide<u32, u32, u32, Max>(plan); }
export function slide_max_f32(plan: SlidePlan): void { slide<f32, f32, f32, Max>(plan); }
export function slide_max_f64(plan: SlidePlan): void { slide<f64, f64, f64, Max>(plan); }
export function slide_min_i8(plan: SlidePlan): void { slide<i8, i8, i8, Min>(plan); }
export function slide_min_u8(plan: SlidePlan): void { slide<u8, u8, u8, Min>(plan); }
export function slide_min_i16(plan: SlidePlan): void { slide<i16, i16, i16, Min>(plan); }
export function slide_min_u16(plan: SlidePlan): void { slide<u16, u16, u16, Min>(plan); }
export function slide_min_i32(plan: SlidePlan): void { slide<i32, i32, i32, Min>(plan); }
export function slide_min_u32(plan: SlidePlan): void { slide<u32, u32, u32, Min>(plan); }
export function slide_min_f32(plan: SlidePlan): void { slide<f32, f32, f32, Min>(plan); }
export function slide_min_f64(plan: SlidePlan): void { slide<f64, f64, f64, Min>(plan); }
export function slide_sum_f32(plan: SlidePlan): void { slide<f32, f32, f32, Sum>(plan); }
export function slide_sum_f64(plan: SlidePlan): void { slide<f64, f64, f64, Sum>(plan); }
export function slide_few_i8(plan: SlidePlan): void { slide<i8, i16, i16, Sum>(plan); }
export function slide_few_u8(plan: SlidePlan): void { slide<u8, i16, i16, Sum>(plan); }
export function slide_wide_i8(plan: SlidePlan): void { slide<i8, i16, i32, Sum>(plan); }
export function slide_wide_u8(plan: SlidePlan): void { slide<u8, i16, i32, Sum>(plan); }
export function slide_long_i8(plan: SlidePlan): void { slide<i8, i32, i32, Sum>(plan); }
export function slide_long_u8(plan: SlidePlan): void { slide<u8, i32, i32, Sum>(plan); }
export function slide_wide_i16(plan: SlidePlan): void { slide<i16, i32, i32, Sum>(plan); }
export function slide_wide_u16(plan: SlidePlan): void { slide<u16, i32, i32, Sum>(plan); }
export function slide_wide_i32(plan: SlidePlan): void { slide<i32, f64, f64, Sum>(plan); }
export function slide_wide_u32(plan: SlidePlan): void { slide<u32, f64, f64, Sum>(plan); }
export function slide_wide_f32(plan: SlidePlan): void { slide<f32, f64, f64, Sum>(plan); }

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
export function median_i8(plan: Plan): void { byteMedians<i8>(plan); }
export function median_u8(plan: Plan): void { byteMedians<u8>(plan); }
export function median_i16(plan: Plan): void { scan<Median<i16>>(plan); }
export function median_u16(plan: Plan): void { scan<Median<u16>>(plan); }
export function median_i32(plan: Plan): void { scan<Median<i32>>(plan); }
export function median_u32(plan: Plan): void { scan<Median<u32>>(plan); }
export function median_f32(plan: Plan): void { scan<Median<f32>>(plan); }
export function median_f64(plan: Plan): void { scan<Median<f64>>(plan); }

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
