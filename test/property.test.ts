import fc from "fast-check";
import { expect, test } from "vitest";
import { DTYPE_NAMES } from "../src/registry/dtypes.ts";
import { OP_NAMES } from "../src/registry/ops.ts";
import type { NdArray, StridedInput } from "../src/types.ts";
import { BUILDS, type Build } from "./support/builds.ts";
import { type Case, caseOf, type Drawn, drawn, PATTERN, pasteable } from "./support/cases.ts";
import { bytesUnder, elementsOf, firstWrong, sameValues } from "./support/compare.ts";
import { type Expected, isExact, oracle } from "./support/oracle.ts";
import { FLAVOURS, randomData, randomOf } from "./support/random.ts";

const SEED = process.env.STRIDEPOOL_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.STRIDEPOOL_SEED);
const RUNS = 2500;

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

const adaptive = fc.record({
  op: fc.constantFrom(...OP_NAMES),
  dtype: fc.constantFrom(...DTYPE_NAMES),
  shape: fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 3 }),
  out: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 3, maxLength: 3 }),
  pooled: fc.integer({ min: 1, max: 3 }),
  flavour: fc.constantFrom(...FLAVOURS),
  transposed: fc.boolean(),
  seed: fc.nat(),
});

test("adaptivePool spreads its windows as the definition says, on every build", () => {
  fc.assert(
    fc.property(adaptive, ({ op, dtype, shape, out, pooled, flavour, transposed, seed }) => {
      const rank = shape.length;
      const count = Math.min(pooled, rank);
      const axes = Array.from({ length: count }, (_, i) => rank - count + i);
      const outputShape = out.slice(0, count);
      const order = transposed ? shape.slice().reverse() : shape;
      const steps = order.map((_, axis) => order.slice(axis + 1).reduce((a, b) => a * b, 1));
      const pitch = transposed ? steps.reverse() : steps;
      const size = shape.reduce((a, b) => a * b, 1);
      const data = randomData(dtype, size, randomOf(seed), flavour);
      const task = { op, data, dtype, shape, pitch, offset: 0, axes, window: [], stride: [], edge: "trim" } as const;
      const expected = oracle({ ...task, adaptive: outputShape });
      for (const { name, api } of BUILDS) {
        const result = api.adaptivePool(op, { data, shape, stride: pitch }, outputShape, { axes }) as NdArray;
        expect(result.shape).toEqual(expected.shape);
        const complaint = firstWrong(elementsOf(result), expected);
        if (complaint !== undefined) throw new Error(`${name}: ${complaint}`);
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});
