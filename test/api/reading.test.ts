import { afterEach, describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import type { NdArray, PoolOptions } from "../../src/types.ts";
import { BUILDS, onEveryBuild } from "../support/builds.ts";
import { expectRefused } from "../support/refusal.ts";

// biome-ignore lint/suspicious/noExplicitAny: callers' objects of all kinds
type Loose = any;

const data = () => Float32Array.from({ length: 32 }, (_, i) => i);
const BY_TWO = Float32Array.of(9, 11, 13, 15, 25, 27, 29, 31);

/** An object whose every field is a getter that answers once, and differently from then on. */
function once(fields: Record<string, unknown>): { holder: Loose; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const holder = {};
  for (const [name, value] of Object.entries(fields)) {
    reads[name] = 0;
    Object.defineProperty(holder, name, {
      enumerable: true,
      get() {
        reads[name] = (reads[name] as number) + 1;
        return reads[name] === 1 ? value : `read ${reads[name]} times`;
      },
    });
  }
  return { holder, reads };
}

/** A list whose every entry answers once, and is 0 from then on. */
function listing<T>(values: T[]) {
  const reads: Record<string, number> = {};
  const list = new Proxy(values, {
    get(target, key) {
      const name = String(key);
      reads[name] = (reads[name] ?? 0) + 1;
      return name !== "length" && (reads[name] as number) > 1 ? 0 : Reflect.get(target, key);
    },
  });
  return { list, reads };
}

onEveryBuild("what is read is read once", (api) => {
  test("fields of every input form", () => {
    for (const fields of [
      { data: data(), shape: [4, 8] },
      { data: data(), shape: [4, 8], stride: [8, 1], offset: 0 },
      { data: data(), shape: [4, 8], strides: [8, 1] },
      { data: data(), dims: [4, 8] },
      { data: data(), width: 8, height: 4 },
      { data: data(), width: 8, height: 4, channels: 1 },
    ]) {
      const { holder, reads } = once(fields);
      expect(api.maxPool(holder, 2).data).toEqual(BY_TWO);
      expect(Object.values(reads)).toEqual(Object.values(fields).map(() => 1));
    }
    const info = once({ width: 8, height: 4, channels: 1 });
    const raw = once({ data: data(), info: info.holder });
    expect(api.maxPool(raw.holder, 2).data).toEqual(BY_TWO);
    expect({ ...raw.reads, ...info.reads }).toEqual({ data: 1, info: 1, width: 1, height: 1, channels: 1 });
  });

  test("options, all that a function takes", () => {
    const mask = { data: new Uint8Array(32).fill(1), shape: [4, 8] };
    const out = { data: new Float32Array(8), shape: [2, 4] };
    const where = { stride: [2, 2], dilation: 1, padding: [0, 0], edge: "trim", axes: [0, 1] };
    const values = {
      dtype: "float32",
      round: "floor",
      countPadding: false,
      divisor: 4,
      nan: "ignore",
      nodata: -1,
      mask,
      minCount: 2,
      indices: "plane",
      p: 3,
      ddof: 1,
      interpolation: "lower",
    };
    const pooling = { ...where, fill: 3, ...values };
    const around = { ...where, padMode: "edge", ...values };
    const input = { data: data(), shape: [4, 8] };
    const calls: readonly (readonly [object, (options: Loose) => unknown])[] = [
      [{ ...pooling, out }, (options) => api.maxPool(input, 2, options)],
      [{ ...around, out }, (options) => api.pool("min", input, 2, options)],
      [{ ...pooling, indices: false }, (options) => api.pool("median", input, 2, options)],
      [{ axes: [0], ...values, out: { ...out, shape: [1, 8] } }, (options) => api.globalPool("argmax", input, options)],
      [{ axes: [0, 1], ...values, out }, (options) => api.adaptivePool("max", input, [2, 4], options)],
      [{ stats: ["max", "mean"], ...pooling }, (options) => api.poolStats(input, 2, options)],
      [pooling, (options) => api.createPlan("max", { shape: [4, 8], dtype: "float32" }, 2, options).dispose()],
      [where, (options) => api.outputShape([4, 8], 2, options)],
      [{ stride: 1, dilation: 1, axes: [0], edge: "exact" }, (options) => api.windows(input, [2], options)],
      [
        { stride: 2, dilation: 1, padding: 0, axes: [0, 1], indices: "plane", outputShape: [8, 16] },
        (options) => api.maxUnpool(input, { data: new Int32Array(32), shape: [4, 8] }, 2, options),
      ],
    ];
    for (const [options, call] of calls) {
      const { holder, reads } = once(options as Record<string, unknown>);
      call(holder);
      expect(reads).toEqual(Object.fromEntries(Object.keys(options).map((name) => [name, 1])));
    }
    expect(out.data).not.toEqual(new Float32Array(8));
  });

  test("fields of masks and of positions", () => {
    const ones = new Uint8Array(32).fill(1);
    for (const fields of [
      { data: ones, shape: [4, 8] },
      { data: ones, shape: [4, 8], stride: [8, 1], offset: 0, dtype: "uint8" },
      { data: ones, dims: [4, 8] },
    ]) {
      const calls: readonly ((mask: Loose) => unknown)[] = [
        (mask) => expect(api.maxPool({ data: data(), shape: [4, 8] }, 2, { mask }).data).toEqual(BY_TWO),
        (mask) => api.poolStats({ data: data(), shape: [4, 8] }, 2, { mask, stats: ["min", "max", "mean"] }),
        (mask) => api.createPlan("max", { shape: [4, 8], dtype: "float32" }, 2, { mask }).dispose(),
        (indices) => api.maxUnpool({ data: data(), shape: [4, 8] }, indices, 2),
      ];
      for (const call of calls) {
        const { holder, reads } = once(fields);
        call(holder);
        expect(Object.values(reads)).toEqual(Object.values(fields).map(() => 1));
      }
    }
    const { list, reads } = listing(["min", "max"]);
    expect(Object.keys(api.poolStats({ data: data(), shape: [4, 8] }, 2, { stats: list as Loose }))).toEqual([
      "min",
      "max",
    ]);
    expect({ first: reads[0], second: reads[1] }).toEqual({ first: 1, second: 1 });
  });

  test("fields of out, of a layout and of a plan's description", () => {
    const written = new Float32Array(8);
    const out = once({ data: written, shape: [2, 4], stride: [4, 1], offset: 0 });
    expect(api.maxPool({ data: data(), shape: [4, 8] }, 2, { out: out.holder })).toBe(out.holder);
    expect(written).toEqual(BY_TWO);
    expect(out.reads).toEqual({ data: 1, shape: 1, stride: 1, offset: 1 });

    const layout = once({ shape: [2, 2], stride: [8, 1], offset: 4 });
    expect(api.toNested(api.asStrided({ data: data(), shape: [32] }, layout.holder))).toEqual([
      [4, 5],
      [12, 13],
    ]);
    expect(layout.reads).toEqual({ shape: 1, stride: 1, offset: 1 });

    const described = once({ shape: [4, 8], dtype: "float32" });
    api.createPlan("max", described.holder, 2).dispose();
    expect(described.reads).toEqual({ shape: 1, dtype: 1 });
  });

  test("entries of lists", () => {
    const [window, stride, axes, shape, pitch] = [
      [2, 2],
      [2, 2],
      [0, 1],
      [4, 8],
      [8, 1],
    ].map((list) => listing(list)) as ReturnType<typeof listing<number>>[];
    const input = { data: data(), shape: shape?.list, stride: pitch?.list } as Loose;
    const options = { stride: stride?.list, axes: axes?.list } as PoolOptions;
    expect((api.maxPool(input, window?.list as Loose, options) as NdArray).data).toEqual(BY_TWO);
    for (const seen of [window, stride, axes, shape, pitch]) {
      expect({ first: seen?.reads[0], second: seen?.reads[1] }).toEqual({ first: 1, second: 1 });
    }
  });

  test("lists that lie about their length are refused", () => {
    for (const length of [-1, 1.5, Number.NaN, "2", 2 ** 32, 2 ** 53, undefined, null, {}]) {
      const list = new Proxy([2, 2], { get: (target, key) => (key === "length" ? length : Reflect.get(target, key)) });
      for (const run of [
        () => api.maxPool({ data: data(), shape: [4, 8] }, list),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { stride: list }),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { axes: list }),
        () => api.maxPool({ data: data(), shape: list }, 2),
        () => api.maxPool({ data: data(), shape: [4, 8], stride: list }, 2),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { padding: list }),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { dilation: list }),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { mask: { data: data(), shape: list } }),
        () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { out: { data: new Float32Array(8), shape: list } }),
        () => api.adaptivePool("max", { data: data(), shape: [4, 8] }, list),
        () => api.poolStats({ data: data(), shape: [4, 8] }, 2, { stats: list as Loose }),
        () => api.maxUnpool([[1, 2]], [[0, 1]], 1, { outputShape: list }),
      ]) {
        expect(run, String(length)).toThrow(expect.objectContaining({ name: "StridepoolError" }));
      }
      expect(api.maxPool({ data: data(), shape: [4, 8] }, 2).data).toEqual(BY_TWO);
    }
  });

  test("what a caller's own trap throws comes through, and the next call works", () => {
    class Mine extends Error {}
    const trap = () => {
      throw new Mine("mine");
    };
    const angry = (target: object): Loose =>
      new Proxy(target, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap });
    const input = { data: data(), shape: [4, 8] };
    for (const run of [
      () => api.maxPool(angry({ data: data(), shape: [4, 8] }), 2),
      () => api.maxPool(input, angry([2, 2])),
      () => api.maxPool(input, 2, angry({})),
      () => api.maxPool(input, 2, { out: angry({}) }),
      () => api.asStrided(input, angry({})),
      () => api.createPlan("max", angry({}), 2),
    ]) {
      expect(run).toThrow(Mine);
      expect(api.maxPool(input, 2).data).toEqual(BY_TWO);
    }
  });

  test("lists are copied: changing them afterwards changes nothing", () => {
    const shape = [4, 8];
    const stride = [8, 1];
    const window = [2, 2];
    const hop = [2, 2];
    const axes = [0, 1];
    const padding = [[0, 0], 0] as [[number, number], number];
    const options = { stride: hop, axes, padding, indices: "plane" } as const;
    const input = { data: data(), shape, stride };
    const out = { data: new Float32Array(8), shape: [2, 4], stride: [4, 1] };
    const extents = [2, 4];
    const indices = { data: new Int32Array(32).fill(-1), shape: [4, 8] };
    const result = api.maxPool(input, window, options);
    const written = api.maxPool(input, window, { ...options, out });
    const stats = api.poolStats(input, window, { ...options, stats: ["max", "mean"] });
    const adaptive = api.adaptivePool("max", input, extents);
    const unpooled = api.maxUnpool(input, indices, window, { outputShape: shape });
    const view = api.windows(input, window);
    const strided = api.asStrided(input, { shape, stride });
    const expected = api.outputShape(shape, window, { stride: hop, axes, padding });
    const inside = api.alloc("float32", shape);
    const plan = api.createPlan("max", { shape, dtype: "float32" }, window, options);
    for (const list of [shape, stride, window, hop, axes, extents]) list.fill(99);
    padding[0] = [7, 7];
    expect(result).toMatchObject({ shape: [2, 4], stride: [4, 1], indices: { shape: [2, 4], stride: [4, 1] } });
    expect(stats.max).toEqual(result);
    expect(stats.mean.shape).toEqual([2, 4]);
    expect(adaptive.shape).toEqual([2, 4]);
    expect(unpooled.shape).toEqual([4, 8]);
    expect(view.stride).toEqual([16, 2, 8, 1]);
    expect(strided).toMatchObject({ shape: [4, 8], stride: [8, 1] });
    expect(expected).toEqual([2, 4]);
    expect(inside).toMatchObject({ shape: [4, 8], stride: [8, 1] });
    plan.input.data.set(data());
    plan.run();
    expect(plan.output.data).toEqual(BY_TWO);
    expect(plan.input.shape).toEqual([4, 8]);
    plan.dispose();
    // Out is the caller's own, its lists included; what stands beside it is not tied to them.
    expect(written).toBe(out);
    out.shape[0] = 7;
    expect((written as unknown as { indices: NdArray }).indices.shape).toEqual([2, 4]);
    // Nor do the fields of one result belong to another.
    const again = api.maxPool({ data: data(), shape: [4, 8] }, 2);
    again.shape[0] = 7;
    again.stride[0] = 7;
    expect(api.maxPool({ data: data(), shape: [4, 8] }, 2)).toMatchObject({ shape: [2, 4], stride: [4, 1] });
  });

  test("a plan is its own: its arrays' lists, its mask, and what was given to make it", () => {
    const mask = { data: new Uint8Array(32).fill(1), shape: [4, 8] };
    const plan = api.createPlan("sum", { shape: [4, 8], dtype: "float32" }, 2, { mask, nodata: 9 });
    mask.data.fill(0);
    mask.shape[0] = 99;
    plan.input.data.fill(1);
    plan.input.shape[0] = 77;
    plan.output.shape[0] = 77;
    plan.run();
    expect(plan.output.data).toEqual(new Float32Array(8).fill(4));
    plan.dispose();
  });
});

