import { errorOf } from "../kernel/compensated";

/**
 * Windows that come in pieces: each piece's folded values are taken into one total for each result. At the
 * end they become results, here (the settling exports) or, where that would not be exact, in src/run/totals.ts. What a total is, by the folded type: a value of the same type for max, min and
 * sums modulo 2^64; i64 for i32; a pair of i64 (low and high sums) for the halves of 64-bit integers; a pair of f64 (sum and
 * error) for floats, exact where they hold integers.
 */

/** Folds values of the same type. */
export function joinSame<T, Op>(from: usize, to: usize, length: u32, first: bool): void {
  const op = changetype<Op>(0);
  const end = from + (<usize>length << alignof<T>());
  for (; from < end; from += sizeof<T>(), to += sizeof<T>()) {
    store<T>(to, first ? load<T>(from) : op.combine<T>(load<T>(to), load<T>(from)));
  }
}

/** Adds up sums. */
export function joinSums<A>(from: usize, to: usize, length: u32, first: bool): void {
  const end = from + (<usize>length << alignof<A>());
  for (; from < end; from += sizeof<A>()) {
    if (isFloat<A>()) {
      const part = <f64>load<A>(from);
      const sum = first ? -0.0 : load<f64>(to);
      const next = sum + part;
      store<f64>(to, (first ? 0 : load<f64>(to, 8)) + errorOf(sum, part, next), 8);
      store<f64>(to, next);
      to += 16;
    } else {
      store<i64>(to, (first ? 0 : load<i64>(to)) + <i64>load<A>(from));
      to += 8;
    }
  }
}

/** Adds up pairs of sums, carrying what passes 32 bits. */
export function joinHalves(from: usize, to: usize, length: u32, first: bool): void {
  for (let i: u32 = 0; i < length; i++, from += 16, to += 16) {
    const low = load<i64>(from);
    store<i64>(to, (first ? 0 : load<i64>(to)) + (low & 0xffffffff));
    store<i64>(to, (first ? 0 : load<i64>(to, 8)) + (low >> 32) + load<i64>(from, 8), 8);
  }
}
