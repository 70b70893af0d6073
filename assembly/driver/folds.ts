import { Max } from "../op/max";
import { Min } from "../op/min";
import { Sum } from "../op/sum";
import { Plan } from "../plan";
import { ByteMean, Compensated, Halves, Own, Real, Wide } from "./fold";

/*
 * The folds by number, so that one nest of loops serves all of them: code for each would be as large as all of the rest. What they
 * do is done for a row of outputs at least, which hides the way here.
 */

export const MAX_I8: u32 = 0;
export const MAX_U8: u32 = 1;
export const MAX_I16: u32 = 2;
export const MAX_U16: u32 = 3;
export const MAX_I32: u32 = 4;
export const MAX_U32: u32 = 5;
export const MAX_I64: u32 = 6;
export const MAX_U64: u32 = 7;
export const MAX_F32: u32 = 8;
export const MAX_F64: u32 = 9;
export const MIN_I8: u32 = 10;
export const MIN_U8: u32 = 11;
export const MIN_I16: u32 = 12;
export const MIN_U16: u32 = 13;
export const MIN_I32: u32 = 14;
export const MIN_U32: u32 = 15;
export const MIN_I64: u32 = 16;
export const MIN_U64: u32 = 17;
export const MIN_F32: u32 = 18;
export const MIN_F64: u32 = 19;
export const SUM_F32: u32 = 20;
export const SUM_F64: u32 = 21;
export const SUM_I64: u32 = 22;
export const MEAN_I8: u32 = 23;
export const MEAN_U8: u32 = 24;
export const REAL_I8: u32 = 25;
export const REAL_U8: u32 = 26;
export const REAL_I16: u32 = 27;
export const REAL_U16: u32 = 28;
export const REAL_I32: u32 = 29;
export const REAL_U32: u32 = 30;
export const WIDE_I8: u32 = 31;
export const WIDE_U8: u32 = 32;
export const WIDE_I16: u32 = 33;
export const WIDE_U16: u32 = 34;
export const WIDE_I32: u32 = 35;
export const WIDE_U32: u32 = 36;
export const WIDE_F32: u32 = 37;
export const FEW_I8: u32 = 38;
export const FEW_U8: u32 = 39;
export const WIDE_I64: u32 = 40;
export const WIDE_U64: u32 = 41;
export const WIDE_F64: u32 = 42;

