import { createPlan, pool } from "stridepool";
import { disagreementOf } from "./agree.mjs";
import { inputOf } from "./data.mjs";
import { limitsOf } from "./limits.mjs";
import { plainLoop } from "./plain.mjs";
import { productOf } from "./shapes.mjs";

/** @import { Peer } from "./native.mjs" */
/** @import { Problem } from "./shapes.mjs" */

/** What goes tap by tap over more than so many is not timed: it would take seconds a call. */
export const MOST_TAPS = 1.2e8;

/**
 * The ways to do one problem, and the limits that none of them can pass.
 * @typedef {object} Ways
 * @property {Record<string, () => unknown>} contestants
 * @property {ReturnType<typeof inputOf>} data
 * @property {() => string | undefined} mismatch runs each of them and says which one is wrong, if one is
 * @property {(peer: Peer) => Promise<string | undefined>} differs the same of another library; after `mismatch`
 * @property {() => void} dispose
 */

/**
 * @param {Problem} problem
 * @param {WebAssembly.Module} module of the limits
 * @returns {Ways}
 */
export function waysOf(problem, module) {
  const { op, dtype, result, shape, window, stride, padding, border, axes, loops, outShape } = problem;
  const data = inputOf(problem);
  const input = { data, shape, stride: loops.map((axis) => axis.pitch), offset: 0 };
  const options = { axes, stride, padding, dtype: result.name, ...(border && { padMode: border }) };
  const length = productOf(outShape);
  const out = { data: new result.Array(length), shape: outShape };
  const withOut = { ...options, out };
  const expected = new result.Array(length);
  const copy = new dtype.Array(data.length);
  const loop = plainLoop(problem);
  const limits = limitsOf(module, data);
  // A plan's input is row-major, so a transposed problem has none.
  const plan = problem.transposed ? undefined : createPlan(op, { shape, dtype: dtype.name }, window, options);
  plan?.input.data.set(/** @type {never} */ (data));

  /** @type {Record<string, () => unknown>} */
  const contestants = {
    ...(plan && { plan: () => plan.run() }),
    call: () => pool(op, input, window, options),
    "call, out": () => pool(op, input, window, withOut),
    ...(problem.taps <= MOST_TAPS && { plain: () => loop(data, expected) }),
    copy: () => copy.set(data),
    read: limits.read,
  };
  if (length * result.Array.BYTES_PER_ELEMENT * 4 === problem.bytes) contestants["read, 1/4 write"] = limits.quarter;

  return {
    contestants,
    data,
    mismatch() {
      loop(data, expected);
      plan?.run();
      pool(op, input, window, withOut);
      const results = { plan: plan?.output.data, call: pool(op, input, window, options).data, "call, out": out.data };
      for (const [name, values] of Object.entries(results)) {
        const at = values === undefined ? -1 : differenceOf(values, expected);
        if (at >= 0) return `${name} gives ${values?.[at]} at ${at} where the plain loop gives ${expected[at]}`;
      }
      copy.set(data);
      if (differenceOf(copy, data) >= 0) return "the copy differs from the input";
      return limits.proven() ? undefined : "the limits' loops left something out";
    },
    async differs(peer) {
      const exact = () => pool(op, input, window, { ...options, dtype: "float64" }).data;
      const theirs = /** @type {typeof expected} */ (await peer.result());
      const what = disagreementOf(theirs, expected, peer.rule, result.name, exact);
      return what && `${peer.name} ${what}`;
    },
    dispose: () => plan?.dispose(),
  };
}

/**
 * The first position where two arrays differ, −1 where they are the same.
 * @param {ArrayLike<number | bigint>} a
 * @param {ArrayLike<number | bigint>} b
 */
function differenceOf(a, b) {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
