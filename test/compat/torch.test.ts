import { describe, expect, expectTypeOf, test } from "vitest";
import { createTorch, type Torch } from "../../src/compat/torch.ts";
import { StridepoolError } from "../../src/errors.ts";
import type { DType, NdArray } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";
import { arrayOf, type FixtureInput, fixtureOf, type Held, heldNumbers, numbersOf, tooFar } from "./peers.ts";

/* PyTorch's own results, written by scripts/oracles/torch_compat.py. */

interface Case {
  readonly fn: keyof Torch;
  readonly input?: string;
  readonly args: readonly (Held | readonly Held[])[];
  readonly options: Record<string, unknown>;
  readonly shape: number[];
  readonly result: Held[];
  readonly dtype?: DType;
  readonly indices?: Held[];
  readonly ulps?: number;
  readonly refused?: string;
  /** maxUnpool: what is put back, its shape, and where. */
  readonly values?: Held[];
  readonly of?: number[];
  readonly at?: Held[];
}

interface Fixture {
  readonly torch: string;
  readonly left_out: { readonly what: string; readonly why: string }[];
  readonly inputs: FixtureInput[];
  readonly cases: Case[];
}

const fixture = fixtureOf<Fixture>("torch-compat.json");
const inputs = new Map(fixture.inputs.map((input) => [input.name, input]));
const functions = [...new Set(fixture.cases.map(({ fn }) => fn))];

type Call = (...args: unknown[]) => NdArray | { values: NdArray; indices: NdArray };

/** The arguments of a case's call, and the dtype of its input. */
function argumentsOf({ input, values, of, dtype, at, args, options }: Case): { given: unknown[]; dtype: DType } {
  const plain = args.map((arg) => (Array.isArray(arg) ? arg : arg === null ? null : Number(arg)));
  const rest = Object.keys(options).length === 0 ? plain : [...plain, options];
  if (input === undefined) {
    const name = dtype as DType;
    const x = { data: arrayOf(name, values as Held[]), shape: of as number[], dtype: name };
    return { given: [x, { data: arrayOf("int64", at as Held[]), shape: of }, ...rest], dtype: name };
  }
  const name = input.split(" ")[0] as DType;
  const { shape, data } = inputs.get(input) as FixtureInput;
  return { given: [{ data: arrayOf(name, data), shape, dtype: name }, ...rest], dtype: name };
}

/** The same call with another option. */
function withOption(given: unknown[], args: number, name: string, value: unknown): unknown[] {
  const options = given[args] as object | undefined;
  return [...given.slice(0, args), { ...options, [name]: value }];
}

describe("the fixture", () => {
  test("says what wrote it, and holds what it should", () => {
    expect(fixture.torch).toMatch(/^\d+\.\d+/);
    expect(fixture.cases.length).toBeGreaterThan(1000);
    expect(functions.length).toBe(18);
    for (const { what, why } of fixture.left_out) expect([what, why].every((text) => text.length > 10)).toBe(true);
  });
});

