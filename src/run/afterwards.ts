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

/** How many results there are, in so many planes. */
interface Load {
  readonly results: number;
  readonly counts: readonly number[];
  readonly taps: Taps | undefined;
}

/** Taps of windows: down the columns for each row of results, along the row for each element of one. */
export interface Taps {
  readonly rows: readonly number[];
  readonly elements: Float64Array;
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
  { problem, tableAt }: Work,
  instance: Instance,
  { counts, taps }: Load,
  sums: number,
  squares: number,
): void {
  const { rows, elements } = taps as Taps;
  const { length } = elements;
  (instance.view(DTYPES.float64) as Float64Array).set(elements, tableAt / 8);
  const call = instance.variance(VARIANCE);
  let at = 0;
  for (let plane = 0; plane < (counts[0] as number); plane++) {
    for (let row = 0; row < rows.length; row++) {
      call(sums + at, squares + at, length, rows[row] as number, tableAt, problem.ddof);
      at += 8 * length;
    }
  }
}
