import { shortName } from "../plan/fold.ts";
import { finishWords } from "../plan/slidestruct.ts";
import type { Terms } from "../plan/terms.ts";
import { DTYPES } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { Instance } from "../wasm/engine.ts";

/** What takes a row of windows at a time, and what takes no other term. */
const VARIANCE = "variance_f64";
const ROOT = "root_f64";

/** What is to be made of the results of terms, and where. */
interface Work {
  readonly problem: Problem;
  readonly terms: readonly { readonly outAt: number }[];
  readonly after: readonly string[];
  /** What turns what is there then into results: a function of the engine's, and its plan. */
  readonly settle: Settle | undefined;
  readonly outAt: number;
  readonly lanes: number;
  readonly tableAt: number;
}

interface Settle {
  readonly name: string;
  readonly words: Int32Array;
}

/** The names of the engine's functions for what is made of folded values, and for turning it into results where it is none. */
export function namesOf({ after, value }: Terms, problem: Problem): Pick<Work, "after" | "settle"> {
  const type = shortName(value);
  const settles = value.code !== problem.result.code;
  return {
    after: after.map((one) => `${one}_${type}`),
    settle: settles ? { name: `settle_${type}`, words: Int32Array.from(finishWords(problem, 1)) } : undefined,
  };
}

/** How many results there are: planes of rows of elements, whose windows have so many taps down the columns and along the row. */
interface Load {
  readonly results: number;
  readonly counts: readonly number[];
  readonly rowTaps: readonly number[];
  readonly cellTaps: readonly number[];
}

/** Makes results of what the terms of a problem have left in the engine's memory. */
export function afterwards(work: Work, instance: Instance, load: Load, planAt: number): void {
  const { terms, after, settle, outAt } = work;
  const helping = terms[0]?.outAt as number;
  const at = terms[terms.length - 1]?.outAt as number;
  const { results } = load;
  for (const name of after) {
    if (name === VARIANCE) varianceRows(work, instance, load, helping, at);
    else instance.convert(name)(name === ROOT ? at : helping, at, results);
  }
  if (settle === undefined) return;
  (instance.view(DTYPES.int32) as Int32Array).set(settle.words, planAt / 4);
  instance.settle(settle.name)(planAt, at, outAt, results);
}

/** A row of windows at a time, since the next may have another number of taps. */
function varianceRows(
  { problem, lanes, tableAt }: Work,
  instance: Instance,
  { counts, rowTaps, cellTaps }: Load,
  sums: number,
  squares: number,
): void {
  const length = cellTaps.length * lanes;
  const table = (instance.view(DTYPES.float64) as Float64Array).subarray(tableAt / 8, tableAt / 8 + length);
  for (let i = 0; i < cellTaps.length; i++) table.fill(cellTaps[i] as number, i * lanes, (i + 1) * lanes);
  const call = instance.variance(VARIANCE);
  let at = 0;
  for (let plane = 0; plane < (counts[0] as number); plane++) {
    for (const rows of rowTaps) {
      call(sums + at, squares + at, length, rows, tableAt, problem.ddof);
      at += 8 * length;
    }
  }
}
