import type { Alike, Counting } from "../plan/counting.ts";
import { settle } from "../reference/exact.ts";
import { COUNT } from "../registry/drivers.ts";
import { toFloat16Bits } from "../registry/float16.ts";
import { outShape } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { Prepared } from "./backend.ts";
import { lengthOf, newArray, viewOver } from "./definition.ts";
import { fillBox } from "./fill.ts";

/** Writes how many taps each window has. */
export function fillCounts({ problem, alike }: Counting, { data, dtype, pitch, offset }: View): void {
  const counts: number[] = [];
  const along = (axis: number, at: number, taps: number): void => {
    if (axis === alike.length) {
      const value = settle(problem, taps);
      fillBox(counts, dtype.coded ? toFloat16Bits(value as number) : value, data, at, pitch);
      return;
    }
    for (const run of alike[axis] as readonly Alike[]) {
      counts[axis] = run.count;
      along(axis + 1, at + run.out * (pitch[axis] as number), taps * run.taps);
    }
  };
  along(0, offset, 1);
}

/** A prepared run over arrays of its own: of its input nothing is read. */
export function prepareCounting(counting: Counting): Prepared {
  const { problem } = counting;
  const shape = outShape(problem.axes);
  const input = newArray(problem.input, lengthOf(problem.axes.map(({ extent }) => extent)));
  const out = viewOver(newArray(problem.result, lengthOf(shape)), problem.result, shape);
  return {
    input,
    output: out.data,
    run: () => fillCounts(counting, out),
    steps: out.data.length === 0 ? [] : [{ driver: COUNT.name, why: COUNT.why, results: out.data.length }],
    bytes: input.byteLength + out.data.byteLength,
  };
}
