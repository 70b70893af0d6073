import { shortName } from "../plan/fold.ts";
import { finishWords } from "../plan/slidestruct.ts";
import type { Terms } from "../plan/terms.ts";
import { DTYPES, type DTypeRow } from "../registry/dtypes.ts";
import type { Problem } from "../shape/problem.ts";
import type { Instance } from "../wasm/engine.ts";

/** What is to be made of the results of terms, and where. */
interface Work {
  readonly problem: Problem;
  readonly terms: readonly { readonly outAt: number }[];
  readonly after: Terms["after"];
  readonly value: DTypeRow;
  readonly outAt: number;
  readonly lanes: number;
  readonly tableAt: number;
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
  const { problem, terms, after, value, outAt } = work;
  const [first, last] = [terms[0], terms.at(-1)];
  if (first === undefined || last === undefined) return;
  const { results } = load;
  for (const one of after) {
    if (one === "variance") varianceRows(work, instance, load, first.outAt, last.outAt);
    else if (one === "range") instance.convert(`range_${shortName(value)}`)(first.outAt, last.outAt, results);
    else instance.convert("root_f64")(last.outAt, last.outAt, results);
  }
  if (last.outAt === outAt) return;
  (instance.view(DTYPES.int32) as Int32Array).set(finishWords(problem, 1), planAt / 4);
  instance.settle(`settle_${shortName(value)}`)(planAt, last.outAt, outAt, results);
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
  const call = instance.variance("variance_f64");
  let at = 0;
  for (let plane = 0; plane < (counts[0] as number); plane++) {
    for (const rows of rowTaps) {
      call(sums + at, squares + at, length, rows, tableAt, problem.ddof);
      at += 8 * length;
    }
  }
}