/** Folds one row of outputs. */
export function rowBy(fold: u32, plan: Plan, from: usize, to: usize, count: u32, wide: u32): void {
  switch (fold) {
    case MAX_I8: return changetype<Own<i8, Max>>(0).row(plan, from, to, count, wide);
    case MAX_U8: return changetype<Own<u8, Max>>(0).row(plan, from, to, count, wide);
    case MAX_I16: return changetype<Own<i16, Max>>(0).row(plan, from, to, count, wide);
    case MAX_U16: return changetype<Own<u16, Max>>(0).row(plan, from, to, count, wide);
    case MAX_I32: return changetype<Own<i32, Max>>(0).row(plan, from, to, count, wide);
    case MAX_U32: return changetype<Own<u32, Max>>(0).row(plan, from, to, count, wide);
    case MAX_I64: return changetype<Own<i64, Max>>(0).row(plan, from, to, count, wide);
    case MAX_U64: return changetype<Own<u64, Max>>(0).row(plan, from, to, count, wide);
    case MAX_F32: return changetype<Own<f32, Max>>(0).row(plan, from, to, count, wide);
    case MAX_F64: return changetype<Own<f64, Max>>(0).row(plan, from, to, count, wide);
    case MIN_I8: return changetype<Own<i8, Min>>(0).row(plan, from, to, count, wide);
    case MIN_U8: return changetype<Own<u8, Min>>(0).row(plan, from, to, count, wide);
    case MIN_I16: return changetype<Own<i16, Min>>(0).row(plan, from, to, count, wide);
    case MIN_U16: return changetype<Own<u16, Min>>(0).row(plan, from, to, count, wide);
    case MIN_I32: return changetype<Own<i32, Min>>(0).row(plan, from, to, count, wide);
    case MIN_U32: return changetype<Own<u32, Min>>(0).row(plan, from, to, count, wide);
    case MIN_I64: return changetype<Own<i64, Min>>(0).row(plan, from, to, count, wide);
    case MIN_U64: return changetype<Own<u64, Min>>(0).row(plan, from, to, count, wide);
    case MIN_F32: return changetype<Own<f32, Min>>(0).row(plan, from, to, count, wide);
    case MIN_F64: return changetype<Own<f64, Min>>(0).row(plan, from, to, count, wide);
    case SUM_F32: return changetype<Own<f32, Sum>>(0).row(plan, from, to, count, wide);
    case SUM_F64: return changetype<Own<f64, Sum>>(0).row(plan, from, to, count, wide);
    case SUM_I64: return changetype<Own<i64, Sum>>(0).row(plan, from, to, count, wide);
    case MEAN_I8: return changetype<ByteMean<i8>>(0).row(plan, from, to, count, wide);
    case MEAN_U8: return changetype<ByteMean<u8>>(0).row(plan, from, to, count, wide);
    case REAL_I8: return changetype<Real<i8>>(0).row(plan, from, to, count, wide);
    case REAL_U8: return changetype<Real<u8>>(0).row(plan, from, to, count, wide);
    case REAL_I16: return changetype<Real<i16>>(0).row(plan, from, to, count, wide);
    case REAL_U16: return changetype<Real<u16>>(0).row(plan, from, to, count, wide);
    case REAL_I32: return changetype<Real<i32>>(0).row(plan, from, to, count, wide);
    case REAL_U32: return changetype<Real<u32>>(0).row(plan, from, to, count, wide);
    case WIDE_I8: return changetype<Wide<i8, i32>>(0).row(plan, from, to, count, wide);
    case WIDE_U8: return changetype<Wide<u8, i32>>(0).row(plan, from, to, count, wide);
    case WIDE_I16: return changetype<Wide<i16, i32>>(0).row(plan, from, to, count, wide);
    case WIDE_U16: return changetype<Wide<u16, i32>>(0).row(plan, from, to, count, wide);
    case WIDE_I32: return changetype<Wide<i32, f64>>(0).row(plan, from, to, count, wide);
    case WIDE_U32: return changetype<Wide<u32, f64>>(0).row(plan, from, to, count, wide);
    case WIDE_F32: return changetype<Wide<f32, f64>>(0).row(plan, from, to, count, wide);
    case FEW_I8: return changetype<Wide<i8, i16>>(0).row(plan, from, to, count, wide);
    case FEW_U8: return changetype<Wide<u8, i16>>(0).row(plan, from, to, count, wide);
    case WIDE_I64: return changetype<Halves<i64>>(0).row(plan, from, to, count, wide);
    case WIDE_U64: return changetype<Halves<u64>>(0).row(plan, from, to, count, wide);
    case WIDE_F64: return changetype<Compensated>(0).row(plan, from, to, count, wide);
    default: return;
  }
}

/** Folds as many rows as there are turns. */
export function rowsBy(fold: u32, plan: Plan, from: usize, to: usize, turns: u32, hop: usize, outHop: usize): void {
  switch (fold) {
    case MAX_I8: return changetype<Own<i8, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_U8: return changetype<Own<u8, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_I16: return changetype<Own<i16, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_U16: return changetype<Own<u16, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_I32: return changetype<Own<i32, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_U32: return changetype<Own<u32, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_I64: return changetype<Own<i64, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_U64: return changetype<Own<u64, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_F32: return changetype<Own<f32, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MAX_F64: return changetype<Own<f64, Max>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_I8: return changetype<Own<i8, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_U8: return changetype<Own<u8, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_I16: return changetype<Own<i16, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_U16: return changetype<Own<u16, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_I32: return changetype<Own<i32, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_U32: return changetype<Own<u32, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_I64: return changetype<Own<i64, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_U64: return changetype<Own<u64, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_F32: return changetype<Own<f32, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case MIN_F64: return changetype<Own<f64, Min>>(0).rows(plan, from, to, turns, hop, outHop);
    case SUM_F32: return changetype<Own<f32, Sum>>(0).rows(plan, from, to, turns, hop, outHop);
    case SUM_F64: return changetype<Own<f64, Sum>>(0).rows(plan, from, to, turns, hop, outHop);
    case SUM_I64: return changetype<Own<i64, Sum>>(0).rows(plan, from, to, turns, hop, outHop);
    case MEAN_I8: return changetype<ByteMean<i8>>(0).rows(plan, from, to, turns, hop, outHop);
    case MEAN_U8: return changetype<ByteMean<u8>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_I8: return changetype<Real<i8>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_U8: return changetype<Real<u8>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_I16: return changetype<Real<i16>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_U16: return changetype<Real<u16>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_I32: return changetype<Real<i32>>(0).rows(plan, from, to, turns, hop, outHop);
    case REAL_U32: return changetype<Real<u32>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_I8: return changetype<Wide<i8, i32>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_U8: return changetype<Wide<u8, i32>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_I16: return changetype<Wide<i16, i32>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_U16: return changetype<Wide<u16, i32>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_I32: return changetype<Wide<i32, f64>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_U32: return changetype<Wide<u32, f64>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_F32: return changetype<Wide<f32, f64>>(0).rows(plan, from, to, turns, hop, outHop);
    case FEW_I8: return changetype<Wide<i8, i16>>(0).rows(plan, from, to, turns, hop, outHop);
    case FEW_U8: return changetype<Wide<u8, i16>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_I64: return changetype<Halves<i64>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_U64: return changetype<Halves<u64>>(0).rows(plan, from, to, turns, hop, outHop);
    case WIDE_F64: return changetype<Compensated>(0).rows(plan, from, to, turns, hop, outHop);
    default: return;
  }
}

