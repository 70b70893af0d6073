/*
 * Which of two taps is to be had, for one order: the larger of unsigned integers or of floats. Other orders become this one
 * when bits of every tap are turned over: the sign of signed integers, all of integers of which the smallest is sought, the
 * sign of floats. Turned over again, the values are what they were.
 */

/** Where in a plan's table of numbers those bits are, as often as they fit into 8 bytes. */
export const FLIP: usize = 48;

/** The bits to turn over in a vector. From memory, since V8 splats a scalar anew in every turn of a loop. */
@inline
export function flipOf(numbers: usize): v128 {
  return v128.load_splat<u64>(numbers, FLIP);
}

/** The same for elements of T widened to lanes of W. */
@inline
export function flipAs<T, W>(numbers: usize): v128 {
  if (sizeof<W>() == sizeof<T>()) return flipOf(numbers);
  const twice = v128.load_ext<T>(numbers, FLIP);
  return sizeof<W>() == 2 * sizeof<T>() ? twice : i32x4.extend_low_i16x8_u(twice);
}

/** Lane by lane the larger one; `a` where either is NaN. */
@inline
export function pickV<T>(a: v128, b: v128): v128 {
  return isFloat<T>() ? v128.pmax<T>(a, b) : v128.max<T>(a, b);
}