onEveryBuild("torch.nn.functional", (api) => {
  const torch = createTorch(api);

  test.each(functions)("%s as PyTorch has it", (fn) => {
    const cases = fixture.cases.filter((each) => each.fn === fn);
    expect(cases.length).toBeGreaterThan(20);
    const call = torch[fn] as unknown as Call;
    for (const each of cases) {
      const { given, dtype } = argumentsOf(each);
      const called = `${fn}(${each.input ?? each.of}, ${JSON.stringify(each.args)}, ${JSON.stringify(each.options)})`;
      if (each.refused !== undefined) {
        expect(() => call(...given), `${called}: ${each.refused}`).toThrow(StridepoolError);
        continue;
      }
      const result = call(...given) as NdArray;
      expect({ shape: result.shape, offset: result.offset, dtype: result.dtype }, called).toEqual({
        shape: each.shape,
        offset: 0,
        dtype: each.dtype ?? dtype,
      });
      const numbers = numbersOf(result.data, result.dtype);
      if (each.ulps !== undefined) {
        // The nearest number is always near enough; so are two more roundings of a power, and of its root.
        const complaint = tooFar(
          numbers,
          each.result,
          result.dtype,
          Math.max(each.ulps, fn.startsWith("lp") ? 2 : 0.51),
        );
        if (complaint !== undefined) expect.fail(`${called}: ${complaint}`);
        continue;
      }
      expect(numbers, called).toEqual(heldNumbers(result.dtype, each.result));
      if (each.indices === undefined) continue;
      const both = call(...withOption(given, 2, "returnIndices", true)) as { values: NdArray; indices: NdArray };
      expect(numbersOf(both.values.data, both.values.dtype), called).toEqual(numbers);
      expect({ ...both.indices, data: Array.from(both.indices.data as BigInt64Array) }, called).toEqual({
        ...result,
        dtype: "int64",
        data: each.indices.map((index) => BigInt(index)),
      });
    }
  });

  test("strided views, and the forms that others hold tensors in", () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => (i * 7) % 24);
    const dense = { data, shape: [2, 3, 4] };
    // Channels last, as an image has them: element [c, h, w] at (h * 4 + w) * 2 + c.
    const last = new Float32Array(24);
    for (let i = 0; i < 24; i++) last[(i % 12) * 2 + Math.floor(i / 12)] = data[i] as number;
    const view = { data: last, shape: [2, 3, 4], stride: [1, 8, 2], offset: 0 };
    const nested = [0, 1].map((c) =>
      [0, 1, 2].map((h) => Array.from(data.subarray(c * 12 + h * 4, c * 12 + h * 4 + 4))),
    );
    const options = { stride: 1, padding: 1, returnIndices: true } as const;
    const wanted = torch.maxPool2d(dense, [2, 3], options);
    for (const x of [view, { data, dims: [2, 3, 4] }, nested]) {
      const { values, indices } = torch.maxPool2d(x, [2, 3], options);
      expect(Array.from(values.data)).toEqual(Array.from(wanted.values.data));
      expect(indices).toEqual(wanted.indices);
    }
    for (const p of [1, 2, 3, -Infinity]) {
      const norms = torch.lpPool2d(view, p, 2, { ceilMode: true });
      expect(norms).toEqual(torch.lpPool2d(dense, p, 2, { ceilMode: true }));
    }
    expect(Array.from(data)).toEqual(Array.from({ length: 24 }, (_, i) => (i * 7) % 24));
  });

  test("the index of a NaN is the last one's, on views too", () => {
    const data = Float64Array.of(9, NaN, 1, NaN, 5, 6, 7, NaN, 8);
    const backwards = { data, shape: [1, 3, 3], stride: [9, -3, -1], offset: 8 };
    expect(torch.maxPool2d({ data, shape: [1, 3, 3] }, 3, { returnIndices: true }).indices.data).toEqual(
      BigInt64Array.of(7n),
    );
    expect(torch.maxPool2d(backwards, 3, { returnIndices: true }).indices.data).toEqual(BigInt64Array.of(7n));
    expect(torch.adaptiveMaxPool2d(backwards, [1, 3], { returnIndices: true }).indices.data).toEqual(
      BigInt64Array.of(0n, 7n, 5n),
    );
  });

  test("windows whose dilated taps all lie outside hold -Infinity, and no position", () => {
    const { values, indices } = torch.maxPool1d([[5]], 2, { stride: 1, padding: 1, dilation: 2, returnIndices: true });
    expect(values.data).toEqual(Float64Array.of(-Infinity));
    expect(indices.data).toEqual(BigInt64Array.of(-1n));
  });

  test("norms in blocks of many planes, and of planes larger than a block", () => {
    const data = Float32Array.from({ length: 3 * 5 * 30000 }, (_, i) => (i % 7) - 3);
    const x = { data, shape: [3, 5, 30000] };
    const norms = torch.lpPool1d(x, 3, 30000);
    const cubes = data.subarray(0, 30000).reduce((sum, v) => sum + v ** 3, 0);
    expect(norms.shape).toEqual([3, 5, 1]);
    expect(norms.data[0]).toBe(cubes < 0 ? NaN : Math.fround(cubes ** (1 / 3)));
    const planes = Array.from({ length: 15 }, (_, c) => {
      const plane = { data: data.slice(c * 30000, (c + 1) * 30000), shape: [1, 30000] };
      return torch.lpPool1d(plane, 1, 100).data;
    });
    expect(Array.from(torch.lpPool1d(x, 1, 100).data)).toEqual(planes.flatMap((plane) => Array.from(plane)));
    const large = { data: Float64Array.from({ length: 140_000 }, (_, i) => (i % 5) - 2), shape: [2, 70_000] };
    expect(torch.lpPool1d(large, 1, 70_000).data).toEqual(Float64Array.of(0, 0));
  });

  test("what PyTorch's CPU build has no kernel for: other dtypes where nothing is rounded, float16 in three dimensions", () => {
    const data = Uint16Array.of(1, 60000, 3, 4);
    expect(torch.maxPool2d({ data, shape: [1, 2, 2] }, 2).data).toEqual(Uint16Array.of(60000));
    expect(torch.adaptiveMaxPool1d({ data, shape: [1, 4] }, 2).data).toEqual(Uint16Array.of(60000, 4));
    const x = { data: arrayOf("float16", [1, 2, 3, 4, 5, 6, 7, 8]), shape: [1, 2, 2, 2], dtype: "float16" } as const;
    expect(numbersOf(torch.avgPool3d(x, 2).data, "float16")).toEqual([4.5]);
    expect(numbersOf(torch.lpPool3d(x, 1, 2).data, "float16")).toEqual([36]);
    expect(torch.lpPool1d({ data: Int8Array.of(-128, 3), shape: [1, 2] }, Infinity, 2).data).toEqual(Int8Array.of(3));
    const clamped = { data: Uint8ClampedArray.of(200, 3), shape: [1, 2] };
    expect(torch.lpPool1d(clamped, -Infinity, 2).data).toEqual(Uint8Array.of(3));
    const half = { data: arrayOf("float16", [-5, 3]), shape: [1, 2], dtype: "float16" } as const;
    expect(numbersOf(torch.lpPool1d(half, -Infinity, 2).data, "float16")).toEqual([3]);
    expect(torch.avgPool1d([[2, 4]], 2, { divisorOverride: 3 }).data).toEqual(Float64Array.of(2));
  });

  test("null is None", () => {
    const x = [[[1, 2, 3]]];
    const none = { stride: null, padding: null, dilation: null, ceilMode: null, returnIndices: null };
    expect(torch.maxPool1d(x, 2, none)).toEqual(torch.maxPool1d(x, 2));
    expect(torch.avgPool1d(x, 2, { divisorOverride: null, stride: [] })).toEqual(torch.avgPool1d(x, 2));
    expect(torch.maxPool1d(x, [2])).toEqual(torch.maxPool1d(x, 2));
    expect(torch.maxPool2d([x], Int32Array.of(1, 2))).toEqual(torch.maxPool2d([x], [1, 2]));
  });
});