describe("a polluted Object.prototype", () => {
  const polluted = Object.prototype as unknown as Record<string, unknown>;
  let names: string[] = [];
  const pollute = (fields: Record<string, unknown>): void => {
    names = Object.keys(fields);
    for (const name of names)
      Object.defineProperty(polluted, name, {
        value: fields[name],
        configurable: true,
        enumerable: true,
        writable: true,
      });
  };
  const clean = (): void => {
    for (const name of names) delete polluted[name];
    names = [];
  };
  afterEach(clean);

  /** Runs with the prototype polluted, and gives back what came of it once it is clean again. */
  function under<T>(fields: Record<string, unknown>, run: () => T): T {
    pollute(fields);
    try {
      return run();
    } finally {
      clean();
    }
  }

  const calls = (api: Stridepool): Record<string, () => unknown> => ({
    nested: () =>
      api.maxPool(
        [
          [1, 2, 3, 4],
          [5, 6, 7, 8],
        ],
        2,
      ).data,
    strided: () => api.maxPool({ data: data(), shape: [4, 8] }, 2).data,
    dims: () => api.meanPool({ data: data(), dims: [4, 8] }, 2).data,
    image: () => api.sumPool({ data: data(), width: 8, height: 4 }, 2).data,
    raw: () => api.minPool({ data: data(), info: { width: 8, height: 4, channels: 1 } }, 2, {}).data,
    options: () => api.maxPool({ data: data(), shape: [4, 8] }, 2, { edge: "trim" }).data,
    global: () => api.globalPool("max", { data: data(), shape: [4, 8] }, {}).data,
    windows: () => api.windows({ data: data(), shape: [4, 8] }, 2, {}).stride,
    strides: () => api.asStrided({ data: data(), shape: [4, 8] }, { shape: [3] }),
    shape: () => api.outputShape([4, 8], 2, {}),
    plan: () => {
      const plan = api.createPlan("mean", { shape: [2, 2], dtype: "uint8" }, 2, {});
      plan.input.data.set([1, 2, 3, 4]);
      plan.run();
      const text = plan.describe();
      const { data: result } = plan.output;
      const copy = result.slice();
      plan.dispose();
      return [text, copy];
    },
    alloc: () => api.alloc("int16", [3]),
    stats: () => api.poolStats({ data: data(), shape: [4, 8] }, 2, { stats: ["median", "std", "lp"] }),
    words: () => api.maxPool({ data: Uint16Array.of(1, 2, 3, 40000), shape: [4] }, 4, {}).data,
    unpool: () => api.maxUnpool([[1, 2]], [[0, 3]], [1, 2], {}).data,
    reducer: () => api.pool((taps: NdArray) => taps.data.length, { data: data(), shape: [4, 8] }, 2, {}).data,
    float16: () => api.toNested({ data: Uint16Array.of(0x3c00), shape: [1], dtype: "float16" }),
  });

  const fields: Record<string, unknown> = {
    fill: 5,
    padMode: "wrap",
    nan: "ignore",
    nodata: 9,
    mask: [[0]],
    minCount: 3,
    indices: "plane",
    p: 1,
    ddof: 1,
    interpolation: "lower",
    countPadding: true,
    divisor: 3,
    dilation: 2,
    stats: ["max"],
    outputShape: 3,
    type: "float16",
    stride: [1, 1],
    strides: [1, 1],
    offset: 1,
    axes: [0],
    edge: "partial",
    dtype: "int8",
    round: "floor",
    out: { data: new Float32Array(1), shape: [1] },
    padding: 1,
    shape: [1],
    dims: [1],
    width: 1,
    height: 1,
    channels: 2,
    info: { width: 1, height: 1 },
    data: new Float32Array(1),
    image: true,
    resident: true,
  };

  test.each(Object.keys(fields))("%s is nobody's field", (name) => {
    for (const { api } of BUILDS) {
      const expected = Object.fromEntries(Object.entries(calls(api)).map(([called, run]) => [called, run()]));
      const own = calls(api);
      for (const [called, run] of Object.entries(own)) {
        const got = under({ [name]: fields[name] }, run);
        expect(got, `${called} under ${name}`).toEqual(expected[called]);
      }
    }
  });

  test("what is missing stays missing", () => {
    for (const { api } of BUILDS) {
      const refused = (
        run: () => unknown,
        polluting: Record<string, unknown>,
        option: string,
        code: "wrong-type" | "unknown-dtype",
      ): void => {
        let error: unknown;
        under(polluting, () => {
          try {
            run();
          } catch (thrown) {
            error = thrown;
          }
        });
        expectRefused(
          () => {
            if (error !== undefined) throw error;
          },
          { code, option, kind: TypeError, got: "got" },
        );
      };
      refused(() => api.maxPool({ data: data() } as Loose, 2), { shape: [4, 8] }, "input", "wrong-type");
      refused(() => api.maxPool({ shape: [1] } as Loose, 1), { data: data() }, "input.data", "wrong-type");
      refused(() => api.maxPool({ data: data(), height: 4 } as Loose, 2), { width: 8 }, "input.width", "wrong-type");
      refused(
        () => api.createPlan("max", { shape: [4, 8] } as Loose, 2),
        { dtype: "int8" },
        "input.dtype",
        "unknown-dtype",
      );
      refused(
        () => api.createPlan("max", { dtype: "int8" } as Loose, 2),
        { shape: [4, 8] },
        "input.shape",
        "wrong-type",
      );
      refused(() => api.asStrided([[1]], {} as Loose), { shape: [1] }, "shape", "wrong-type");
    }
  });

  test("inherited fields of the caller's own classes do count", () => {
    class Matrix {
      readonly #data = data();
      get data(): Float32Array {
        return this.#data;
      }
      get shape(): number[] {
        return [4, 8];
      }
    }
    for (const { api } of BUILDS) expect(api.maxPool(new Matrix(), 2).data).toEqual(BY_TWO);
  });
});

onEveryBuild("typed arrays of the caller's own classes", (api) => {
  test("fields that such a class overrides are not what its elements are", () => {
    class Long extends Float32Array {
      override get length(): number {
        return 1000;
      }
    }
    class Displaced extends Float32Array {
      override get byteOffset(): number {
        return 4096;
      }
      override get byteLength(): number {
        return 0;
      }
    }
    // Either refused as too short or read as what it is; nothing outside, and no error of the runtime's own.
    const short = { data: new Long(4), shape: [4, 8] };
    expect(() => api.sumPool(short, 2)).toThrow(expect.objectContaining({ name: "StridepoolError" }));
    expect(api.sumPool({ data: Displaced.from(data()), shape: [4, 8] }, 2).data).toEqual(
      api.sumPool({ data: data(), shape: [4, 8] }, 2).data,
    );
  });
});
