/**
 * How near another library's result must be to ours:
 *
 * - `exact`: every bit.
 * - `ulp`: a mean of floats within a unit in the last place or two, as many multiply by the divisor's reciprocal; sums,
 *   of values chosen so that they are exact, are.
 * - `ties`: a mean of integers rounded to nearest. Ties may go either way: OpenCV and ONNX Runtime take the even neighbour,
 *   and scale sums by a float32.
 * - `near`: the same by a reciprocal cut to 24 bits, as Pillow has it, which may come out one too low.
 * - `steps`: a mean of floats taken along one axis and stored, then along the other, as SciPy does: within some units in the
 *   last place of the largest tap.
 * @typedef {"exact" | "ulp" | "ties" | "near" | "steps"} Rule
 */

/** @typedef {ArrayLike<number | bigint>} Values */

const ULP = { float32: 2 ** -22, float64: 2 ** -51 };
const SCALED = 1e-4;
const CUT = 1 / 6;
/** The taps of data.mjs are below this. */
const LARGEST = 512;

/**
 * What is wrong with another library's result, if anything is.
 * @param {Values} theirs
 * @param {Values} ours
 * @param {Rule} rule
 * @param {string} dtype of both
 * @param {() => Values} exact means before rounding
 * @returns {string | undefined}
 */
export function disagreementOf(theirs, ours, rule, dtype, exact) {
  if (theirs.length !== ours.length) return `gives ${theirs.length} results instead of ${ours.length}`;
  const within = WITHIN[rule](dtype, exact);
  for (let i = 0; i < ours.length; i++) {
    if (theirs[i] !== ours[i] && !within(Number(theirs[i]), Number(ours[i]), i)) {
      return `gives ${theirs[i]} at ${i} where stridepool gives ${ours[i]}`;
    }
  }
  return undefined;
}

/** @typedef {(theirs: number, ours: number, i: number) => boolean} Within */

/** @type {Record<Rule, (dtype: string, exact: () => Values) => Within>} */
const WITHIN = {
  exact: () => () => false,
  ulp: (dtype) => (theirs, ours) => Math.abs(theirs - ours) <= ulpOf(dtype) * Math.abs(ours),
  steps: (dtype) => (theirs, ours) => Math.abs(theirs - ours) <= ulpOf(dtype) * LARGEST,
  ties: (_, exact) => withinTie(exact(), SCALED),
  near: (_, exact) => withinTie(exact(), CUT),
};

/** @type {(exact: Values, more: number) => Within} */
function withinTie(exact, more) {
  return (theirs, _, i) => Math.abs(theirs - Number(exact[i])) <= 0.5 + more;
}

/** @type {(dtype: string) => number} */
function ulpOf(dtype) {
  return ULP[/** @type {keyof typeof ULP} */ (dtype)] ?? 0;
}
