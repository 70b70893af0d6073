import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES, type TypedArray } from "../../src/registry/dtypes.ts";
import { OP_NAMES } from "../../src/registry/ops.ts";
import type { Input, NdArray, PoolOptions, StridedInput } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import { bytesUnder, elementsOf } from "../support/compare.ts";

const count = (length: number) => Float32Array.from({ length }, (_, i) => i);
/** Maxima of 0 … 31 as 4 x 8, by 2 x 2. */
const BY_TWO = [
  [9, 11, 13, 15],
  [25, 27, 29, 31],
];

/** As browsers have it: every field a getter of the prototype. */
class ImageDataLike {
  readonly #fields: { data: Uint8ClampedArray; width: number; height: number };
  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.#fields = { data, width, height };
  }
  get data(): Uint8ClampedArray {
    return this.#fields.data;
  }
  get width(): number {
    return this.#fields.width;
  }
  get height(): number {
    return this.#fields.height;
  }
  get colorSpace(): string {
    return "srgb";
  }
}

onEveryBuild("input forms", (api) => {
  const nested = (result: NdArray): unknown => api.toNested(result);

  test("{ data, shape } and { data, dims }: row-major", () => {
    expect(nested(api.maxPool({ data: count(32), shape: [4, 8] }, 2))).toEqual(BY_TWO);
    expect(nested(api.maxPool({ data: count(32), dims: [4, 8] }, 2))).toEqual(BY_TWO);
    expect(nested(api.maxPool({ data: count(32), shape: Int32Array.of(4, 8) }, 2))).toEqual(BY_TWO);
    expect(nested(api.maxPool({ data: count(32), dims: [4, 8], type: "float32", size: 32 } as Input, 2))).toEqual(
      BY_TWO,
    );
  });

  test("stride and strides: transposed, stepped, backwards, repeated", () => {
    const data = count(32);
    for (const name of ["stride", "strides"]) {
      const view = (shape: number[], stride: ArrayLike<number>, offset = 0) =>
        ({ data, shape, [name]: stride, offset }) as StridedInput;
      expect(nested(api.maxPool(view([4, 8], [8, 1]), 2))).toEqual(BY_TWO);
      expect(nested(api.maxPool(view([8, 4], [1, 8]), 2))).toEqual([
        [9, 25],
        [11, 27],
        [13, 29],
        [15, 31],
      ]);
      expect(nested(api.minPool(view([2, 4], [16, 2]), [2, 2]))).toEqual([[0, 4]]);
      expect(nested(api.maxPool(view([4, 8], [-8, -1], 31), 2))).toEqual([
        [31, 29, 27, 25],
        [15, 13, 11, 9],
      ]);
      expect(nested(api.sumPool(view([3, 4], [0, 1], 8), [3, 2]))).toEqual([[51, 63]]);
      expect(nested(api.sumPool(view([2, 2], [0, 0], 5), 2))).toEqual([[20]]);
      expect(nested(api.maxPool(view([4, 8], Int32Array.of(8, 1)), 2))).toEqual(BY_TWO);
    }
    expect(nested(api.maxPool({ data, shape: [4, 8], stride: [8, 1], strides: [8, 1] }, 2))).toEqual(BY_TWO);
    expect(nested(api.maxPool({ data, shape: [2, 8], offset: 16 }, 2))).toEqual([BY_TWO[1]]);
  });

  test("a scijs ndarray's fields", () => {
    // What its pick, step and transpose leave behind.
    class Ndarray {
      data = count(32);
      shape = [2, 4];
      stride = [-16, 2];
      offset = 17;
      get size(): number {
        return 8;
      }
    }
    expect(nested(api.maxPool(new Ndarray(), 2))).toEqual([[19, 23]]);
  });

  test("images: { data, width, height, channels? }, ImageData, Buffer, sharp's { data, info }", () => {
    const pixels = Uint8ClampedArray.from({ length: 4 * 2 * 4 }, (_, i) => i);
    const expected = {
      shape: [1, 2, 4],
      dtype: "uint8_clamped",
      data: Uint8ClampedArray.of(20, 21, 22, 23, 28, 29, 30, 31),
    };
    expect(api.maxPool({ data: pixels, width: 4, height: 2 }, 2)).toMatchObject(expected);
    expect(api.maxPool({ data: pixels, width: 4, height: 2, channels: 4 }, 2)).toMatchObject(expected);
    expect(api.maxPool(new ImageDataLike(pixels, 4, 2), 2)).toMatchObject(expected);
    expect(api.maxPool(new ImageDataLike(pixels, 4, 2), [2, 2])).toMatchObject(expected);
    expect(api.globalPool("max", new ImageDataLike(pixels, 4, 2))).toMatchObject({
      shape: [1, 1, 4],
      data: Uint8ClampedArray.of(28, 29, 30, 31),
    });

    const buffer = Buffer.from(pixels);
    const plain = { shape: [1, 2, 4], dtype: "uint8", data: Uint8Array.of(20, 21, 22, 23, 28, 29, 30, 31) };
    for (const input of [
      { data: buffer, width: 4, height: 2 },
      { data: buffer, info: { width: 4, height: 2, channels: 4 } },
      { data: buffer, info: { width: 4, height: 2, channels: 4, format: "raw", size: 32, premultiplied: false } },
    ]) {
      const result = api.maxPool(input, 2);
      expect(result).toMatchObject(plain);
      expect(Object.getPrototypeOf(result.data)).toBe(Uint8Array.prototype);
    }
    const grey = { data: Uint8Array.from({ length: 8 }, (_, i) => i), width: 4, height: 2 };
    expect(api.meanPool(grey, 2)).toMatchObject({ shape: [1, 2, 1], data: Float64Array.of(2.5, 4.5) });
    const rgb = { data: Uint16Array.from({ length: 24 }, (_, i) => i), info: { width: 4, height: 2, channels: 3 } };
    expect(api.maxPool(rgb, 2).shape).toEqual([1, 2, 3]);
    expect(api.maxPool(rgb, [2], { axes: [1] }).shape).toEqual([2, 2, 3]);
    expect(api.maxPool(rgb, 2, { axes: [-3, -2] }).shape).toEqual([1, 2, 3]);
    expect(api.maxPool(rgb, [2, 2, 3]).shape).toEqual([1, 2, 1]);
  });

  test("Buffers that share a larger allocation", () => {
    const whole = Buffer.alloc(64, 0xff);
    const part = whole.subarray(7, 7 + 32);
    for (let i = 0; i < 32; i++) part[i] = i;
    expect(nested(api.maxPool({ data: part, shape: [4, 8] }, 2))).toEqual(BY_TWO);
    const out = { data: Buffer.alloc(8), shape: [2, 4] };
    expect(api.maxPool({ data: part, shape: [4, 8] }, 2, { out })).toBe(out);
    expect(Array.from(out.data)).toEqual(BY_TWO.flat());
  });

  test("nested arrays of ranks 1 to 4", () => {
    expect(nested(api.maxPool([1, 5, 2, 4], 2))).toEqual([5, 4]);
    expect(
      nested(
        api.maxPool(
          [
            [1, 5],
            [2, 4],
          ],
          2,
        ),
      ),
    ).toEqual([[5]]);
    expect(
      nested(
        api.maxPool(
          [
            [
              [1, 5],
              [2, 4],
            ],
            [
              [9, 8],
              [7, 6],
            ],
          ],
          2,
        ),
      ),
    ).toEqual([[[5]], [[9]]]);
    expect(
      nested(
        api.maxPool(
          [
            [
              [
                [1, 5],
                [2, 4],
              ],
            ],
            [
              [
                [9, 8],
                [7, 6],
              ],
            ],
          ],
          [2, 1, 2, 2],
          {},
        ),
      ),
    ).toEqual([[[[9]]]]);
    expect(api.meanPool([[1, 2]], [1, 2])).toMatchObject({
      dtype: "float64",
      data: Float64Array.of(1.5),
      shape: [1, 1],
    });
    expect(api.maxPool([[Number.NaN, -0, Infinity]], 1).data).toEqual(Float64Array.of(Number.NaN, -0, Infinity));
    expect(nested(api.maxPool(Object.freeze([Object.freeze([3, 4])]) as number[][], 1))).toEqual([[3, 4]]);
  });

  test("a number as the window: on the last two axes, or the only one", () => {
    expect(api.maxPool(count(12).length ? { data: count(12), shape: [12] } : [], 3).shape).toEqual([4]);
    expect(api.maxPool({ data: count(24), shape: [2, 3, 4] }, 2).shape).toEqual([2, 1, 2]);
    expect(api.maxPool({ data: count(24), shape: [2, 3, 4] }, 2, { axes: [0, 1, 2] }).shape).toEqual([1, 1, 2]);
    expect(api.maxPool({ data: count(24), shape: [2, 3, 4] }, [2], { axes: [-3] }).shape).toEqual([1, 3, 4]);
    expect(api.maxPool({ data: count(24), shape: [2, 3, 4] }, [4, 2], { axes: [2, 0] }).shape).toEqual([1, 3, 1]);
    expect(
      api.maxPool({ data: count(24), shape: [2, 3, 4] }, Uint8Array.of(3, 2) as unknown as number[]).shape,
    ).toEqual([2, 1, 2]);
  });
});

