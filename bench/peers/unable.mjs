import { MOST_TAPS } from "../ways.mjs";

/** @import { Problem } from "../shapes.mjs" */

/** Why a library cannot do a problem. */
export class Unable extends Error {}

/** @type {(...conditions: boolean[]) => void} */
export function need(...conditions) {
  if (!conditions.every(Boolean)) throw new Unable("has no such operation");
}

/**
 * Refuses what would take a library seconds a call that goes tap by tap.
 * @type {(problem: Problem) => void}
 */
export function affordable({ taps }) {
  if (taps > MOST_TAPS) throw new Unable("left out: too many taps one by one");
}
