import type { Chain } from "../plan/chain.ts";
import { SLIDE } from "../registry/drivers.ts";
import { type Arrays, outShape, type Problem } from "../shape/problem.ts";
import type { View } from "../shape/view.ts";
import type { Prepared } from "./backend.ts";
import { lengthOf, newArray, viewOver } from "./definition.ts";

/** What stands between the two poolings. */
function betweenOf({ first }: Chain): View {
  const shape = outShape(first.axes);
  return viewOver(newArray(first.result, lengthOf(shape)), first.result, shape);
}

/** Runs one pooling, then the other. */
export function runChain(
  chain: Chain,
  { input, out }: Arrays,
  pool: (problem: Problem, arrays: Arrays) => void,
  between = betweenOf(chain),
): void {
  pool(chain.first, { input, out: between });
  pool(chain.second, { input: between, out });
}

/** A prepared run of both, over arrays of its own. */
export function prepareChain(
  chain: Chain,
  problem: Problem,
  pool: (problem: Problem, arrays: Arrays) => void,
): Prepared {
  const shape = problem.axes.map(({ extent }) => extent);
  const result = outShape(problem.axes);
  const input = viewOver(newArray(problem.input, lengthOf(shape)), problem.input, shape);
  const out = viewOver(newArray(problem.result, lengthOf(result)), problem.result, result);
  const between = betweenOf(chain);
  return {
    input: input.data,
    output: out.data,
    run: () => runChain(chain, { input, out }, pool, between),
    steps: [{ driver: SLIDE.name, why: `${SLIDE.why}; ${chain.why}`, results: out.data.length }],
    bytes: input.data.byteLength + out.data.byteLength + between.data.byteLength,
  };
}