onEveryBuild("buffers of every kind", (api) => {
  test.each(DTYPE_NAMES)("%s on ArrayBuffer, SharedArrayBuffer and resizable buffers", (dtype) => {
    const { array, big, bytes } = DTYPES[dtype];
    const values = Array.from({ length: 16 }, (_, i) => (big ? BigInt(i) : i));
    const expected = [5, 7, 13, 15].map((value) => (big ? BigInt(value) : value));
    const length = 16 * bytes;
    const buffers: readonly (readonly [ArrayBufferLike, number, number | undefined])[] = [
      [new ArrayBuffer(length), 0, 16],
      [new ArrayBuffer(length + 3 * bytes), 2 * bytes, 16],
      [new SharedArrayBuffer(length), 0, 16],
      [new SharedArrayBuffer(length + bytes), bytes, 16],
      [new ArrayBuffer(length, { maxByteLength: 4 * length }), 0, 16],
      [new ArrayBuffer(length, { maxByteLength: 4 * length }), 0, undefined],
      [new SharedArrayBuffer(length, { maxByteLength: 4 * length }), 0, undefined],
      [new WebAssembly.Memory({ initial: 1 }).buffer, 8, 16],
    ];
    const make = array as unknown as new (buffer: ArrayBufferLike, at: number, length?: number) => TypedArray;
    for (const [buffer, at, elements] of buffers) {
      const data = elements === undefined ? new make(buffer, at) : new make(buffer, at, elements);
      (data as unknown as { set(from: unknown[]): void }).set(values);
      const before = bytesUnder(data);
      for (const op of OP_NAMES) {
        const result = api.pool(op, { data, shape: [4, 4] }, 2) as NdArray;
        if (op === "max") expect(Array.from(result.data as ArrayLike<unknown>)).toEqual(expected);
        expect(result.data.buffer).toBeInstanceOf(ArrayBuffer);
      }
      expect(bytesUnder(data)).toEqual(before);
      // And as the place to write to.
      const out = { data: data.subarray(0, 4) as TypedArray, shape: [2, 2] };
      const from = {
        data: array.name === "Uint8ClampedArray" ? Uint8ClampedArray.from(values as number[]) : data.slice(),
        shape: [4, 4],
      };
      expect(api.pool("max", from, 2, { out })).toBe(out);
      expect(Array.from(out.data as ArrayLike<unknown>)).toEqual(expected);
    }
  });

  test("a length-tracking view grows with its buffer", () => {
    const buffer = new ArrayBuffer(16, { maxByteLength: 64 });
    const data = new Float32Array(buffer);
    expect(api.sumPool({ data, shape: [2, 2] }, 2).data).toEqual(Float32Array.of(0));
    buffer.resize(32);
    data.fill(1);
    expect(api.sumPool({ data, shape: [2, 4] }, 2).data).toEqual(Float32Array.of(4, 4));
  });

  test("typed arrays and lists of another realm", () => {
    const foreign = runInNewContext(
      "({ data: Float32Array.from({ length: 32 }, (_, i) => i), shape: [4, 8], stride: [8, 1], offset: 0 })",
    );
    expect(foreign.data instanceof Float32Array).toBe(false);
    expect(api.toNested(api.maxPool(foreign, 2))).toEqual(BY_TWO);
    const options: PoolOptions = runInNewContext("({ stride: [2, 2], axes: [0, 1] })");
    const pooled = api.maxPool(foreign, runInNewContext("[2, 2]"), options) as NdArray;
    expect(pooled.data).toEqual(Float32Array.from(BY_TWO.flat()));
    expect(api.toNested(api.maxPool(runInNewContext("[[1, 5], [2, 4]]"), 2))).toEqual([[5]]);
    const clamped = runInNewContext("({ data: Uint8ClampedArray.of(1, 2, 3, 4), width: 2, height: 2 })");
    expect(api.maxPool(clamped, 2).dtype).toBe("uint8_clamped");
    const big = runInNewContext("({ data: BigInt64Array.of(1n, 2n, 3n, 4n), shape: [2, 2] })");
    expect(api.sumPool(big, 2).data).toEqual(BigInt64Array.of(10n));
    const out = runInNewContext("({ data: new Float32Array(8), shape: [2, 4] })");
    expect(api.maxPool(foreign, 2, { out })).toBe(out);
    expect(Array.from(out.data)).toEqual(BY_TWO.flat());
  });
});

