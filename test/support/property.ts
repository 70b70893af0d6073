import fc from "fast-check";
import { expect } from "vitest";
import type { Input, NdArray, StridedInput } from "../../src/types.ts";
import { BUILDS, type Build } from "./builds.ts";
import { pasteable } from "./cases/pasteable.ts";
import { type Case, caseOf, type Drawn, PATTERN } from "./cases.ts";
import { bytesUnder, elementsOf, firstWrong, sameValues } from "./compare.ts";
import { type Expected, isExact, oracle, type Value } from "./oracle.ts";

/** The seed of all that is drawn: another one each time, unless STRIDEPOOL_SEED says which. */
const SEED = process.env.STRIDEPOOL_SEED === undefined ? Date.now() % 2 ** 31 : Number(process.env.STRIDEPOOL_SEED);

/** Runs a property so many times; `show` prints what it failed on. */
export function assertOn<T>(
  drawn: fc.Arbitrary<T>,
  runs: number,
  show: (raw: T) => string,
  holds: (raw: T) => void,
): void {
  const name = expect.getState().currentTestName ?? "";
  console.log(`${name}: ${runs} cases of STRIDEPOOL_SEED=${SEED}`);
  const shown = drawn.map((raw) => {
    const case_ = { raw };
    Object.defineProperty(case_, fc.toStringMethod, { value: () => show(raw) });
    return case_;
  });
  fc.assert(
    fc.property(shown, ({ raw }) => holds(raw)),
    { seed: seedOf(name), numRuns: runs },
  );
}

/** The seed for a test of this name: each draws cases of its own. */
export function seedOf(name: string): number {
  let seed = SEED;
  for (const letter of name) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0;
  return seed;
}

/** Cases are what the definition says, on every build. */
export function assertCases(drawn: fc.Arbitrary<Drawn>, runs: number): void {
  assertOn(drawn, runs, (raw) => pasteable(caseOf(raw)), check);
}

/** A result with the positions beside it, if there are any. */
type Result = NdArray & { readonly indices?: NdArray };

/** The result of a case on one build, by the way in that was drawn; complains about anything written elsewhere. */
function run({ drawn: { path }, op, task, input, mask, window, options, makeOut }: Case, { api }: Build): Result {
  const before = bytesUnder(input.data);
  const maskBefore = contentOf(mask);
  const out = makeOut?.();
  const given = out === undefined ? options : { ...options, out };
  let result: Result;
  if (path === "plan") {
    const plan = api.createPlan(op as "max", { shape: task.shape, dtype: task.dtype }, window, options);
    const elements = elementsOf({ ...task, dtype: "", shape: [...task.shape], stride: [...task.pitch] });
    (plan.input.data as unknown as { set(from: unknown[]): void }).set(elements);
    plan.run();
    const output = plan.output as Result;
    result = { ...output, data: output.data.slice() };
    if (output.indices) result = { ...result, indices: { ...output.indices, data: output.indices.data.slice() } };
    plan.dispose();
  } else if (path === "alloc") {
    const inside = api.alloc(task.dtype, [task.data.length]);
    (inside.data as Uint8Array).set(task.data as Uint8Array);
    const view: StridedInput = { ...inside, shape: task.shape, stride: task.pitch, offset: task.offset };
    result = api.pool(op as "max", view, window, given) as Result;
    if (!sameValues(inside.data, task.data)) throw new Error("the allocated input was changed");
  } else {
    result = api.pool(op as "max", input, window, given) as Result;
  }
  if (!sameValues(bytesUnder(input.data), before)) throw new Error("the input was changed");
  if (contentOf(mask) !== maskBefore) throw new Error("the mask was changed");
  if (out !== undefined) {
    if (result !== out && (task.indices === undefined || result.data !== out.data)) {
      throw new Error("the result is not out itself");
    }
    checkGuards(out);
  }
  return result;
}

/** All that a mask holds, nested arrays or data, as one text. */
function contentOf(mask: Input | undefined): string {
  return mask === undefined || !("data" in mask) ? JSON.stringify(mask) : bytesUnder(mask.data).join();
}

/** Every byte of the buffer under `out` that is no element of it still has the pattern. */
export function checkGuards(out: NdArray): void {
  const bytes = bytesUnder(out.data);
  const width = out.data.BYTES_PER_ELEMENT;
  const places = { ...out, dtype: "", data: Uint32Array.from({ length: out.data.length }, (_, i) => i) };
  for (const at of elementsOf(places))
    bytes.fill(PATTERN, out.data.byteOffset + Number(at) * width, out.data.byteOffset + (Number(at) + 1) * width);
  const touched = bytes.findIndex((byte) => byte !== PATTERN);
  if (touched >= 0) throw new Error(`byte ${touched} of the buffer under out was written, outside its elements`);
}

/** Complains where a result is not what is expected; its elements. */
export function checked(result: NdArray | undefined, expected: Expected, what: string): Value[] {
  if (result === undefined) throw new Error(`${what}: none`);
  if (result.dtype !== expected.dtype) throw new Error(`${what}: dtype ${result.dtype}, not ${expected.dtype}`);
  if (String(result.shape) !== String(expected.shape))
    throw new Error(`${what}: shape [${result.shape}], not [${expected.shape}]`);
  const elements = elementsOf(result);
  const complaint = firstWrong(elements, expected);
  if (complaint !== undefined) throw new Error(`${what}: ${complaint}`);
  return elements;
}

/** A case on every build against the oracle, and the builds against each other. */
function check(raw: Drawn): void {
  const made = caseOf(raw);
  const expected = oracle(made.task);
  expect(expected.shape, "the case's own arithmetic").toEqual(made.outShape);
  const results = new Map<string, Value[]>();
  for (const build of BUILDS) {
    let result: Result;
    try {
      result = run(made, build);
    } catch (error) {
      throw new Error(`${build.name}: ${(error as Error).message}`, { cause: error });
    }
    results.set(build.name, checked(result, expected, build.name));
    if (expected.indices) checked(result.indices, expected.indices, `${build.name}, indices`);
    else if (result.indices !== undefined) throw new Error(`${build.name}: indices that nobody asked for`);
  }
  const exact = expected.cells.every(isExact);
  const reference = results.get("js") as Value[];
  for (const build of BUILDS) {
    // Where the oracle leaves no room the builds agree with the reference; debug and release run the same instructions.
    const other = exact ? reference : build.name === "debug" ? results.get("release") : undefined;
    if (other !== undefined && !sameValues(results.get(build.name) as Value[], other)) {
      throw new Error(`${build.name} differs from the ${exact ? "reference" : "release build"}`);
    }
  }
}
