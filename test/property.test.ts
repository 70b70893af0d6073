import fc from "fast-check";
import { expect, test } from "vitest";
import type { NdArray, StridedInput } from "../src/types.ts";
import { BUILDS, type Build } from "./support/builds.ts";
import { type Case, caseOf, type Drawn, drawn, PATTERN, pasteable } from "./support/cases.ts";
import { bytesUnder, elementsOf, firstWrong, sameValues } from "./support/compare.ts";
import { type Expected, isExact, oracle } from "./support/oracle.ts";

const SEED = process.env.STRIDEPOOL_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.STRIDEPOOL_SEED);
const RUNS = 3000;

console.log(`property tests: STRIDEPOOL_SEED=${SEED}`);

/** The result of a case on one build, by the way in that was drawn; complains about anything written elsewhere. */
function run({ drawn: { op, path }, task, input, window, options, makeOut }: Case, { api }: Build): NdArray {
  const before = bytesUnder(input.data);
  const out = makeOut?.();
  const given = out === undefined ? options : { ...options, out };
  let result: NdArray;
  if (path === "plan") {
    const plan = api.createPlan(op, { shape: task.shape, dtype: task.dtype }, window, options);
    const elements = elementsOf({ ...task, shape: [...task.shape], stride: [...task.pitch] });
    (plan.input.data as unknown as { set(from: unknown[]): void }).set(elements);
    plan.run();
    result = { ...plan.output, data: plan.output.data.slice() };
    plan.dispose();
  } else if (path === "alloc") {
    const inside = api.alloc(task.dtype, [task.data.length]);
    (inside.data as Uint8Array).set(task.data as Uint8Array);
    const view: StridedInput = { ...inside, shape: task.shape, stride: task.pitch, offset: task.offset };
    result = api.pool(op, view, window, given) as NdArray;
    if (!sameValues(inside.data, task.data)) throw new Error("the allocated input was changed");
  } else {
    result = api.pool(op, input, window, given) as NdArray;
  }
  if (!sameValues(bytesUnder(input.data), before)) throw new Error("the input was changed");
  if (out !== undefined) {
    if (result !== out) throw new Error("the result is not out itself");
    checkGuards(out);
  }
  return result;
}

/** Every byte of the buffer under `out` that is no element of it still has the pattern. */
function checkGuards(out: NdArray): void {
  const bytes = bytesUnder(out.data);
  const width = out.data.BYTES_PER_ELEMENT;
  const places = { ...out, data: Uint32Array.from({ length: out.data.length }, (_, i) => i) };
  for (const at of elementsOf(places))
    bytes.fill(PATTERN, out.data.byteOffset + Number(at) * width, out.data.byteOffset + (Number(at) + 1) * width);
  const touched = bytes.findIndex((byte) => byte !== PATTERN);
  if (touched >= 0) throw new Error(`byte ${touched} of the buffer under out was written, outside its elements`);
}

function check(raw: Drawn): void {
  const made = caseOf(raw);
  const expected: Expected = oracle(made.task);
  expect(expected.shape, "the case's own arithmetic").toEqual(made.outShape);
  const results = new Map<string, (number | bigint)[]>();
  for (const build of BUILDS) {
    let result: NdArray;
    try {
      result = run(made, build);
    } catch (error) {
      throw new Error(`${build.name}: ${(error as Error).message}`, { cause: error });
    }
    if (result.dtype !== made.resultDtype)
      throw new Error(`${build.name}: dtype ${result.dtype}, not ${made.resultDtype}`);
    if (String(result.shape) !== String(made.outShape))
      throw new Error(`${build.name}: shape [${result.shape}], not [${made.outShape}]`);
    const elements = elementsOf(result);
    const complaint = firstWrong(elements, expected);
    if (complaint !== undefined) throw new Error(`${build.name}: ${complaint}`);
    results.set(build.name, elements);
  }
  const exact = expected.cells.every(isExact);
  const reference = results.get("js") as (number | bigint)[];
  for (const build of BUILDS) {
    // Where the oracle leaves no room the builds agree with the reference; debug and release run the same instructions.
    const other = exact ? reference : build.name === "debug" ? results.get("release") : undefined;
    if (other !== undefined && !sameValues(results.get(build.name) as (number | bigint)[], other)) {
      throw new Error(`${build.name} differs from the ${exact ? "reference" : "release build"}`);
    }
  }
}

function assertProperty(arbitrary: fc.Arbitrary<Drawn>, runs: number): void {
  const cases = arbitrary.map((raw) => {
    const shown = { raw };
    Object.defineProperty(shown, fc.toStringMethod, { value: () => pasteable(caseOf(raw)) });
    return shown;
  });
  fc.assert(
    fc.property(cases, ({ raw }) => check(raw)),
    { seed: SEED, numRuns: runs },
  );
}

test("any valid call gives what the definition says, on every build and by every way in", () => {
  assertProperty(drawn, RUNS);
});