test("types follow the input and the options", () => {
  const of = (torch: Torch) => {
    const x = { data: new Float32Array(4), shape: [1, 2, 2] };
    const asked = { returnIndices: Math.random() < 0.5 };
    return {
      max: torch.maxPool2d(x, 2),
      both: torch.maxPool2d(x, 2, { returnIndices: true }),
      either: torch.maxPool2d(x, 2, asked),
      whole: torch.avgPool2d({ data: new BigInt64Array(4), shape: [1, 2, 2] }, 2),
      nested: torch.adaptiveAvgPool1d([[1, 2]], 1),
      norm: torch.lpPool2d(x, 2, 2),
    };
  };
  type Results = ReturnType<typeof of>;
  type Floats = NdArray<Float32Array<ArrayBuffer>>;
  expectTypeOf<Results["max"]>().toEqualTypeOf<Floats>();
  expectTypeOf<Results["both"]["values"]>().toEqualTypeOf<Floats>();
  expectTypeOf<Results["both"]["indices"]>().toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf<Results["either"]>().toEqualTypeOf<Floats | Results["both"]>();
  expectTypeOf<Results["whole"]["data"]>().toEqualTypeOf<BigInt64Array<ArrayBuffer>>();
  expectTypeOf<Results["nested"]["data"]>().toEqualTypeOf<Float64Array<ArrayBuffer>>();
  expectTypeOf<Results["norm"]>().toEqualTypeOf<Floats>();
});