/** Turns a row of folded values into results. */
export function settleBy(fold: u32, plan: Plan, from: usize, to: usize, length: u32): void {
  switch (fold) {
    case MAX_I8: return changetype<Own<i8, Max>>(0).settle(plan, from, to, length);
    case MAX_U8: return changetype<Own<u8, Max>>(0).settle(plan, from, to, length);
    case MAX_I16: return changetype<Own<i16, Max>>(0).settle(plan, from, to, length);
    case MAX_U16: return changetype<Own<u16, Max>>(0).settle(plan, from, to, length);
    case MAX_I32: return changetype<Own<i32, Max>>(0).settle(plan, from, to, length);
    case MAX_U32: return changetype<Own<u32, Max>>(0).settle(plan, from, to, length);
    case MAX_I64: return changetype<Own<i64, Max>>(0).settle(plan, from, to, length);
    case MAX_U64: return changetype<Own<u64, Max>>(0).settle(plan, from, to, length);
    case MAX_F32: return changetype<Own<f32, Max>>(0).settle(plan, from, to, length);
    case MAX_F64: return changetype<Own<f64, Max>>(0).settle(plan, from, to, length);
    case MIN_I8: return changetype<Own<i8, Min>>(0).settle(plan, from, to, length);
    case MIN_U8: return changetype<Own<u8, Min>>(0).settle(plan, from, to, length);
    case MIN_I16: return changetype<Own<i16, Min>>(0).settle(plan, from, to, length);
    case MIN_U16: return changetype<Own<u16, Min>>(0).settle(plan, from, to, length);
    case MIN_I32: return changetype<Own<i32, Min>>(0).settle(plan, from, to, length);
    case MIN_U32: return changetype<Own<u32, Min>>(0).settle(plan, from, to, length);
    case MIN_I64: return changetype<Own<i64, Min>>(0).settle(plan, from, to, length);
    case MIN_U64: return changetype<Own<u64, Min>>(0).settle(plan, from, to, length);
    case MIN_F32: return changetype<Own<f32, Min>>(0).settle(plan, from, to, length);
    case MIN_F64: return changetype<Own<f64, Min>>(0).settle(plan, from, to, length);
    case SUM_F32: return changetype<Own<f32, Sum>>(0).settle(plan, from, to, length);
    case SUM_F64: return changetype<Own<f64, Sum>>(0).settle(plan, from, to, length);
    case SUM_I64: return changetype<Own<i64, Sum>>(0).settle(plan, from, to, length);
    case MEAN_I8: return changetype<ByteMean<i8>>(0).settle(plan, from, to, length);
    case MEAN_U8: return changetype<ByteMean<u8>>(0).settle(plan, from, to, length);
    case REAL_I8: return changetype<Real<i8>>(0).settle(plan, from, to, length);
    case REAL_U8: return changetype<Real<u8>>(0).settle(plan, from, to, length);
    case REAL_I16: return changetype<Real<i16>>(0).settle(plan, from, to, length);
    case REAL_U16: return changetype<Real<u16>>(0).settle(plan, from, to, length);
    case REAL_I32: return changetype<Real<i32>>(0).settle(plan, from, to, length);
    case REAL_U32: return changetype<Real<u32>>(0).settle(plan, from, to, length);
    case WIDE_I8: return changetype<Wide<i8, i32>>(0).settle(plan, from, to, length);
    case WIDE_U8: return changetype<Wide<u8, i32>>(0).settle(plan, from, to, length);
    case WIDE_I16: return changetype<Wide<i16, i32>>(0).settle(plan, from, to, length);
    case WIDE_U16: return changetype<Wide<u16, i32>>(0).settle(plan, from, to, length);
    case WIDE_I32: return changetype<Wide<i32, f64>>(0).settle(plan, from, to, length);
    case WIDE_U32: return changetype<Wide<u32, f64>>(0).settle(plan, from, to, length);
    case WIDE_F32: return changetype<Wide<f32, f64>>(0).settle(plan, from, to, length);
    case FEW_I8: return changetype<Wide<i8, i16>>(0).settle(plan, from, to, length);
    case FEW_U8: return changetype<Wide<u8, i16>>(0).settle(plan, from, to, length);
    case WIDE_I64: return changetype<Halves<i64>>(0).settle(plan, from, to, length);
    case WIDE_U64: return changetype<Halves<u64>>(0).settle(plan, from, to, length);
    case WIDE_F64: return changetype<Compensated>(0).settle(plan, from, to, length);
    default: return;
  }
}

