import { readerOf } from "../registry/elements.ts";
import { forEachIndex, placeOf } from "../shape/each.ts";
import type { Unpooling } from "./backend.ts";
import { fillBox } from "./fill.ts";

/** Zeros all over the result, then each value at its target; the last in row-major order wins. */
export function unpool({ values, indices, out, targetOf }: Unpooling): void {
  const nowhere = values.shape.map(() => 0);
  const position = readerOf(indices.data, indices.dtype);
  const target = (index: readonly number[]): number => targetOf(position(placeOf(indices, index)), index);
  // What is no position is refused before anything is written.
  forEachIndex(nowhere, values.shape, target);
  fillBox(out.shape, values.dtype.big ? 0n : 0, out.data, out.offset, out.pitch);
  // Elements move as they are held, float16 as bits: the result has the values' dtype.
  const from = values.data as unknown as { readonly [at: number]: number | bigint };
  const to = out.data as unknown as { [at: number]: number | bigint };
  forEachIndex(nowhere, values.shape, (index) => {
    const at = target(index);
    if (at >= 0) to[at] = from[placeOf(values, index)] as number | bigint;
  });
}
