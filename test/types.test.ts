import { expectTypeOf, test } from "vitest";
import type { DType, NdArray, Nested, Op, Plan, PoolOptions, TypedArray } from "../src/index.ts";
import {
  alloc,
  asStrided,
  avgPool,
  byteStrides,
  createPlan,
  globalPool,
  maxPool,
  meanPool,
  minPool,
  outputShape,
  pool,
  sumPool,
  toNested,
  windows,
} from "../src/index.ts";

/* What the compiler knows of results. These lines are checked by tsc, and run besides, so that they are also true. */

const ints = { data: Int32Array.of(1, 2, 3, 4), shape: [2, 2] };
const floats = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] };
const bytes = { data: Uint8ClampedArray.of(1, 2, 3, 4), width: 2, height: 2 };
const bigs = { data: BigInt64Array.of(1n, 2n, 3n, 4n), shape: [2, 2] };
const nested = [
  [1, 2],
  [3, 4],
];

test("max and min keep the input's array", () => {
  expectTypeOf(maxPool(ints, 2)).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  expectTypeOf(minPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(maxPool(bytes, 2)).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
  expectTypeOf(maxPool(bigs, 2)).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(maxPool(nested, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(pool("max", ints, 2)).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  expectTypeOf(globalPool("min", ints)).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
});

test("mean and sum widen integers", () => {
  expectTypeOf(meanPool(ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(avgPool(bigs, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(meanPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(sumPool(ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(sumPool(bigs, 2)).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(sumPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(pool("mean", ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(globalPool("sum", bigs)).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
});

test("Buffers give Uint8Arrays", () => {
  const buffer = { data: Buffer.from([1, 2, 3, 4]), shape: [2, 2] };
  expectTypeOf(maxPool(buffer, 2)).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  const raw = { data: Buffer.from([1, 2, 3, 4]), info: { width: 2, height: 2, channels: 1 } };
  expectTypeOf(maxPool(raw, 2)).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
});

test("a dtype that is asked for decides, and out is what comes back", () => {
  expectTypeOf(meanPool(ints, 2, { dtype: "uint8" })).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  expectTypeOf(maxPool(floats, 2, { dtype: "int64" })).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(globalPool("mean", ints, { dtype: "float32" })).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(maxPool(ints, 2, { stride: 1, edge: "partial" })).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  const out = { data: new Int32Array(1), shape: [1, 1], mine: "kept" };
  const result = maxPool(ints, 2, { out });
  expectTypeOf(result.data).toEqualTypeOf<Int32Array<ArrayBuffer>>();
  expectTypeOf(result.mine).toEqualTypeOf<string>();
});

test("where the types are loose, so are the results'", () => {
  const op = "max" as Op;
  const dtype = "int8" as DType;
  expectTypeOf(alloc(dtype, [2, 2]).data).toExtend<TypedArray>();
  expectTypeOf(pool(op, alloc(dtype, [2, 2]), 2)).toExtend<NdArray>();
  const options: PoolOptions = { stride: 2 };
  const some = pool(op, ints, 2, options);
  expectTypeOf(some).toExtend<object>();
});

test("views share their input's array", () => {
  expectTypeOf(windows(ints, 2)).toEqualTypeOf<NdArray<Int32Array>>();
  expectTypeOf(asStrided(bigs, { shape: [4] })).toEqualTypeOf<NdArray<BigInt64Array>>();
  expectTypeOf(byteStrides(ints)).toEqualTypeOf<number[]>();
  expectTypeOf(outputShape([4, 4], 2)).toEqualTypeOf<number[]>();
  expectTypeOf(toNested(ints)).toEqualTypeOf<Nested<number>>();
  expectTypeOf(toNested(bigs)).toEqualTypeOf<Nested<bigint>>();
});

test("plans and allocated arrays know theirs", () => {
  const plan = createPlan("mean", { shape: [2, 2], dtype: "uint8" }, 2);
  expectTypeOf(plan).toEqualTypeOf<Plan<Uint8Array<ArrayBuffer>, Float64Array<ArrayBuffer>>>();
  plan.dispose();
  const same = createPlan("max", { shape: [2, 2], dtype: "int64" }, 2, { dtype: "float32" });
  expectTypeOf(same).toEqualTypeOf<Plan<BigInt64Array<ArrayBuffer>, Float32Array<ArrayBuffer>>>();
  same.dispose();
  expectTypeOf(alloc("uint8_clamped", [2])).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
});

test("what is not available does not compile", () => {
  const never = () => {
    // @ts-expect-error: no such op
    pool("median", ints, 2);
    // @ts-expect-error: no such option
    maxPool(ints, 2, { fill: 1 });
    // @ts-expect-error: no such word
    maxPool(ints, 2, { edge: "ceil" });
    // @ts-expect-error: a plan owns its output
    createPlan("max", { shape: [2, 2], dtype: "int8" }, 2, { out: ints });
    // @ts-expect-error: no such dtype
    alloc("int128", [2]);
    // @ts-expect-error: a bare typed array has no shape
    maxPool(Float32Array.of(1), 1);
    // @ts-expect-error: a view has no taps outside the array
    windows(ints, 2, { padding: 1 });
    // @ts-expect-error: the window is the whole extent
    globalPool("max", ints, { stride: 2 });
  };
  expectTypeOf(never).toBeFunction();
});
