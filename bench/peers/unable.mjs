/** Why a library cannot do a problem. */
export class Unable extends Error {}

/** @type {(...conditions: boolean[]) => void} */
export function need(...conditions) {
  if (!conditions.every(Boolean)) throw new Unable("has no such operation");
}