onEveryBuild("results", (api) => {
  test("what comes back in the input's dtype is of the input's class", () => {
    for (const dtype of DTYPE_NAMES) {
      const { array } = DTYPES[dtype];
      for (const op of ["max", "min"] as const) {
        const result = api.pool(op, { data: new array(16), shape: [4, 4], dtype }, 2) as NdArray;
        expect(result.dtype).toBe(dtype);
        expect(Object.getPrototypeOf(result.data)).toBe((array as unknown as { prototype: object }).prototype);
      }
    }
    const clamped = { data: Uint8ClampedArray.of(1, 2, 3, 5), shape: [2, 2] };
    expect(api.meanPool(clamped, 2)).toMatchObject({ dtype: "float64", data: Float64Array.of(2.75) });
    expect(api.meanPool(clamped, 2, { dtype: "uint8_clamped" }).data).toEqual(Uint8ClampedArray.of(3));
    expect(api.meanPool(clamped, 2, { dtype: "uint8" }).data).toEqual(Uint8Array.of(3));
    const uint8 = { data: Uint8Array.of(1, 2, 3, 5), shape: [2, 2] };
    expect(api.maxPool(uint8, 2, { dtype: "uint8_clamped" })).toMatchObject({
      dtype: "uint8_clamped",
      data: Uint8ClampedArray.of(5),
    });
  });

  test("are row-major, from offset 0, in a buffer of their own", () => {
    const data = count(32);
    const result = api.maxPool({ data, shape: [8, 4], stride: [1, 8] }, [2, 1]);
    expect(result).toMatchObject({ shape: [4, 4], stride: [4, 1], offset: 0, dtype: "float32" });
    expect(result.data.length).toBe(16);
    expect(result.data.byteOffset).toBe(0);
    expect(result.data.buffer).not.toBe(data.buffer);
    expect(result.data.buffer.byteLength).toBe(64);
  });

  test("can be pooled again, like views and out", () => {
    const data = count(64);
    const once = api.maxPool({ data, shape: [8, 8] }, 2);
    const twice = api.maxPool(once, 2);
    expect(api.toNested(twice)).toEqual([
      [27, 31],
      [59, 63],
    ]);
    expect(api.toNested(api.maxPool(twice, 2))).toEqual([[63]]);
    const view = api.windows(once, 2);
    expect(elementsOf(api.globalPool("max", view))).toEqual([27, 31, 59, 63]);
    const strided = api.asStrided(once, { shape: [2, 2], stride: [4, 1], offset: 5 });
    expect(api.toNested(api.sumPool(strided, 2))).toEqual([[27 + 29 + 43 + 45]]);
    const out = { data: new Float32Array(9), shape: [2, 2], stride: [-4, 2], offset: 5 };
    expect(api.toNested(api.maxPool(api.maxPool(once, 2, { out }), 2))).toEqual([[63]]);
  });

  test("no input is ever modified", () => {
    for (const dtype of DTYPE_NAMES) {
      const { array, big } = DTYPES[dtype];
      const data = new array(60);
      for (let i = 0; i < 60; i++) (data as unknown as unknown[])[i] = big ? BigInt(i * 3) : i * 3;
      const before = bytesUnder(data);
      for (const op of OP_NAMES) {
        for (const input of [
          { data, shape: [6, 10] },
          { data, shape: [10, 6], stride: [1, 10] },
          { data, shape: [5, 6], stride: [2, -10], offset: 50 },
          { data, shape: [3, 4, 5] },
        ]) {
          api.pool(op, input, 2);
          api.pool(op, input, 2, { stride: 1, dtype: "float32" });
          api.globalPool(op, input);
          api.windows(input, 2);
          api.toNested(input);
          expect(bytesUnder(data)).toEqual(before);
        }
      }
    }
  });
});
