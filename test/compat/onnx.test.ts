import { describe, expect, test } from "vitest";
import { createOnnx, type OnnxAttributes, type OnnxNode, type OnnxOperator } from "../../src/compat/onnx.ts";
import type { DType, Input } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";
import { arrayOf, type FixtureInput, fixtureOf, type Held, heldNumbers, numbersOf, tooFar } from "./peers.ts";

/*
 * ONNX Runtime's own results where it has what the specification says, else the definition's; written and checked against each
 * other by scripts/oracles/onnx_cases.py.
 */

interface Case {
  readonly op: OnnxOperator;
  readonly opset: number;
  readonly attributes: OnnxAttributes;
  readonly input: string;
  readonly dims: number[];
  readonly result: Held[];
  readonly indices?: Held[];
  readonly ulps?: number;
  /** Why ONNX Runtime is not the oracle. */
  readonly by?: string;
  /** MaxUnpool's I and output_shape. */
  readonly at?: Held[];
  readonly output_shape?: number[];
}

interface Fixture {
  readonly onnx: string;
  readonly onnxruntime: string;
  readonly left_out: { readonly what: string; readonly why: string }[];
  readonly inputs: FixtureInput[];
  readonly cases: Case[];
}

const fixture = fixtureOf<Fixture>("onnx.json");
const inputs = new Map(fixture.inputs.map((input) => [input.name, input]));
const operators = [...new Set(fixture.cases.map(({ op }) => op))];

function tensorsOf({ input, at, output_shape }: Case): { tensors: Input[]; type: DType } {
  const type = input.split(" ")[0] as DType;
  const { shape, data } = inputs.get(input) as FixtureInput;
  const x = { data: arrayOf(type, data), dims: shape, type };
  if (at === undefined) return { tensors: [x], type };
  const tensors: Input[] = [x, { data: arrayOf("int64", at), dims: shape }];
  if (output_shape) tensors.push({ data: BigInt64Array.from(output_shape, BigInt), dims: [output_shape.length] });
  return { tensors, type };
}

describe("the fixture", () => {
  test("says what wrote it, and holds what it should", () => {
    expect(fixture.onnxruntime).toMatch(/^1\.\d+/);
    expect(fixture.onnx).toMatch(/^1\.\d+/);
    expect(operators.length).toBe(7);
    expect(fixture.cases.filter(({ by }) => by === undefined).length).toBeGreaterThan(350);
    for (const { by } of fixture.cases) expect(by ?? "ONNX Runtime's own", "a reason").toMatch(/ONNX/);
    for (const { what, why } of fixture.left_out) expect([what, why].every((text) => text.length > 10)).toBe(true);
  });
});

