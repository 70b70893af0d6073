import { typeError } from "../errors.ts";
import type { TypedArray } from "../registry/dtypes.ts";
import type { Backend, Prepared } from "../run/backend.ts";
import { forEachIndex, placeOf } from "../shape/each.ts";
import { outShape, type Problem } from "../shape/problem.ts";
import { rowMajor, type View } from "../shape/view.ts";
import type { NdArray, Plan } from "../types.ts";

/** Runtimes without Symbol.dispose have no `using` either; there the method is dispose() alone. */
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** A plan over what the backend prepared. */
export function planOf(backend: Backend, problem: Problem, mask: View | undefined): Plan {
  let held: Prepared | undefined = backend.prepare(problem, mask && copyOf(mask));
  const shape = problem.axes.map((axis) => axis.extent);
  const result = outShape(problem.axes);
  const description = describePlan(backend, problem, held);
  let input: NdArray | undefined = arrayOver(held.input, shape, problem.input.name);
  let output: (NdArray & { indices?: NdArray }) | undefined = arrayOver(held.output, result, problem.result.name);
  if (held.indices !== undefined) output.indices = arrayOver(held.indices, result.slice(), problem.position.name);
  const start = held.run;
  const plan: Plan = {
    get input() {
      return input ?? disposed("input");
    },
    get output() {
      return output ?? disposed("output");
    },
    run: start,
    describe: () => description,
    dispose() {
      held = undefined;
      input = undefined;
      output = undefined;
      (plan as { run: () => void }).run = () => disposed("run");
    },
    [DISPOSE]() {
      plan.dispose();
    },
  };
  return plan;
}

/** A mask as it is now, row-major. */
function copyOf(mask: View): View {
  const { data, dtype, shape } = mask;
  const pitch = rowMajor(shape);
  const copy = new dtype.array(shape.reduce((product, extent) => product * extent, 1));
  const from = data as unknown as { readonly [at: number]: number | bigint };
  const to = copy as unknown as { [at: number]: number | bigint };
  let next = 0;
  forEachIndex(shape, (index) => {
    to[next++] = from[placeOf(mask, index)] as number | bigint;
  });
  return { data: copy, dtype, shape, pitch, offset: 0, image: false };
}

function arrayOver(data: TypedArray, shape: number[], dtype: NdArray["dtype"]): NdArray {
  return { data, shape, stride: rowMajor(shape), offset: 0, dtype };
}

function disposed(member: string): never {
  throw typeError(
    "disposed",
    `plan.${member}`,
    undefined,
    `plan.${member} is gone: the plan was disposed of; create another`,
  );
}

function describePlan(backend: Backend, problem: Problem, prepared: Prepared): string {
  const { op, axes, input, result } = problem;
  const pooled = axes.filter(({ window, stride }) => window !== 1 || stride !== 1);
  const times = (numbers: readonly number[]) => (numbers.length === 0 ? "1" : numbers.join("x"));
  const lines = [
    `${op.name} ${input.name} ${times(axes.map(({ extent }) => extent))} ` +
      `window ${times(pooled.map(({ window }) => window))} stride ${times(pooled.map(({ stride }) => stride))} ` +
      `-> ${result.name} ${times(outShape(axes))}`,
    `${prepared.input.byteLength} bytes in, ${prepared.output.byteLength} out, ${prepared.bytes} held`,
    `engine ${backend.info.build}: ${backend.info.reason}`,
  ];
  const seen = new Map<string, { parts: number; results: number; why: string }>();
  for (const { driver, why, results } of prepared.steps) {
    const row = seen.get(driver) ?? { parts: 0, results: 0, why };
    seen.set(driver, { parts: row.parts + 1, results: row.results + results, why });
  }
  for (const [driver, { parts, results, why }] of seen) {
    lines.push(`driver ${driver} (${results} results in ${parts} ${parts === 1 ? "part" : "parts"}): ${why}`);
  }
  if (seen.size === 0) lines.push("no driver: the result is empty");
  return lines.join("\n");
}
