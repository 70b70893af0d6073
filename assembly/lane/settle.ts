import { FLOOR, HALF_EVEN, HALF_UP, fromInteger, fromReal } from "./convert";

/** A real value at an address as a result of a dtype (the code of its row in src/registry/dtypes.ts). */
export function storeReal(to: usize, type: u32, value: f64, round: u32): void {
  switch (type) {
    case 0: return store<i8>(to, fromReal<i8>(value, round));
    case 1: return store<u8>(to, fromReal<u8>(value, round));
    case 2: return store<i16>(to, fromReal<i16>(value, round));
    case 3: return store<u16>(to, fromReal<u16>(value, round));
    case 4: return store<i32>(to, fromReal<i32>(value, round));
    case 5: return store<u32>(to, fromReal<u32>(value, round));
    case 6: return store<i64>(to, fromReal<i64>(value, round));
    case 7: return store<u64>(to, fromReal<u64>(value, round));
    case 8: return store<f32>(to, <f32>value);
    default: return store<f64>(to, value);
  }
}

/** The same for a 64-bit integer. */
export function storeInteger<T>(to: usize, type: u32, value: T): void {
  switch (type) {
    case 0: return store<i8>(to, fromInteger<T, i8>(value));
    case 1: return store<u8>(to, fromInteger<T, u8>(value));
    case 2: return store<i16>(to, fromInteger<T, i16>(value));
    case 3: return store<u16>(to, fromInteger<T, u16>(value));
    case 4: return store<i32>(to, fromInteger<T, i32>(value));
    case 5: return store<u32>(to, fromInteger<T, u32>(value));
    case 6: return store<i64>(to, fromInteger<T, i64>(value));
    case 7: return store<u64>(to, fromInteger<T, u64>(value));
    case 8: return store<f32>(to, fromInteger<T, f32>(value));
    default: return store<f64>(to, fromInteger<T, f64>(value));
  }
}

/** A result that is kept as it stands in memory. */
export function storeSame(to: usize, bytes: u32, from: usize): void {
  if (bytes == 1) store<u8>(to, load<u8>(from));
  else if (bytes == 2) store<u16>(to, load<u16>(from));
  else if (bytes == 4) store<u32>(to, load<u32>(from));
  else store<u64>(to, load<u64>(from));
}

/** (high * 2^32 + low) / count rounded to an integer as asked, as the nearest value of a dtype of integers. */
export function storeWholeRatio(to: usize, type: u32, high: i64, low: i64, count: u64, round: u32): void {
  const negative = high < 0;
  if (negative) {
    high = -high - i64(low != 0);
    low = low ? 0x100000000 - low : 0;
  }
  const top = <u64>high;
  const quotientHigh = top / count;
  const middle = ((top % count) << 32) | <u64>low;
  let size = (quotientHigh << 32) | (middle / count);
  const twice = (middle % count) << 1;
  let away = false;
  if (round == HALF_UP) away = negative ? twice > count : twice >= count;
  else if (round == HALF_EVEN) away = twice > count || (twice == count && (size & 1) == 1);
  else if (round == FLOOR) away = negative && twice != 0;
  if (quotientHigh >> 32) size = <u64>-1;
  else if (away && size != <u64>-1) size++;
  if (negative) storeInteger<i64>(to, type, size >> 63 ? i64.MIN_VALUE : -(<i64>size));
  else storeInteger<u64>(to, type, size);
}