/** Takes one into totals. */
export function joinBy(fold: u32, from: usize, to: usize, length: u32, first: bool): void {
  switch (fold) {
    case MAX_I8: return changetype<Own<i8, Max>>(0).join(from, to, length, first);
    case MAX_U8: return changetype<Own<u8, Max>>(0).join(from, to, length, first);
    case MAX_I16: return changetype<Own<i16, Max>>(0).join(from, to, length, first);
    case MAX_U16: return changetype<Own<u16, Max>>(0).join(from, to, length, first);
    case MAX_I32: return changetype<Own<i32, Max>>(0).join(from, to, length, first);
    case MAX_U32: return changetype<Own<u32, Max>>(0).join(from, to, length, first);
    case MAX_I64: return changetype<Own<i64, Max>>(0).join(from, to, length, first);
    case MAX_U64: return changetype<Own<u64, Max>>(0).join(from, to, length, first);
    case MAX_F32: return changetype<Own<f32, Max>>(0).join(from, to, length, first);
    case MAX_F64: return changetype<Own<f64, Max>>(0).join(from, to, length, first);
    case MIN_I8: return changetype<Own<i8, Min>>(0).join(from, to, length, first);
    case MIN_U8: return changetype<Own<u8, Min>>(0).join(from, to, length, first);
    case MIN_I16: return changetype<Own<i16, Min>>(0).join(from, to, length, first);
    case MIN_U16: return changetype<Own<u16, Min>>(0).join(from, to, length, first);
    case MIN_I32: return changetype<Own<i32, Min>>(0).join(from, to, length, first);
    case MIN_U32: return changetype<Own<u32, Min>>(0).join(from, to, length, first);
    case MIN_I64: return changetype<Own<i64, Min>>(0).join(from, to, length, first);
    case MIN_U64: return changetype<Own<u64, Min>>(0).join(from, to, length, first);
    case MIN_F32: return changetype<Own<f32, Min>>(0).join(from, to, length, first);
    case MIN_F64: return changetype<Own<f64, Min>>(0).join(from, to, length, first);
    case SUM_F32: return changetype<Own<f32, Sum>>(0).join(from, to, length, first);
    case SUM_F64: return changetype<Own<f64, Sum>>(0).join(from, to, length, first);
    case SUM_I64: return changetype<Own<i64, Sum>>(0).join(from, to, length, first);
    case MEAN_I8: return changetype<ByteMean<i8>>(0).join(from, to, length, first);
    case MEAN_U8: return changetype<ByteMean<u8>>(0).join(from, to, length, first);
    case REAL_I8: return changetype<Real<i8>>(0).join(from, to, length, first);
    case REAL_U8: return changetype<Real<u8>>(0).join(from, to, length, first);
    case REAL_I16: return changetype<Real<i16>>(0).join(from, to, length, first);
    case REAL_U16: return changetype<Real<u16>>(0).join(from, to, length, first);
    case REAL_I32: return changetype<Real<i32>>(0).join(from, to, length, first);
    case REAL_U32: return changetype<Real<u32>>(0).join(from, to, length, first);
    case WIDE_I8: return changetype<Wide<i8, i32>>(0).join(from, to, length, first);
    case WIDE_U8: return changetype<Wide<u8, i32>>(0).join(from, to, length, first);
    case WIDE_I16: return changetype<Wide<i16, i32>>(0).join(from, to, length, first);
    case WIDE_U16: return changetype<Wide<u16, i32>>(0).join(from, to, length, first);
    case WIDE_I32: return changetype<Wide<i32, f64>>(0).join(from, to, length, first);
    case WIDE_U32: return changetype<Wide<u32, f64>>(0).join(from, to, length, first);
    case WIDE_F32: return changetype<Wide<f32, f64>>(0).join(from, to, length, first);
    case FEW_I8: return changetype<Wide<i8, i16>>(0).join(from, to, length, first);
    case FEW_U8: return changetype<Wide<u8, i16>>(0).join(from, to, length, first);
    case WIDE_I64: return changetype<Halves<i64>>(0).join(from, to, length, first);
    case WIDE_U64: return changetype<Halves<u64>>(0).join(from, to, length, first);
    case WIDE_F64: return changetype<Compensated>(0).join(from, to, length, first);
    default: return;
  }
}

