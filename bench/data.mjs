/** @import { Problem } from "./shapes.mjs" */

/**
 * The same values on every run. Floats are multiples of 1/8 below 512, so that sums are exact and every order of adding
 * gives the same bits; integers span their type.
 * @param {Problem} problem
 */
export function inputOf({ dtype, length }) {
  const data = new dtype.Array(length);
  let state = 0x9e3779b9;
  for (let i = 0; i < length; i++) {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    data[i] = dtype.float ? (state >> 19) / 8 : state;
  }
  return data;
}
