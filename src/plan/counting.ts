import { windowTaps } from "../shape/axis.ts";
import type { Problem } from "../shape/problem.ts";
import { minds, readsOutside } from "./scan.ts";

/** Neighbouring windows of an axis with equally many taps. */
export interface Alike {
  readonly out: number;
  readonly count: number;
  readonly taps: number;
}

/** What tells how many taps windows have, axis by axis, where all of them count. */
export interface Counting {
  readonly problem: Problem;
  readonly alike: readonly (readonly Alike[])[];
}

/** How taps are counted without a look at them; undefined for other ops, and where some are left out. */
export function countingOf(problem: Problem): Counting | undefined {
  const { op, axes } = problem;
  if (op.fold !== "count" || minds(problem) || axes.some(({ adaptive }) => adaptive)) return undefined;
  const outside = readsOutside(problem);
  const alike = axes.map((axis) => {
    const runs: Alike[] = [];
    for (let out = 0; out < axis.out; out++) {
      const taps = outside ? axis.window : windowTaps(axis, out).taps;
      const before = runs.at(-1);
      if (before?.taps === taps) runs[runs.length - 1] = { ...before, count: before.count + 1 };
      else runs.push({ out, count: 1, taps });
    }
    return runs;
  });
  return { problem, alike };
}