onEveryBuild("what /torch refuses", (api) => {
  const torch = createTorch(api) as unknown as Record<keyof Torch, (...args: unknown[]) => unknown>;
  const x = { data: new Float32Array(24), shape: [2, 3, 4] };
  const cube = { data: new Float32Array(24), shape: [1, 2, 3, 4] };
  const wrong = (option: string, kind: Refusal["kind"] = TypeError): Refusal => ({ code: "wrong-type", option, kind });
  const out = (option: string, message?: RegExp): Refusal => ({
    code: "out-of-range",
    option,
    kind: RangeError,
    ...(message && { message }),
  });
  const shape = (option: string, message?: RegExp): Refusal => ({ ...out(option, message), code: "shape-mismatch" });
  const unknown = (option: string, message?: RegExp): Refusal => ({
    ...wrong(option),
    code: "unknown-option",
    ...(message && { message }),
  });
  const indices = (values: number[], of = [1, 1, 2]) => ({ data: BigInt64Array.from(values, BigInt), shape: of });
  const pair = { data: Float32Array.of(1, 2), shape: [1, 1, 2] };

  test.each<[keyof Torch, unknown[], Refusal]>([
    ["maxPool2d", [undefined, 2], wrong("input")],
    ["maxPool2d", [new Float32Array(4), 2], wrong("input")],
    ["maxPool2d", [{ data: new Float32Array(5), shape: [1, 2, 2] }, 2], { ...shape("input.data"), got: "5" }],
    ["maxPool2d", [{ data: new Float32Array(4), shape: [2, 2] }, 2], shape("input.shape", /3 or 4 axes/)],
    ["maxPool2d", [{ data: new Float32Array(4), shape: [1, 1, 1, 2, 2] }, 2], shape("input.shape")],
    ["maxPool1d", [{ data: new Float32Array(4), shape: [4] }, 2], shape("input.shape", /2 or 3 axes/)],
    ["avgPool3d", [x, 2], shape("input.shape", /4 or 5 axes/)],
    [
      "maxPool2d",
      [{ data: new Uint8Array(16), width: 2, height: 2 }, 2],
      { ...wrong("input"), message: /shape: \[4, 2, 2\], stride: \[1, 8, 4\]/ },
    ],
    ["maxPool2d", [{ data: new Float32Array(0), shape: [0, 1, 4, 4] }, 2], out("input.shape")],
    ["avgPool2d", [{ data: new Float32Array(0), shape: [1, 0, 4, 4] }, 2], out("input.shape")],
    ["maxPool2d", [{ data: new Float32Array(0), shape: [1, 1, 0, 4] }, 2, { padding: 1 }], out("input.shape")],
    ["maxPool2d", [x, undefined], wrong("kernelSize")],
    ["maxPool2d", [x, "2"], wrong("kernelSize")],
    ["maxPool2d", [x, 0], out("kernelSize", /positive integer/)],
    ["maxPool2d", [x, 1.5], out("kernelSize")],
    ["maxPool2d", [x, [2, -1]], out("kernelSize[1]")],
    ["maxPool2d", [x, [2, "2"]], wrong("kernelSize[1]")],
    ["maxPool2d", [x, [2, 2, 2]], shape("kernelSize")],
    ["maxPool2d", [x, []], shape("kernelSize")],
    ["maxPool2d", [x, [4, 2]], out("kernelSize", /on axis 1: \(3 \+ 0 - 4\) \/ 4 \+ 1 < 1; .*ceilMode: true/)],
    ["maxPool2d", [x, 2, { dilation: [1, 4] }], out("kernelSize", /spans 5/)],
    ["maxPool2d", [x, [9, 1], { ceilMode: true, stride: 1 }], { ...out("kernelSize"), message: /use a smaller one$/ }],
    ["maxPool2d", [x, 2 ** 53 - 1, { dilation: 2 }], out("kernelSize")],
    ["avgPool2d", [x, 5], out("kernelSize")],
    ["lpPool2d", [x, 2, 5], out("kernelSize")],
    ["avgPool3d", [cube, [3, 1, 1], { padding: [1, 0, 0] }], out("kernelSize", /three dimensions/)],
    ["lpPool3d", [cube, 2, [3, 1, 1], { ceilMode: true }], out("kernelSize", /three dimensions/)],
    ["maxPool2d", [x, 2, { stride: 0 }], out("stride")],
    ["maxPool2d", [x, 2, { stride: [1, 1, 1] }], shape("stride")],
    ["maxPool2d", [x, 2, { stride: "2" }], wrong("stride")],
    ["maxPool2d", [x, 3, { padding: 2 }], out("padding", /at most half of the kernel size 3, which is 1, got 2/)],
    ["maxPool2d", [x, 3, { padding: 2, dilation: 2 }], out("padding", /dilation does not widen/)],
    ["maxPool1d", [{ data: new Float32Array(9), shape: [1, 9] }, 3, { padding: 2, dilation: 3 }], out("padding")],
    ["maxPool3d", [cube, 2, { padding: [1, 1, 2] }], out("padding[2]")],
    ["avgPool2d", [x, [3, 2], { padding: [1, 2] }], out("padding[1]")],
    ["avgPool1d", [{ data: new Float32Array(9), shape: [1, 9] }, 1, { padding: [1] }], out("padding")],
    ["maxPool2d", [x, 2, { padding: -1 }], out("padding")],
    ["maxPool2d", [x, 2, { padding: "same" }], wrong("padding")],
    ["maxPool2d", [x, 2, { dilation: 0 }], out("dilation")],
    ["maxPool2d", [x, 2, { ceilMode: 1 }], wrong("ceilMode")],
    ["maxPool2d", [x, 2, { returnIndices: "yes" }], wrong("returnIndices")],
    ["maxPool2d", [x, 2, { ceil_mode: true }], unknown("ceil_mode", /did you mean ceilMode/)],
    ["maxPool2d", [x, 2, { strides: 2 }], unknown("strides", /did you mean stride\?/)],
    ["maxPool2d", [x, 2, { countIncludePad: true }], unknown("countIncludePad")],
    ["maxPool2d", [x, 2, 2], { ...wrong("options"), message: /\{ stride: 2 \}/ }],
    ["adaptiveMaxPool2d", [x, 2, true], { ...wrong("options"), message: /returnIndices/ }],
    ["adaptiveAvgPool2d", [x, 2, null], { ...wrong("options"), message: /left out/ }],
    ["adaptiveAvgPool2d", [x, 2, { returnIndices: true }], unknown("returnIndices")],
    ["avgPool2d", [x, 2, { dilation: 1 }], unknown("dilation")],
    ["avgPool2d", [x, 2, { countIncludePad: 0 }], wrong("countIncludePad")],
    ["avgPool2d", [x, 2, { divisorOverride: 0 }], out("divisorOverride")],
    ["avgPool2d", [x, 2, { divisorOverride: 2.5 }], out("divisorOverride")],
    ["avgPool2d", [x, 2, { divisorOverride: "2" }], wrong("divisorOverride")],
    [
      "avgPool2d",
      [{ data: new Int32Array(4), shape: [1, 2, 2] }, 2],
      { ...wrong("input.dtype"), code: "unknown-dtype" },
    ],
    [
      "adaptiveAvgPool2d",
      [{ data: new BigInt64Array(4), shape: [1, 2, 2] }, 1],
      { ...wrong("input.dtype"), code: "unknown-dtype" },
    ],
    ["lpPool2d", [x, 0, 2], out("normType")],
    ["lpPool2d", [x, NaN, 2], out("normType")],
    ["lpPool2d", [x, "2", 2], wrong("normType")],
    ["lpPool2d", [x, 2, 2, { padding: 1 }], unknown("padding")],
    ["adaptiveMaxPool2d", [x, 0], out("outputSize", /empty/)],
    ["adaptiveMaxPool2d", [x, [2, 0]], out("outputSize[1]")],
    ["adaptiveMaxPool2d", [x, [2]], shape("outputSize")],
    ["adaptiveMaxPool2d", [x, [2, 2, 2]], shape("outputSize")],
    ["adaptiveMaxPool2d", [x, null], wrong("outputSize")],
    ["adaptiveAvgPool2d", [x, [2, "2"]], wrong("outputSize[1]")],
    ["maxUnpool1d", [pair, undefined, 2], wrong("indices")],
    ["maxUnpool1d", [pair, { data: Float64Array.of(0, 1), shape: [1, 1, 2] }, 2], wrong("indices.dtype")],
    ["maxUnpool1d", [pair, indices([0, 1], [1, 2]), 2], shape("indices.shape")],
    ["maxUnpool1d", [pair, indices([0, 1], [2, 1, 1]), 2], shape("indices.shape")],
    ["maxUnpool1d", [pair, indices([0, 4]), 2], { ...out("indices"), code: "out-of-bounds", got: "4" }],
    ["maxUnpool1d", [pair, indices([0, -1]), 2], { ...out("indices", /start at 0/), got: "-1" }],
    ["maxUnpool1d", [pair, indices([0, 1]), 0], out("kernelSize")],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { stride: 0 }], out("stride")],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { padding: -1 }], out("padding")],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { padding: 2 }], out("padding", /leaves nothing/)],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { padding: 3 }], out("padding", /leaves nothing/)],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { outputSize: 6 }], out("outputSize", /between 2 and 6/)],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { outputSize: [1, 4] }], shape("outputSize")],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { outputSize: "4" }], wrong("outputSize")],
    ["maxUnpool1d", [pair, indices([0, 1]), 2, { output_size: 4 }], unknown("output_size", /did you mean outputSize/)],
    ["maxUnpool1d", [{ data: new Float32Array(0), shape: [0, 1, 2] }, indices([], [0, 1, 2]), 2], out("input.shape")],
  ])("%s, refusal $#", (fn, args, refusal) => {
    expectRefused(() => torch[fn](...args), refusal, fn);
  });
});
