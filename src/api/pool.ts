import { show, typeError } from "../errors.ts";
import type { OpRow } from "../registry/ops.ts";
import type { Backend, Job } from "../run/backend.ts";
import { hasIndices } from "../shape/problem.ts";
import { checkBounds, sizeOf, type View } from "../shape/view.ts";
import type { NdArray } from "../types.ts";
import type { Geometry } from "./geometry.ts";
import type { Known } from "./known.ts";
import type { Given } from "./options.ts";
import { problemOf } from "./problem.ts";
import { arrayOf, lyingOf, newView, outView, refuseDetached } from "./result.ts";
import { maskOf, numberingOf } from "./values.ts";

/** Pools what has been described, into a new array or `out`. */
export function poolInto(backendOf: () => Backend, known: Known, view: View, given: Given): unknown {
  const { problem, shape } = known;
  const mask = maskOf(given, view.shape);
  const results = sizeOf(shape, "output");
  const backend = backendOf();
  const indices = hasIndices(problem) ? newView(known, problem.position, results, "indices") : undefined;
  if (indices !== undefined) checkTakesIndices(given.out);
  const out =
    given.out === undefined
      ? newView(known, problem.result, results, "output")
      : outView(given.out, problem.result, shape, view, mask);
  // Options may have been getters, so the data is looked at once more, last of all.
  recheck(view, mask);
  if (out.data.length > 0 && results > 0) backend.pool(problem, { input: view, out, mask, indices });
  const array = given.out ?? arrayOf(out);
  if (indices !== undefined) putBeside(array as object, arrayOf(indices));
  return array;
}

function putBeside(array: object, indices: NdArray): void {
  const own = Object.getOwnPropertyDescriptor(array, "indices");
  // Else defined, not assigned: a class of the caller's may have an accessor of this name.
  if (own?.writable) (array as { indices?: NdArray }).indices = indices;
  else
    Object.defineProperty(array, "indices", { value: indices, writable: true, enumerable: true, configurable: true });
}

function recheck(view: View, mask: View | undefined): void {
  refuseDetached(view, "input");
  checkBounds(view, "input");
  if (mask === undefined) return;
  refuseDetached(mask, "mask");
  checkBounds(mask, "mask");
}

/** Positions are put beside the values, so `out` must take them. */
function checkTakesIndices(out: unknown): void {
  if (typeof out !== "object" || out === null) return;
  const own = Object.getOwnPropertyDescriptor(out, "indices");
  if (own === undefined ? Object.isExtensible(out) : own.writable || own.configurable) return;
  throw typeError(
    "wrong-type",
    "out",
    out,
    `out must take a property for its indices, got ${show(out)} that is frozen or holds one that stays; give another`,
  );
}

/** The same for several statistics at once. */
export function poolStats(
  backendOf: () => Backend,
  rows: readonly OpRow[],
  view: View,
  geometry: Geometry,
  given: Given,
): unknown {
  if (given.indices !== undefined && rows.every(({ positions }) => positions === "none")) {
    numberingOf(given, rows[0] as OpRow);
  }
  const mask = maskOf(given, view.shape);
  const unnumbered: Given = { ...given, indices: undefined };
  const problems = rows.map((row) =>
    problemOf(row, view.dtype, geometry, row.positions === "none" ? unnumbered : given),
  );
  const at = lyingOf(geometry.axes);
  const results = sizeOf(at.shape, "output");
  const backend = backendOf();
  const jobs: Job[] = problems.map((problem) => ({
    problem,
    arrays: {
      input: view,
      mask,
      out: newView(at, problem.result, results, "output"),
      indices: hasIndices(problem) ? newView(at, problem.position, results, "indices") : undefined,
    },
  }));
  recheck(view, mask);
  if (results > 0) backend.poolEach(jobs);
  const stats: Record<string, unknown> = {};
  for (const { problem, arrays } of jobs) {
    const array = arrayOf(arrays.out);
    stats[problem.op.name] =
      arrays.indices === undefined ? array : Object.assign(array, { indices: arrayOf(arrays.indices) });
  }
  return stats;
}