onEveryBuild("ONNX's operators", (api) => {
  const { run } = createOnnx(api);

  test.each(operators)("%s as ONNX Runtime has it, or the specification", (op) => {
    const cases = fixture.cases.filter((each) => each.op === op);
    expect(cases.length).toBeGreaterThan(20);
    for (const each of cases) {
      const { tensors, type } = tensorsOf(each);
      const node = { op_type: op, opset: each.opset, attributes: each.attributes };
      const called = `${op} ${each.opset} of ${each.input}, ${JSON.stringify(each.attributes)}, ${each.by ?? "ONNX Runtime"}`;
      const results = run(node, ...tensors);
      expect(results.length, called).toBe(each.indices === undefined ? 1 : 2);
      const [y, indices] = results;
      expect({ dims: y.dims, type: y.type }, called).toEqual({ dims: each.dims, type });
      const numbers = numbersOf(y.data, y.type);
      if (op.endsWith("MaxPool") || op === "MaxUnpool") {
        expect(numbers, called).toEqual(heldNumbers(type, each.result));
      } else {
        // The nearest number is always near enough; so are two roundings of a power and its root.
        const complaint = tooFar(numbers, each.result, type, Math.max(each.ulps ?? 0, op.includes("Lp") ? 2 : 0.51));
        if (complaint !== undefined) expect.fail(`${called}: ${complaint}`);
      }
      if (each.indices === undefined) continue;
      const wanted = {
        data: BigInt64Array.from(each.indices, (index) => BigInt(index)),
        dims: each.dims,
        type: "int64",
      };
      expect(indices, called).toEqual(wanted);
      expect(run({ ...node, output: ["Y"] }, ...tensors), called).toEqual([y]);
    }
  });

  const row = { data: Float32Array.of(1, 2, 3, 4, 5), dims: [1, 1, 5], type: "float32" };
  const first = (op_type: OnnxOperator, attributes: OnnxAttributes, x: Input, opset?: number) =>
    Array.from(run({ op_type, attributes, opset }, x)[0].data as Float32Array);

  test("auto_pad SAME with dilations, which ONNX Runtime leaves out of account", () => {
    // ceil(5 / 2) = 3 windows of span 3: (3 - 1) 2 + 3 - 5 = 2 taps of padding, one on each side.
    const dilated = { kernel_shape: [2], strides: [2], dilations: [2] };
    for (const auto_pad of ["SAME_UPPER", "SAME_LOWER"] as const) {
      expect(first("MaxPool", { ...dilated, auto_pad }, row)).toEqual([2, 4, 4]);
      expect(first("AveragePool", { ...dilated, auto_pad }, row)).toEqual([2, 3, 4]);
      expect(first("AveragePool", { ...dilated, auto_pad, count_include_pad: 1 }, row)).toEqual([1, 3, 2]);
      expect(first("LpPool", { ...dilated, auto_pad, p: 1 }, row)).toEqual([2, 6, 4]);
    }
  });

  test("auto_pad with an odd tap of padding, and a stride beyond the kernel, which needs none", () => {
    const pair = { kernel_shape: [2] };
    expect(first("MaxPool", { ...pair, auto_pad: "SAME_UPPER" }, row)).toEqual([2, 3, 4, 5, 5]);
    expect(first("MaxPool", { ...pair, auto_pad: "SAME_LOWER" }, row)).toEqual([1, 2, 3, 4, 5]);
    expect(first("MaxPool", { kernel_shape: [1], strides: [3], auto_pad: "SAME_UPPER" }, row)).toEqual([1, 4]);
    expect(first("MaxPool", { ...pair, strides: [2], auto_pad: "VALID", pads: [0, 0] }, row)).toEqual([2, 4]);
    // By shape inference and ONNX Runtime; the text's own formula has two windows.
    expect(first("MaxPool", { ...pair, strides: [2], auto_pad: "VALID", ceil_mode: 1 }, row)).toEqual([2, 4, 5]);
  });

  test("windows of padding alone: nothing is above -Infinity, nowhere; the mean of nothing is NaN", () => {
    const far = { kernel_shape: [2], pads: [2, 3] };
    const [y, indices] = run({ op_type: "MaxPool", attributes: far }, row);
    expect(numbersOf(y.data, y.type)).toEqual([-Infinity, 1, 2, 3, 4, 5, 5, -Infinity, -Infinity]);
    expect(indices?.data).toEqual(BigInt64Array.of(-1n, 0n, 1n, 2n, 3n, 4n, 4n, -1n, -1n));
    expect(first("AveragePool", far, row)).toEqual([NaN, 1, 1.5, 2.5, 3.5, 4.5, 5, NaN, NaN]);
    expect(first("AveragePool", { ...far, count_include_pad: 1 }, row)).toEqual([
      0, 0.5, 1.5, 2.5, 3.5, 4.5, 2.5, 0, 0,
    ]);
    expect(first("LpPool", { ...far, p: 1 }, row)).toEqual([0, 1, 3, 5, 7, 9, 5, 0, 0]);
    const bytes = { data: Int8Array.of(3, -4), dims: [1, 1, 2], type: "int8" };
    expect(first("MaxPool", { kernel_shape: [1], pads: [1, 0] }, bytes)).toEqual([-128, 3, -4]);
    // What MaxPool found nowhere, MaxUnpool puts nowhere.
    const back = run({ op_type: "MaxUnpool", attributes: far }, y, indices as Input);
    expect(back[0].data).toEqual(Float32Array.of(1, 2, 3, 4, 5));
  });

  test("the first of several NaNs, of ties and of infinities", () => {
    const x = { data: Float32Array.of(1, NaN, NaN, 2, -Infinity, -Infinity, 7, 7), dims: [1, 1, 8] };
    const [y, indices] = run({ op_type: "MaxPool", attributes: { kernel_shape: [4], strides: [4] } }, x);
    expect(numbersOf(y.data, y.type)).toEqual([NaN, 7]);
    expect(indices?.data).toEqual(BigInt64Array.of(1n, 6n));
    const lowest = { data: new Float64Array(4).fill(-Infinity), dims: [1, 1, 2, 2] };
    const [, none] = run({ op_type: "MaxPool", attributes: { kernel_shape: [2, 2], pads: [1, 1, 0, 0] } }, lowest);
    expect(none?.data).toEqual(BigInt64Array.of(0n, 0n, 0n, 0n));
  });

  test("MaxUnpool numbers the inferred shape, as ONNX's node test maxunpool_export_with_output_shape has it", () => {
    const x = { data: Float32Array.of(5, 6, 7, 8), dims: [1, 1, 2, 2], type: "float32" };
    const at = { data: BigInt64Array.of(5n, 7n, 13n, 15n), dims: [1, 1, 2, 2], type: "int64" };
    const node = { op_type: "MaxUnpool", attributes: { kernel_shape: [2, 2], strides: [2, 2] } } as const;
    const wanted = { dims: [1, 1, 5, 5], type: "float32", data: new Float32Array(25) };
    for (const [i, place] of [6, 8, 16, 18].entries()) wanted.data[place] = 5 + i;
    const shape = { data: BigInt64Array.of(1n, 1n, 5n, 5n), dims: [4], type: "int64" };
    expect(run(node, x, at, shape)).toEqual([wanted]);
    expect(run(node, x, at, [1, 1, 5, 5])).toEqual([wanted]);
    expect(run(node, x, at, { data: Int32Array.of(5, 5, 1, 1), shape: [4], stride: [-1], offset: 3 })).toEqual([
      wanted,
    ]);
    expect(run(node, x, at, undefined)[0].dims).toEqual([1, 1, 4, 4]);
    const half = { data: Uint16Array.of(0x3c00, 0x4000), dims: [1, 1, 2], type: "float16" };
    const halves = run(
      { op_type: "MaxUnpool", attributes: { kernel_shape: [1] } },
      half,
      { data: Int32Array.of(1, 0), dims: [1, 1, 2] },
      [1, 1, 3],
    );
    expect(numbersOf(halves[0].data, "float16")).toEqual([2, 1, 0]);
    expect(halves[0].type).toBe("float16");
  });

  test("opsets between versions, none, and newer ones; integers as bigints", () => {
    const big = { kernel_shape: BigInt64Array.of(2n), strides: [2n], ceil_mode: 1n, storage_order: 0n } as const;
    for (const opset of [10, 11, 12, 15, 22, 99, undefined, 12n]) {
      expect(run({ op_type: "MaxPool", attributes: big, opset }, row)[0].data).toEqual(Float32Array.of(2, 4, 5));
    }
    for (const opset of [1, 2, 7]) {
      expect(run({ op_type: "MaxPool", attributes: { kernel_shape: [2] }, opset }, row).length).toBe(1);
    }
    const node = {
      op_type: "MaxPool",
      name: "pool",
      domain: "",
      doc_string: "",
      input: ["x"],
      output: ["y", ""],
    } as const;
    expect(run({ ...node, attributes: { kernel_shape: [5] } }, row)).toEqual([
      { data: Float32Array.of(5), dims: [1, 1, 1], type: "float32" },
    ]);
    expect(
      first("LpPool", { kernel_shape: [5], p: 0.5 }, { data: new Float64Array(5).fill(4), dims: [1, 1, 5] }, 1),
    ).toEqual([100]);
  });

  test("clamped bytes are uint8; an empty batch gives an empty one", () => {
    const clamped = { data: Uint8ClampedArray.of(1, 9, 3), dims: [1, 1, 3], type: "uint8" };
    const [y] = run({ op_type: "MaxPool", attributes: { kernel_shape: [3] } }, clamped);
    expect(y).toEqual({ data: Uint8Array.of(9), dims: [1, 1, 1], type: "uint8" });
    const none = { data: new Float32Array(0), dims: [0, 3, 4], type: "float32" };
    expect(run({ op_type: "MaxPool", attributes: { kernel_shape: [2] } }, none)).toEqual([
      { data: new Float32Array(0), dims: [0, 3, 3], type: "float32" },
      { data: new BigInt64Array(0), dims: [0, 3, 3], type: "int64" },
    ]);
    expect(run({ op_type: "GlobalAveragePool" }, none)[0].dims).toEqual([0, 3, 1]);
  });
});

