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

  test("options", () => {
    const out = { data: new Float32Array(8), shape: [2, 4] };
    const options = { stride: [2, 2], axes: [0, 1], edge: "trim", dtype: "float32", round: "floor", out };
    const { holder, reads } = once(options);
    expect(api.maxPool({ data: data(), shape: [4, 8] }, 2, holder)).toBe(out);
    expect(out.data).toEqual(BY_TWO);
    expect(reads).toEqual({ stride: 1, axes: 1, edge: 1, dtype: 1, round: 1, out: 1 });
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
    const listing = (values: number[]) => {
      const reads: Record<string, number> = {};
      const list = new Proxy(values, {
        get(target, key) {
          const name = String(key);
          reads[name] = (reads[name] ?? 0) + 1;
          return name !== "length" && (reads[name] as number) > 1 ? 0 : Reflect.get(target, key);
        },
      });
      return { list, reads };
    };
    const [window, stride, axes, shape, pitch] = [
      [2, 2],
      [2, 2],
      [0, 1],
      [4, 8],
      [8, 1],
    ].map(listing) as ReturnType<typeof listing>[];
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
    const result = api.maxPool({ data: data(), shape, stride }, window);
    const view = api.windows({ data: data(), shape, stride }, window);
    const plan = api.createPlan("max", { shape, dtype: "float32" }, window);
    shape[0] = stride[0] = window[0] = 99;
    expect(result.shape).toEqual([2, 4]);
    expect(view.stride).toEqual([16, 2, 8, 1]);
    plan.input.data.set(data());
    plan.run();
    expect(plan.output.data).toEqual(BY_TWO);
    plan.dispose();
    // Nor do the fields of one result belong to another.
    const again = api.maxPool({ data: data(), shape: [4, 8] }, 2);
    again.shape[0] = 7;
    again.stride[0] = 7;
    expect(api.maxPool({ data: data(), shape: [4, 8] }, 2)).toMatchObject({ shape: [2, 4], stride: [4, 1] });
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
  });

  const fields: Record<string, unknown> = {
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