/** Bytes of a total. */
export function totalBytesOf(fold: u32): usize {
  switch (fold) {
    case MAX_I8: return changetype<Own<i8, Max>>(0).totalBytes();
    case MAX_U8: return changetype<Own<u8, Max>>(0).totalBytes();
    case MAX_I16: return changetype<Own<i16, Max>>(0).totalBytes();
    case MAX_U16: return changetype<Own<u16, Max>>(0).totalBytes();
    case MAX_I32: return changetype<Own<i32, Max>>(0).totalBytes();
    case MAX_U32: return changetype<Own<u32, Max>>(0).totalBytes();
    case MAX_I64: return changetype<Own<i64, Max>>(0).totalBytes();
    case MAX_U64: return changetype<Own<u64, Max>>(0).totalBytes();
    case MAX_F32: return changetype<Own<f32, Max>>(0).totalBytes();
    case MAX_F64: return changetype<Own<f64, Max>>(0).totalBytes();
    case MIN_I8: return changetype<Own<i8, Min>>(0).totalBytes();
    case MIN_U8: return changetype<Own<u8, Min>>(0).totalBytes();
    case MIN_I16: return changetype<Own<i16, Min>>(0).totalBytes();
    case MIN_U16: return changetype<Own<u16, Min>>(0).totalBytes();
    case MIN_I32: return changetype<Own<i32, Min>>(0).totalBytes();
    case MIN_U32: return changetype<Own<u32, Min>>(0).totalBytes();
    case MIN_I64: return changetype<Own<i64, Min>>(0).totalBytes();
    case MIN_U64: return changetype<Own<u64, Min>>(0).totalBytes();
    case MIN_F32: return changetype<Own<f32, Min>>(0).totalBytes();
    case MIN_F64: return changetype<Own<f64, Min>>(0).totalBytes();
    case SUM_F32: return changetype<Own<f32, Sum>>(0).totalBytes();
    case SUM_F64: return changetype<Own<f64, Sum>>(0).totalBytes();
    case SUM_I64: return changetype<Own<i64, Sum>>(0).totalBytes();
    case MEAN_I8: return changetype<ByteMean<i8>>(0).totalBytes();
    case MEAN_U8: return changetype<ByteMean<u8>>(0).totalBytes();
    case REAL_I8: return changetype<Real<i8>>(0).totalBytes();
    case REAL_U8: return changetype<Real<u8>>(0).totalBytes();
    case REAL_I16: return changetype<Real<i16>>(0).totalBytes();
    case REAL_U16: return changetype<Real<u16>>(0).totalBytes();
    case REAL_I32: return changetype<Real<i32>>(0).totalBytes();
    case REAL_U32: return changetype<Real<u32>>(0).totalBytes();
    case WIDE_I8: return changetype<Wide<i8, i32>>(0).totalBytes();
    case WIDE_U8: return changetype<Wide<u8, i32>>(0).totalBytes();
    case WIDE_I16: return changetype<Wide<i16, i32>>(0).totalBytes();
    case WIDE_U16: return changetype<Wide<u16, i32>>(0).totalBytes();
    case WIDE_I32: return changetype<Wide<i32, f64>>(0).totalBytes();
    case WIDE_U32: return changetype<Wide<u32, f64>>(0).totalBytes();
    case WIDE_F32: return changetype<Wide<f32, f64>>(0).totalBytes();
    case FEW_I8: return changetype<Wide<i8, i16>>(0).totalBytes();
    case FEW_U8: return changetype<Wide<u8, i16>>(0).totalBytes();
    case WIDE_I64: return changetype<Halves<i64>>(0).totalBytes();
    case WIDE_U64: return changetype<Halves<u64>>(0).totalBytes();
    case WIDE_F64: return changetype<Compensated>(0).totalBytes();
    default: return 0;
  }
}
