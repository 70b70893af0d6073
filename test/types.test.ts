import { expectTypeOf, test } from "vitest";
import type {
  DType,
  DTypeArrays,
  NdArray,
  Nested,
  Op,
  Plan,
  PoolOptions,
  PoolStatsOptions,
  Reducer,
  TypedArray,
} from "../src/index.ts";
import {
  adaptivePool,
  alloc,
  argmaxPool,
  argminPool,
  asStrided,
  avgPool,
  byteStrides,
  createPlan,
  globalPool,
  lpPool,
  maxPool,
  maxUnpool,
  meanPool,
  medianPool,
  minPool,
  modePool,
  outputShape,
  pool,
  poolStats,
  stdPool,
  sumPool,
  toNested,
  varPool,
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

test("the other named forms", () => {
  expectTypeOf(lpPool(ints, 2, { p: 1 })).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(lpPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(varPool(bigs, 2, { ddof: 1 })).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(stdPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(modePool(bytes, 2)).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
  expectTypeOf(modePool(bigs, 2)).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(medianPool(ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(medianPool(floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(medianPool(ints, 2, { interpolation: "lower" })).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  expectTypeOf(medianPool(bigs, 2, { interpolation: "higher" })).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(medianPool(ints, 2, { interpolation: "midpoint" })).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  type Positions = NdArray<Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;
  expectTypeOf(argmaxPool(bigs, 2)).toEqualTypeOf<Positions>();
  expectTypeOf(argminPool(floats, 2, { indices: "plane" })).toEqualTypeOf<Positions>();
  expectTypeOf(argmaxPool(bigs, 2, { dtype: "int32" })).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
});

test("ops without a form of their own", () => {
  expectTypeOf(pool("any", floats, 2)).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  expectTypeOf(pool("all", bigs, 2)).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  expectTypeOf(pool("count", floats, 2)).toEqualTypeOf<NdArray<Uint32Array<ArrayBuffer>>>();
  expectTypeOf(pool("prod", ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(pool("prod", bigs, 2)).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  expectTypeOf(pool("range", bytes, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(pool("range", floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(pool("rms", ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(pool("first", bytes, 2)).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
  expectTypeOf(adaptivePool("mode", ints, 1)).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  expectTypeOf(adaptivePool("var", floats, [1, 2])).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(globalPool("count", nested)).toEqualTypeOf<NdArray<Uint32Array<ArrayBuffer>>>();
});

test("a function of the taps gives what a mean does", () => {
  const reducer: Reducer = (taps) => Number(taps.data[0]);
  expectTypeOf(pool(reducer, ints, 2)).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(pool((taps) => taps.data.length, floats, 2)).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(pool(() => 3n, bigs, 2, { dtype: "int64" })).toEqualTypeOf<NdArray<BigInt64Array<ArrayBuffer>>>();
  pool(
    (taps) => {
      expectTypeOf(taps).toEqualTypeOf<NdArray>();
      return 0;
    },
    ints,
    2,
  );
});

test("positions stand beside max and min where they are asked for", () => {
  type Positions = NdArray<Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;
  const beside = maxPool(ints, 2, { indices: "plane" });
  expectTypeOf(beside.data).toEqualTypeOf<Int32Array<ArrayBuffer>>();
  expectTypeOf(beside.indices).toEqualTypeOf<Positions>();
  expectTypeOf(pool("min", floats, 2, { indices: "tensor", stride: 1 }).indices).toEqualTypeOf<Positions>();
  expectTypeOf(globalPool("max", bigs, { indices: "window" }).indices).toEqualTypeOf<Positions>();
  expectTypeOf(adaptivePool("min", bigs, 1, { indices: "window" }).indices).toEqualTypeOf<Positions>();
  expectTypeOf(maxPool(ints, 2, { indices: false })).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  const asked = maxPool(ints, 2, { indices: "plane", dtype: "float32" });
  expectTypeOf(asked.data).toEqualTypeOf<Float32Array<ArrayBuffer>>();
  expectTypeOf(asked.indices).toEqualTypeOf<Positions>();
  const out = { data: new Int32Array(1), shape: [1, 1], mine: "kept" };
  const written = maxPool(ints, 2, { out, indices: "plane" });
  expectTypeOf(written.mine).toEqualTypeOf<string>();
  expectTypeOf(written.indices).toEqualTypeOf<Positions>();
});

test("statistics by their names", () => {
  const { min, mean, count } = poolStats(ints, 2, { stats: ["min", "mean", "count"] });
  expectTypeOf(min).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  expectTypeOf(mean).toEqualTypeOf<NdArray<Float64Array<ArrayBuffer>>>();
  expectTypeOf(count).toEqualTypeOf<NdArray<Uint32Array<ArrayBuffer>>>();
  const positioned = poolStats(floats, 2, { stats: ["max", "argmax", "sum"], indices: "plane" });
  expectTypeOf(positioned.max.indices.data).toEqualTypeOf<Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>();
  expectTypeOf(positioned.sum).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf<keyof typeof positioned>().toEqualTypeOf<"max" | "argmax" | "sum">();
  const bytewise = poolStats(floats, 2, { stats: ["max", "std"], dtype: "uint8" });
  expectTypeOf(bytewise.std).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  const options: PoolStatsOptions = { stats: ["max"] };
  expectTypeOf(poolStats(ints, 2, options)).toExtend<object>();
});

test("what is unpooled is of the input's array", () => {
  const pooled = maxPool(bytes, 2, { indices: "plane" });
  expectTypeOf(maxUnpool(pooled, pooled.indices, 2)).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
  const out = { data: new Int32Array(4), shape: [2, 2], mine: "kept" };
  const back = maxUnpool({ data: Int32Array.of(7), shape: [1, 1] }, [[3]], 2, { out });
  expectTypeOf(back.mine).toEqualTypeOf<string>();
  const indexed = maxUnpool({ data: Int32Array.of(7), shape: [1, 1] }, [[3]], 2, { indices: "window", outputShape: 2 });
  expectTypeOf(indexed).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
});

test("float16 is what it is said to be", () => {
  type Half = NdArray<DTypeArrays["float16"]>;
  const halves = { data: Uint16Array.of(0, 1, 2, 3), shape: [2, 2], dtype: "float16" as const };
  expectTypeOf(maxPool(halves, 2)).toEqualTypeOf<Half>();
  expectTypeOf(meanPool(halves, 2)).toEqualTypeOf<Half>();
  expectTypeOf(maxPool({ data: Uint16Array.of(0, 1), shape: [2], dtype: "float16" }, 2)).toEqualTypeOf<Half>();
  expectTypeOf(pool("any", halves, 2)).toEqualTypeOf<NdArray<Uint8Array<ArrayBuffer>>>();
  expectTypeOf(meanPool(halves, 2, { dtype: "float32" })).toEqualTypeOf<NdArray<Float32Array<ArrayBuffer>>>();
  expectTypeOf(meanPool(ints, 2, { dtype: "float16" })).toEqualTypeOf<Half>();
  expectTypeOf(alloc("float16", [2])).toEqualTypeOf<Half>();
  expectTypeOf(maxPool({ data: Uint16Array.of(0, 1), shape: [2] }, 2)).toEqualTypeOf<
    NdArray<Uint16Array<ArrayBuffer>>
  >();
});

test("options of every kind are taken", () => {
  const mask = { data: Uint8Array.of(1, 0, 1, 1), shape: [2, 2] };
  const all: PoolOptions = {
    ...{ stride: [1, 1], dilation: Int32Array.of(1, 1), padding: [[0, 1], 1], edge: "partial", axes: [0, -1] },
    ...{ fill: 3n, countPadding: true, divisor: 2, nan: "ignore", nodata: 3n, mask, minCount: 0 },
    ...{
      indices: false,
      p: Number.POSITIVE_INFINITY,
      ddof: 0.5,
      interpolation: "higher",
      dtype: "int64",
      round: "floor",
    },
  };
  expectTypeOf(pool("mean", bigs, 2, all)).toExtend<object>();
  expectTypeOf(maxPool(ints, 2, { padMode: "wrap", padding: "same" })).toEqualTypeOf<
    NdArray<Int32Array<ArrayBuffer>>
  >();
  expectTypeOf(
    maxPool(ints, 2, {
      mask: [
        [1, 0],
        [0, 1],
      ],
      nodata: 0,
    }),
  ).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
  const nothing = maxPool(ints, 2, { stride: undefined, mask: undefined, nodata: undefined });
  expectTypeOf(nothing).toEqualTypeOf<NdArray<Int32Array<ArrayBuffer>>>();
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
  const lowest = createPlan("median", { shape: [2, 2], dtype: "uint8" }, 2, { interpolation: "lower" });
  expectTypeOf(lowest.output.data).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
  expectTypeOf(lowest.output.indices).toEqualTypeOf<NdArray | undefined>();
  lowest.dispose();
  const own = createPlan((taps) => taps.data.length, { shape: [2, 2], dtype: "float32" }, 2);
  expectTypeOf(own).toEqualTypeOf<Plan<Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>>>();
  own.dispose();
  const counts = createPlan("count", { shape: [2, 2], dtype: "float16" }, 2);
  expectTypeOf(counts).toEqualTypeOf<Plan<DTypeArrays["float16"], Uint32Array<ArrayBuffer>>>();
  counts.dispose();
  expectTypeOf(alloc("uint8_clamped", [2])).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
});

test("what is refused does not compile, as far as types can tell", () => {
  const never = () => {
    // @ts-expect-error: no such op
    pool("average", ints, 2);
    // @ts-expect-error: no such option
    maxPool(ints, 2, { kernel: 1 });
    // @ts-expect-error: no such word
    maxPool(ints, 2, { edge: "ceil" });
    // @ts-expect-error: no such word
    maxPool(ints, 2, { padMode: "constant" });
    // @ts-expect-error: no such word
    maxPool(ints, 2, { nan: "drop" });
    // @ts-expect-error: true says no numbering
    maxPool(ints, 2, { indices: true });
    // @ts-expect-error: no such word
    medianPool(ints, 2, { interpolation: "linear" });
    // @ts-expect-error: a mask is an array
    maxPool(ints, 2, { mask: true });
    // @ts-expect-error: a fill is a number
    maxPool(ints, 2, { fill: "0" });
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
    // @ts-expect-error: nothing stands outside these windows
    adaptivePool("max", ints, 2, { fill: 1 });
    // @ts-expect-error: which statistics?
    poolStats(ints, 2, {});
    // @ts-expect-error: no such statistic
    poolStats(ints, 2, { stats: ["average"] });
    // @ts-expect-error: values without positions go nowhere
    maxUnpool(ints, 2);
    // @ts-expect-error: an unpooling numbers its positions
    maxUnpool(ints, ints, 2, { indices: false });
    // @ts-expect-error: a function of the taps gives a number
    pool(() => "1", ints, 2);
    // @ts-expect-error: no positions were asked for
    maxPool(ints, 2).indices;
    // @ts-expect-error: a mean has none
    meanPool(ints, 2, { stride: 1 }).indices;
  };
  expectTypeOf(never).toBeFunction();
});
