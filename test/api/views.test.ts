import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../../src/registry/dtypes.ts";
import type { Edge, WindowOptions } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { countOf, indices } from "../support/oracle.ts";
import { expectRefused } from "../support/refusal.ts";

const ramp = (length: number) => Float64Array.from({ length }, (_, i) => i);

onEveryBuild("windows", (api) => {
  test("is a view of the input's own data: its axes, then one for each window axis", () => {
    const data = ramp(2 * 5 * 7);
    const view = api.windows({ data, shape: [2, 5, 7] }, [2, 3], { stride: [1, 2] });
    expect(view).toMatchObject({ shape: [2, 4, 3, 2, 3], stride: [35, 7, 2, 7, 1], offset: 0, dtype: "float64" });
    expect(view.data).toBe(data);
    for (const [n, i, j, a, b] of indices(view.shape) as Iterable<[number, number, number, number, number]>) {
      const at = n * 35 + i * 7 + j * 2 + a * 7 + b;
      expect(data[at]).toBe(n * 35 + (i + a) * 7 + (j * 2 + b));
    }
    view.data[0] = 99;
    expect(data[0]).toBe(99);
  });

  test("pooling the view's last axes is pooling the input", () => {
    const data = Int32Array.from({ length: 6 * 10 }, (_, i) => (i * 7919) % 101);
    for (const [shape, stride, offset] of [
      [[6, 10], [10, 1], 0],
      [[10, 6], [1, 10], 0],
      [[6, 10], [-10, -1], 59],
      [[3, 5], [20, 2], 1],
      [[4, 10], [0, 1], 20],
    ] as const) {
      for (const hop of [1, 2, 3]) {
        const input = { data, shape, stride, offset };
        const view = api.windows(input, [2, 3], { stride: hop });
        expect(elementsOf(api.globalPool("max", view))).toEqual(
          elementsOf(api.maxPool(input, [2, 3], { stride: hop })),
        );
        expect(elementsOf(api.globalPool("mean", view))).toEqual(
          elementsOf(api.meanPool(input, [2, 3], { stride: hop })),
        );
      }
    }
  });

  test("axes in any order, negative ones too, and images", () => {
    const input = { data: ramp(24), shape: [2, 3, 4] };
    expect(api.windows(input, [2, 3], { axes: [2, 1] })).toMatchObject({
      shape: [2, 1, 2, 2, 3],
      stride: [12, 12, 2, 1, 4],
    });
    expect(api.windows(input, [2, 3], { axes: [-1, -2] })).toMatchObject({ shape: [2, 1, 2, 2, 3] });
    expect(api.windows({ data: new Uint8Array(48), width: 4, height: 4 }, 2)).toMatchObject({
      shape: [2, 2, 3, 2, 2],
      stride: [24, 6, 1, 12, 3],
    });
    expect(api.windows([[1, 2, 3]], [1, 2], { stride: 1 })).toMatchObject({ shape: [1, 2, 1, 2] });
  });

  test("refuses windows that hang over the end, and more axes than arrays have", () => {
    const input = { data: ramp(20), shape: [4, 5] };
    expect(api.windows(input, [2, 5], { edge: "partial" }).shape).toEqual([2, 1, 2, 5]);
    expectRefused(() => api.windows(input, [2, 3], { edge: "partial" }), {
      code: "out-of-bounds",
      option: "edge",
      kind: RangeError,
      message: /a window that ends at 6 on axis 1 of \[4, 5\]/,
    });
    const many = { data: ramp(1), shape: new Array(40).fill(1) };
    expectRefused(() => api.windows(many, new Array(40).fill(1)), {
      code: "too-large",
      option: "window",
      kind: RangeError,
      got: "80 axes",
    });
  });
});