onEveryBuild("what /onnx refuses", (api) => {
  const run = createOnnx(api).run as unknown as (...args: unknown[]) => unknown;
  const x = { data: new Float32Array(12), dims: [1, 1, 3, 4], type: "float32" };
  const pair = { data: Float32Array.of(1, 2), dims: [1, 1, 2], type: "float32" };
  const kernel = { kernel_shape: [2, 2] };
  const wrong = (option: string, message?: RegExp): Refusal => ({
    code: "wrong-type",
    option,
    kind: TypeError,
    ...(message && { message }),
  });
  const out = (option: string, message?: RegExp): Refusal => ({
    ...wrong(option, message),
    code: "out-of-range",
    kind: RangeError,
  });
  const shape = (option: string, message?: RegExp): Refusal => ({ ...out(option, message), code: "shape-mismatch" });
  const unknown = (option: string, message?: RegExp): Refusal => ({
    ...wrong(option, message),
    code: "unknown-option",
  });
  const dtype = (option: string, message?: RegExp): Refusal => ({ ...wrong(option, message), code: "unknown-dtype" });
  const max = (attributes: object, opset?: number) => ({ op_type: "MaxPool", attributes, opset }) as OnnxNode;
  const avg = (attributes: object, opset?: number) => ({ op_type: "AveragePool", attributes, opset }) as OnnxNode;
  const lp = (attributes: object, opset?: number) => ({ op_type: "LpPool", attributes, opset }) as OnnxNode;
  const un = (attributes: object, opset?: number) => ({ op_type: "MaxUnpool", attributes, opset }) as OnnxNode;
  const at = (...values: number[]) => ({
    data: BigInt64Array.from(values, BigInt),
    dims: [1, 1, values.length],
    type: "int64",
  });
  const two = { kernel_shape: [2], strides: [2] };

  test.each<[unknown[], Refusal]>([
    [[undefined], wrong("node")],
    [["MaxPool", x], wrong("node")],
    [[{ attributes: kernel }, x], { ...wrong("op_type"), code: "unknown-op" }],
    [[{ op_type: "MaxPol" }, x], { ...out("op_type", /did you mean "MaxPool"/), code: "unknown-op" }],
    [[{ op_type: "MaxRoiPool" }, x], { ...out("op_type"), code: "unknown-op" }],
    [[{ ...max(kernel), attribute: [] }, x], { ...unknown("attribute", /did you mean attributes/), got: "[]" }],
    [[{ ...max(kernel), domain: "com.microsoft" }, x], out("domain")],
    [[{ ...max(kernel), domain: 1 }, x], wrong("domain")],
    [[{ ...max(kernel), output: "Y" }, x], wrong("output")],
    [[{ ...max(kernel), output: [] }, x], wrong("output")],
    [[max(kernel, 0), x], out("opset", /from 1 on/)],
    [[max(kernel, 1.5), x], out("opset")],
    [[{ ...max(kernel), opset: "12" }, x], wrong("opset")],
    [[un(two, 8), pair, at(0, 1)], out("opset", /from 9 on/)],
    [[{ op_type: "MaxPool", attributes: [kernel] }, x], wrong("attributes")],
    [[max(kernel), undefined], wrong("X")],
    [[max(kernel), new Float32Array(12)], wrong("X")],
    [[max(kernel), { ...x, dims: [1, 1, 3, 3] }], { ...shape("X.data"), got: "12" }],
    [
      [max(kernel), { data: new Uint8Array(48), width: 4, height: 3 }],
      wrong("X", /shape: \[1, 4, 3, 4\], stride: \[0, 1, 16, 4\]/),
    ],
    [[max(kernel), x, x], out("tensors", /at most 1/)],
    [[un(two), pair, at(0, 1), [1, 1, 4], x], out("tensors", /at most 3/)],
    [[max(kernel), { ...x, type: "float64" }], wrong("X.type", /float32/)],
    [
      [max(kernel), { data: new Uint16Array(12), dims: [1, 1, 3, 4], type: "bfloat16" }],
      { ...wrong("X.type", /convert it to float32/), code: "not-available" },
    ],
    [[max(kernel), { data: new Uint16Array(12), dims: [1, 1, 3, 4] }], dtype("X.type", /convert it/)],
    [
      [max(kernel, 11), { data: new Uint8Array(12), dims: [1, 1, 3, 4] }],
      dtype("X.type", /uint8 came with MaxPool-12/),
    ],
    [[avg(kernel), { data: new Int8Array(12), dims: [1, 1, 3, 4] }], dtype("X.type")],
    [[{ op_type: "GlobalMaxPool" }, { data: new Int32Array(12), dims: [1, 1, 3, 4] }], dtype("X.type")],
    [[{ op_type: "GlobalMaxPool" }, { data: new Float32Array(2), dims: [1, 2] }], shape("X.dims", /at least 3 axes/)],
    [[{ op_type: "GlobalMaxPool" }, { data: new Float32Array(0), dims: [1, 1, 0] }], out("X.dims")],
    [[max({ kernel_shape: [] }), { data: new Float32Array(2), dims: [1, 2] }], shape("X.dims")],
    [[max({}), x], wrong("kernel_shape")],
    [[un({}), pair, at(0, 1)], wrong("kernel_shape")],
    [[max({ kernel_shape: 2 }), x], wrong("kernel_shape")],
    [[max({ kernel_shape: [2] }), x], shape("kernel_shape", /2 entries/)],
    [[max({ kernel_shape: [2, 0] }), x], out("kernel_shape[1]")],
    [[max({ kernel_shape: [2, "2"] }), x], wrong("kernel_shape[1]")],
    [[max({ kernel_shape: [4, 2] }), x], out("kernel_shape", /on axis 2 .*\(3 \+ 0 - 4\) \/ 1 \+ 1 < 1/)],
    [[max({ kernel_shape: [4, 2], strides: [2, 2] }), x], out("kernel_shape", /ceil_mode: 1/)],
    [[max({ ...kernel, dilations: [1, 4] }), x], out("kernel_shape", /spans 5/)],
    [[max({ ...kernel, strides: [0, 1] }), x], out("strides[0]")],
    [[max({ ...kernel, strides: [1] }), x], shape("strides")],
    [[max({ ...kernel, dilations: [1, -1] }), x], out("dilations[1]")],
    [[max({ ...kernel, pads: [1, 1] }), x], shape("pads", /4 entries/)],
    [[max({ ...kernel, pads: [1, 1, 1, -1] }), x], out("pads[3]")],
    [[max({ ...kernel, auto_pad: "SAME" }), x], out("auto_pad")],
    [[max({ ...kernel, auto_pad: 1 }), x], wrong("auto_pad")],
    [[max({ ...kernel, auto_pad: "SAME_UPPER", pads: [1, 1, 1, 1] }), x], out("pads", /auto_pad: "SAME_UPPER"/)],
    [[avg({ ...kernel, auto_pad: "SAME_LOWER", pads: [0, 0, 0, 0] }), x], out("pads", /auto_pad/)],
    [[lp({ ...kernel, auto_pad: "VALID", pads: [0, 0, 0, 1] }), x], out("pads", /auto_pad: "VALID"/)],
    [[max({ ...kernel, ceil_mode: 2 }), x], out("ceil_mode")],
    [[max({ ...kernel, ceil_mode: true }), x], wrong("ceil_mode")],
    [[max({ ...kernel, storage_order: -1 }), x], out("storage_order")],
    [[avg({ ...kernel, count_include_pad: "1" }), x], wrong("count_include_pad")],
    [[lp({ ...kernel, p: 0 }), x], out("p", /positive integer in LpPool-22/)],
    [[lp({ ...kernel, p: 2.5 }), x], out("p")],
    [[lp({ ...kernel, p: 0 }, 1), x], out("p", /positive number in LpPool-1/)],
    [[lp({ ...kernel, p: "2" }), x], wrong("p")],
    [[{ op_type: "GlobalLpPool", attributes: { p: -1 } }, x], out("p")],
    [
      [max({ ...kernel, storage_order: 1 }, 7), x],
      unknown("storage_order", /came with MaxPool-8, and this is MaxPool-1/),
    ],
    [[max({ ...kernel, dilations: [1, 1] }, 9), x], { ...unknown("dilations", /came with MaxPool-10/), got: "[1, 1]" }],
    [[max({ ...kernel, ceil_mode: 0 }, 8), x], unknown("ceil_mode", /MaxPool-10/)],
    [[avg({ ...kernel, count_include_pad: 1 }, 6), x], unknown("count_include_pad", /AveragePool-7/)],
    [[avg({ ...kernel, ceil_mode: 1 }, 9), x], unknown("ceil_mode", /AveragePool-10/)],
    [[avg({ ...kernel, dilations: [1, 1] }, 18), x], unknown("dilations", /AveragePool-19/)],
    [[lp({ ...kernel, ceil_mode: 1 }, 17), x], unknown("ceil_mode", /LpPool-18/)],
    [[lp({ ...kernel, dilations: [1, 1] }, 11), x], unknown("dilations", /LpPool-18/)],
    [[avg({ ...kernel, storage_order: 0 }), x], unknown("storage_order", /is not one of AveragePool-22/)],
    [[max({ ...kernel, stride: [2, 2] }), x], unknown("stride", /did you mean strides/)],
    [[un({ ...two, auto_pad: "VALID" }), pair, at(0, 1)], unknown("auto_pad")],
    [
      [{ op_type: "GlobalAveragePool", attributes: kernel }, x],
      { ...unknown("kernel_shape", /takes none/), got: "[2, 2]" },
    ],
    [[un(two), pair], wrong("I")],
    [[un(two), pair, { ...pair, type: "float32" }], dtype("I.type", /int64/)],
    [[un(two), pair, at(0, 1, 2)], shape("I.dims")],
    [[un(two), pair, at(0, 4)], { ...out("I"), code: "out-of-bounds", got: "4" }],
    [[un(two), pair, at(0, -2)], { ...out("I"), code: "out-of-bounds", got: "-2" }],
    [[un({ ...two, pads: [2, 2] }), pair, at(0, 1)], out("pads", /leave nothing/)],
    [[un({ kernel_shape: [2], pads: [1] }), pair, at(0, 1)], shape("pads")],
    [[un(two), pair, at(0, 1), [1, 1, 3]], out("output_shape", /\[1, 1, 4\]/)],
    [[un(two), pair, at(0, 1), [1, 2, 4]], out("output_shape")],
    [[un(two), pair, at(0, 1), [1, 4]], shape("output_shape")],
    [[un(two), pair, at(0, 1), [1, 1, 4.5]], out("output_shape[2]")],
    [[un(two), pair, at(0, 1), pair], wrong("output_shape")],
    [[un(two), pair, at(0, 1), 4], wrong("output_shape")],
  ])("refusal $#", (args, refusal) => {
    expectRefused(() => run(...args), refusal, JSON.stringify(args[0]));
  });
});
