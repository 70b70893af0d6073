/*
 * Positions beside values in lanes of W: 32 bits where those have 32 or 64 bits (of which there are two, and two positions in
 * the lower half of a vector), 16 bits where those have 16.
 */

/** A 32-bit position in every lane. From memory, since V8 splats a scalar anew in every turn of a loop. */
@inline
export function placeAt<W>(address: usize): v128 {
  return sizeof<W>() == 2 ? v128.load_splat<i16>(address) : v128.load_splat<i32>(address);
}

/** What a comparison of values says, for the lanes of their positions. */
@inline
export function placeMask<W>(mask: v128): v128 {
  return sizeof<W>() == 8 ? v128.shuffle<u32>(mask, mask, 0, 2, 0, 2) : mask;
}

@inline
export function addPlaces<W>(a: v128, b: v128): v128 {
  return sizeof<W>() == 2 ? i16x8.add(a, b) : i32x4.add(a, b);
}

/** The distance from where one vector of 32-bit positions starts to where the next one does, for windows that are `hop` apart. */
@inline
export function onwardBy<W>(hop: v128): v128 {
  return i32x4.shl(hop, sizeof<W>() == 8 ? 1 : 2);
}

/** Stores positions within windows as 32-bit ones, for windows that start at `here` and, after a vector, `onward` from there. */
@inline
export function storePlaces<W>(to: usize, places: v128, here: v128, onward: v128): void {
  if (sizeof<W>() == 2) {
    v128.store(to, i32x4.add(here, i32x4.extend_low_i16x8_s(places)));
    v128.store(to, i32x4.add(i32x4.add(here, onward), i32x4.extend_high_i16x8_s(places)), 16);
  } else if (sizeof<W>() == 4) v128.store(to, i32x4.add(here, places));
  else v128.store64_lane(to, i32x4.add(here, places), 0);
}

/** Where the windows after those stored start. */
@inline
export function afterThose<W>(here: v128, onward: v128): v128 {
  return i32x4.add(here, sizeof<W>() == 2 ? i32x4.add(onward, onward) : onward);
}