onEveryBuild("asStrided", (api) => {
  test("any view within the data", () => {
    const data = ramp(12);
    expect(api.toNested(api.asStrided({ data, shape: [12] }, { shape: [3, 4] }))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
    expect(api.toNested(api.asStrided({ data, shape: [3, 4] }, { shape: [4, 3], stride: [1, 4] }))).toEqual([
      [0, 4, 8],
      [1, 5, 9],
      [2, 6, 10],
      [3, 7, 11],
    ]);
    expect(api.toNested(api.asStrided({ data, shape: [12] }, { shape: [3], stride: [-4], offset: 11 }))).toEqual([
      11, 7, 3,
    ]);
    expect(api.toNested(api.asStrided({ data, shape: [12] }, { shape: [2, 2], stride: [0, 0], offset: 5 }))).toEqual([
      [5, 5],
      [5, 5],
    ]);
    const view = api.asStrided({ data, shape: [12] }, { shape: Int8Array.of(2), stride: Int8Array.of(11) });
    expect(view).toMatchObject({ shape: [2], stride: [11], offset: 0, dtype: "float64" });
    expect(view.data).toBe(data);
  });

  test("counts the offset from the start of data, whatever the input's own layout", () => {
    const data = ramp(12);
    const input = { data, shape: [2], stride: [-1], offset: 7 };
    expect(api.toNested(api.asStrided(input, { shape: [2] }))).toEqual([0, 1]);
    expect(api.toNested(api.asStrided(input, { shape: [2], offset: 3 }))).toEqual([3, 4]);
    expect(api.toNested(api.asStrided({ data: data.subarray(4), shape: [8] }, { shape: [2], offset: 1 }))).toEqual([
      5, 6,
    ]);
  });
});

onEveryBuild("byteStrides and toNested", (api) => {
  test("byteStrides counts bytes", () => {
    for (const dtype of DTYPE_NAMES) {
      const { array, bytes } = DTYPES[dtype];
      const data = new array(24);
      expect(api.byteStrides({ data, shape: [2, 3, 4] })).toEqual([12 * bytes, 4 * bytes, bytes]);
      expect(api.byteStrides({ data, shape: [2, 2], stride: [-3, 0], offset: 3 })).toEqual([-3 * bytes, 0 * bytes]);
      expect(api.byteStrides({ data, dims: [24] })).toEqual([bytes]);
    }
    expect(api.byteStrides([[1, 2, 3]])).toEqual([24, 8]);
  });

  test("toNested follows the view", () => {
    expect(api.toNested({ data: BigInt64Array.of(1n, 2n), shape: [2] })).toEqual([1n, 2n]);
    expect(api.toNested({ data: ramp(6), shape: [3, 2], stride: [1, 3] })).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(api.toNested([[[1], [2]]])).toEqual([[[1], [2]]]);
    expect(api.toNested({ data: new Uint8Array([7, 8, 9]), width: 1, height: 1 })).toEqual([[[7, 8, 9]]]);
    expect(api.toNested({ data: Float32Array.of(-0, Number.NaN), shape: [2] })).toEqual([-0, Number.NaN]);
  });
});

onEveryBuild("outputShape", (api) => {
  test("is the number of windows by the definition, for every small extent", () => {
    for (let extent = 1; extent <= 14; extent++) {
      for (let window = 1; window <= 6; window++) {
        for (let stride = 1; stride <= 8; stride++) {
          for (const edge of ["trim", "partial"] as Edge[]) {
            const count = countOf(extent, window, stride, edge);
            const call = () => api.outputShape([extent], window, { stride, edge });
            if (count >= 1) expect(call(), `${extent} ${window} ${stride} ${edge}`).toEqual([count]);
            else expectRefused(call, { code: "out-of-range", option: "window", kind: RangeError });
          }
          const exact = () => api.outputShape([extent], window, { stride, edge: "exact" });
          const fits = window <= extent && (extent - window) % stride === 0;
          if (fits) expect(exact()).toEqual([(extent - window) / stride + 1]);
          else
            expectRefused(exact, {
              code: window <= extent ? "shape-mismatch" : "out-of-range",
              option: window <= extent ? "edge" : "window",
              kind: RangeError,
            });
        }
      }
    }
  });

  test("is the shape of what pooling gives", () => {
    for (const edge of ["trim", "partial"] as const) {
      for (const axes of [[0, 1], [1, 2], [2, 0], [-1]]) {
        const window = axes.map((_, i) => 2 + i);
        const options = { edge, axes, stride: axes.map((_, i) => 3 - i) };
        expect(api.outputShape([5, 6, 7], window, options)).toEqual(
          api.maxPool({ data: ramp(210), shape: [5, 6, 7] }, window, options).shape,
        );
      }
    }
    expect(api.outputShape([14, 15], [2, 3])).toEqual([7, 5]);
    expect(api.outputShape([8, 3, 225, 225], 2, { edge: "partial" })).toEqual([8, 3, 113, 113]);
    expect(api.outputShape(Int32Array.of(4, 4), 2)).toEqual([2, 2]);
  });

  test("where no window fits, says so with edge: partial only where that helps", () => {
    const message = (extent: number, window: number, options: WindowOptions): string => {
      try {
        api.outputShape([extent], window, options);
      } catch (error) {
        return (error as Error).message;
      }
      return expect.fail("not refused");
    };
    expect(message(4, 5, {})).toContain('pad it, or use edge: "partial"');
    // With this stride the only window would start in the input, but one of stride 1 would need the whole window.
    expect(message(4, 9, { stride: 1 })).toMatch(/pad it$/);
    expect(message(4, 9, { stride: 1, edge: "partial" })).toMatch(/pad it$/);
  });

  test("stays exact where a float32 or an int32 would not", () => {
    expect(api.outputShape([2 ** 31], 2)).toEqual([2 ** 30]);
    const long = 2 ** 53 - 2 ** 20 - 1;
    expect(api.outputShape([long], 1)).toEqual([long]);
    expect(api.outputShape([long], 2, { stride: 1 })).toEqual([long - 1]);
    expect(api.outputShape([long], 3, { stride: 2 })).toEqual([(long - 1) / 2]);
    expect(api.outputShape([long], 2, { edge: "partial" })).toEqual([(long + 1) / 2]);
    const sevens = Number((BigInt(long) - 7n + 2n) / 3n + 1n);
    expect(api.outputShape([long], 7, { stride: 3, edge: "partial" })).toEqual([sevens]);
    expect(api.outputShape([16_777_217], 1, { stride: 2 })).toEqual([8_388_609]);
  });
});
