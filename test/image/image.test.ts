import { describe, expect, expectTypeOf, test } from "vitest";
import { poolInStrips, rowsOfImage, type Source } from "../../src/image/strips.ts";
import type { Spent } from "../../src/image/types.ts";
import { createImageWorker, mipmaps, poolImage, toImageData } from "../../src/image.ts";
import * as api from "../../src/index.ts";
import type { NdArray, TypedArray } from "../../src/types.ts";
import { randomOf } from "../support/random.ts";
import { expectRefused, range, type } from "../support/refusal.ts";

/** Pixels of random channels. */
function drawn<T extends TypedArray>(Data: new (length: number) => T, length: number, full: number, seed = 1): T {
  const random = randomOf(seed);
  const data = new Data(length);
  for (let i = 0; i < length; i++) data[i] = full === 1 ? random() : Math.floor(random() * (full + 1));
  return data;
}

const rgba = { data: drawn(Uint8ClampedArray, 7 * 5 * 4, 255), width: 7, height: 5 };
const words = { data: drawn(Uint16Array, 7 * 5 * 3, 65535), width: 7, height: 5, channels: 3 };

describe("images come back in the form that they came in", () => {
  test("{ data, width, height }", () => {
    const small = poolImage(rgba, 2);
    expectTypeOf(small).toEqualTypeOf<{
      data: Uint8ClampedArray<ArrayBuffer>;
      width: number;
      height: number;
      channels: number;
    }>();
    expect(small).toMatchObject({ width: 3, height: 2, channels: 4 });
    expect(small.data).toBeInstanceOf(Uint8ClampedArray);
    expect(poolImage(words, [1, 3])).toMatchObject({ width: 2, height: 5, channels: 3, data: expect.any(Uint16Array) });
  });

  test("sharp's { data, info }, over a Buffer", () => {
    const image = { data: Buffer.from(rgba.data), info: { width: 7, height: 5, channels: 4 } };
    const small = poolImage(image, 2);
    expect(small.info).toEqual({ width: 3, height: 2, channels: 4 });
    expect(Object.getPrototypeOf(small.data)).toBe(Uint8Array.prototype);
    expect([...small.data]).toEqual([...poolImage(rgba, 2).data]);
  });

  test("arrays, of any strides", () => {
    const array = { data: rgba.data, shape: [5, 7, 4] };
    const small = poolImage(array, 2);
    expectTypeOf(small).toEqualTypeOf<NdArray<Uint8ClampedArray<ArrayBuffer>>>();
    expect(small).toMatchObject({ shape: [2, 3, 4], stride: [12, 4, 1], offset: 0, dtype: "uint8_clamped" });
    const upsideDown = { data: rgba.data, shape: [4, 6, 4], stride: [-28, 4, 1], offset: 3 * 28 };
    const turned = poolImage(upsideDown, 2).data;
    expect([...turned.subarray(12)]).toEqual([...poolImage(array, 2).data.subarray(0, 12)]);
    const grey = poolImage({ data: Uint8Array.of(1, 2, 4, 8), shape: [2, 2] }, 2);
    expect(grey).toMatchObject({ shape: [1, 1], data: Uint8Array.of(4) });
    // Channel by channel, as planes.
    const planes = { data: new Uint8Array(5 * 7 * 4), shape: [5, 7, 4], stride: [7, 1, 35] };
    for (let i = 0; i < 35; i++) for (let c = 0; c < 4; c++) planes.data[c * 35 + i] = rgba.data[4 * i + c] as number;
    expect([...poolImage(planes, 2).data]).toEqual([...poolImage(rgba, 2).data]);
  });

  test("out, which is given back", () => {
    for (const options of [{}, { alpha: "straight" }, { transfer: "srgb" }, { op: "max" }] as const) {
      const out = { data: new Uint8ClampedArray(24), width: 3, height: 2 };
      expect(poolImage(rgba, 2, { ...options, out })).toBe(out);
      expect(out.data).toEqual(poolImage(rgba, 2, options).data);
      const apart = { data: new Uint8ClampedArray(60).fill(9), shape: [2, 3, 4], stride: [30, 4, 1], offset: 2 };
      poolImage(rgba, 2, { ...options, out: apart });
      expect([...apart.data.subarray(2, 14), ...apart.data.subarray(32, 44)]).toEqual([...out.data]);
      expect([...apart.data.subarray(14, 32), ...apart.data.subarray(44)]).toEqual(new Array(34).fill(9));
    }
  });
});

describe("what is averaged", () => {
  test("other ops take channels as they are", () => {
    expect(poolImage(rgba, 2, { op: "max" }).data).toEqual(api.maxPool(rgba, 2).data);
    expect(poolImage(rgba, 3, { op: "median", stride: 1 }).data).toEqual(
      api.medianPool(rgba, 3, { stride: 1, dtype: "uint8_clamped" }).data,
    );
  });

  test("means of each channel where there is no alpha, or it is straight or premultiplied", () => {
    expect(poolImage(words, 2).data).toEqual(api.meanPool(words, 2, { dtype: "uint16" }).data);
    for (const alpha of ["straight", "premultiplied"] as const) {
      const plain = api.meanPool(rgba, 2, { dtype: "uint8_clamped", edge: "partial" });
      expect(poolImage(rgba, 2, { alpha, edge: "partial" }).data).toEqual(plain.data);
    }
  });

  test("nothing of a transparent pixel shows, be it NaN", () => {
    const data = Float32Array.of(0.5, 0.25, 1, Number.NaN, 9, 0);
    const image = { data, width: 3, height: 1, channels: 2 };
    expect([...poolImage(image, [1, 3]).data]).toEqual([Number.NaN, Number.NaN]);
    const clear = { data: Float32Array.of(0.5, 0.5, Number.NaN, 0), width: 2, height: 1, channels: 2 };
    expect([...poolImage(clear, [1, 2]).data]).toEqual([0.5, 0.25]);
    expect([...poolImage({ ...clear, data: Float32Array.of(7, 0, 8, 0) }, [1, 2]).data]).toEqual([0, 0]);
  });

  test("premultiplied colours in linear light are those of straight ones", () => {
    const straight = Float64Array.of(0.8, 0.5, 0.1, 0.5, 0.2, 0.9, 0.4, 0.25);
    const premultiplied = straight.map((value, i) =>
      i % 4 === 3 ? value : value * (straight[4 * (i >> 2) + 3] as number),
    );
    const image = (data: Float64Array) => ({ data, width: 2, height: 1, channels: 4 });
    const expected = poolImage(image(straight), [1, 2], { transfer: "srgb" }).data;
    const got = poolImage(image(premultiplied), [1, 2], { transfer: "srgb", alpha: "premultiplied" }).data;
    const alpha = expected[3] as number;
    expect(alpha).toBe(0.375);
    for (let c = 0; c < 3; c++) expect(got[c]).toBeCloseTo((expected[c] as number) * alpha, 12);
    const bytes = poolImage({ data: Uint8Array.of(100, 50, 25, 128, 20, 10, 5, 64), width: 2, height: 1 }, [1, 2], {
      transfer: "srgb",
      alpha: "premultiplied",
    });
    expect(bytes.data[3]).toBe(96);
  });

  test("float16 as float32, rounded once more", () => {
    const bits = Uint16Array.of(0x3c00, 0x3800, 0x3400, 0x3800);
    const half = { data: bits, shape: [1, 2, 2], dtype: "float16" };
    expect(poolImage(half, [1, 2])).toMatchObject({ dtype: "float16", data: Uint16Array.of(0x3900, 0x3800) });
    expect(mipmaps(half)[0]).toMatchObject({ data: Uint16Array.of(0x3900, 0x3800) });
  });
});

describe("mipmaps", () => {
  test.each([
    [7, 5],
    [64, 64],
    [1, 9],
    [33, 1],
    [100, 37],
  ])("%i x %i: every level is rounded once from the image itself", (width, height) => {
    const kinds: [TypedArray, number][] = [
      [drawn(Uint8Array, width * height * 4, 255), 4],
      [drawn(Uint8Array, width * height * 3, 255), 3],
      [drawn(Uint16Array, width * height * 2, 65535), 2],
      [drawn(Uint8Array, width * height, 255), 1],
    ];
    for (const [data, channels] of kinds) {
      for (const options of [{}, { alpha: "straight" }, { transfer: "srgb" }] as const) {
        const image = { data, width, height, channels };
        const levels = mipmaps(image, options);
        const count = Math.ceil(Math.log2(Math.max(width, height)));
        expect(levels).toHaveLength(count);
        levels.forEach((level, i) => {
          const window = [Math.min(2 ** (i + 1), height), Math.min(2 ** (i + 1), width)];
          expect(level).toEqual(poolImage(image, window, { ...options, edge: "partial" }));
          expect(level.width).toBe(Math.ceil(width / 2 ** (i + 1)));
        });
        expect(levels.at(-1)).toMatchObject({ width: 1, height: 1 });
      }
    }
  });

  test("of floats, to their last bits", () => {
    const image = { data: drawn(Float32Array, 40 * 24 * 4, 1), width: 40, height: 24 };
    for (const options of [{}, { transfer: "srgb" }, { alpha: "premultiplied", transfer: "srgb" }] as const) {
      mipmaps(image, options).forEach((level, i) => {
        const window = [Math.min(2 ** (i + 1), 24), Math.min(2 ** (i + 1), 40)];
        const once = poolImage(image, window, { ...options, edge: "partial" });
        level.data.forEach((value, at) => {
          expect(value).toBeCloseTo(once.data[at] as number, 6);
        });
      });
    }
  });

  test("a grey that stays as it is on every level", () => {
    const data = new Uint8Array(50 * 50).map((_, i) => ((i % 50) + Math.floor(i / 50)) % 2);
    // Rounded up again and again, a half would become more and more.
    for (const level of mipmaps({ data, width: 50, height: 50 }).slice(1))
      expect(new Set(level.data).size).toBeLessThan(3);
  });
});

test("strips are the whole, wherever they are cut", async () => {
  const width = 4096;
  const noise = drawn(Uint8Array, width * 2100 * 4, 255);
  for (const [window, options, height] of [
    [2, {}, 2100],
    [3, { edge: "partial", transfer: "srgb" }, 2100],
    [[5, 2], { stride: [2, 2], edge: "partial" }, 2100],
    // A clipped row behind the last whole strip.
    [2, { edge: "partial" }, 2049],
  ] as const) {
    const image = { data: noise.subarray(0, width * height * 4), width, height };
    const told: number[] = [];
    const strips = await poolInStrips(api, rowsOfImage(api, image), window, options, async (done) => {
      told.push(done);
      return true;
    });
    const whole = poolImage(image, window, options);
    const { data, ...size } = strips as typeof whole;
    expect(size).toEqual({ width: whole.width, height: whole.height, channels: 4 });
    expect(Buffer.compare(data, whole.data)).toBe(0);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  }
  expect(
    await poolInStrips(api, rowsOfImage(api, { data: noise, width, height: 2100 }), 2, {}, async () => false),
  ).toBeUndefined();
});

describe("strips of what is drawn", () => {
  const [width, height] = [4096, 2100];
  const noise = drawn(Uint8ClampedArray, width * height * 4, 255);
  /** As a canvas gives them: rows from one on, in memory of their own. */
  const drawnRows = (asked: [number, number][] = []): Source => ({
    ...rowsOfImage(api, { data: noise, width, height }),
    drawn: true,
    rows(first, count) {
      asked.push([first, count]);
      const data = noise.slice(4 * width * first, 4 * width * (first + count));
      return { data, shape: [count, width, 4], stride: [4 * width, 4, 1], offset: 0 };
    },
  });
  const bytesOf = ({ data }: { data: Uint8ClampedArray<ArrayBuffer> }) => Buffer.from(data.buffer);

  test.each([
    [2, {}],
    [3, { edge: "partial", transfer: "srgb" }],
    [[5, 2], { stride: [2, 2], edge: "partial", op: "max" }],
    [[2, 3], { stride: [7, 3], alpha: "straight" }],
    [2, { alpha: "premultiplied" }],
  ] as [number | [number, number], Record<string, unknown>][])("are the whole: %j %j", async (window, options) => {
    const asked: [number, number][] = [];
    const told: Spent[] = [];
    const pooled = await poolInStrips(api, drawnRows(asked), window, options, async (_, spent) => {
      told.push({ ...(spent as Spent) });
      return true;
    });
    const whole = poolImage({ data: noise, width, height }, window, options);
    expect(Buffer.compare(bytesOf(pooled as typeof whole), bytesOf(whole))).toBe(0);
    expect(asked.length).toBe(told.length);
    expect(asked.length).toBeGreaterThan(1);
    for (const part of ["read", "copyIn", "kernel", "copyOut"] as const) {
      const times = told.map((spent) => spent[part]);
      expect(times[0]).toBeGreaterThan(0);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times.at(-1)).toBeGreaterThan(times[0] as number);
    }
  });

  test("go without plans where windows are too tall to be held twice", async () => {
    const wide = 16384;
    const data = new Uint8ClampedArray(wide * 1100 * 4);
    for (let at = 0; at < data.length; at += noise.length) data.set(noise.subarray(0, data.length - at), at);
    const image = { data, width: wide, height: 1100 };
    const told: unknown[] = [];
    const source = { ...rowsOfImage(api, image), drawn: true };
    const pooled = await poolInStrips(api, source, [1030, 2], { stride: [70, 2] }, async (...what) => {
      told.push(what);
      return true;
    });
    expect(told).toEqual([[1, undefined]]);
    const whole = poolImage(image, [1030, 2], { stride: [70, 2] });
    expect(Buffer.compare(bytesOf(pooled as typeof whole), bytesOf(whole))).toBe(0);
  });

  test("refuse what poolImage of a worker does not take", async () => {
    const pool = (options: Record<string, unknown>) => poolInStrips(api, drawnRows(), 2, options, async () => true);
    await expect(pool({ out: {} })).rejects.toThrow('unknown option "out"; poolImage of a worker takes op, alpha');
    await expect(pool({ op: "maximum" })).rejects.toThrow(/op must be/);
  });
});

describe("refusals", () => {
  const bad =
    (image: unknown, window: unknown = 2, options?: object) =>
    () =>
      poolImage(image as typeof rgba, window as number, options);

  test("images", () => {
    expectRefused(bad("photo.png"), type("image", /must be an image/));
    const short = { data: new Uint8Array(3), width: 2, height: 2, channels: 4 };
    const said = (name: string) => ({
      ...range(name, new RegExp(`^${name} has 3 elements`), "shape-mismatch"),
      got: "3 elements",
    });
    expectRefused(bad(short), said("image.data"));
    expectRefused(bad(rgba, 2, { out: short }), said("out.data"));
    expectRefused(bad([[1, 2]]), type("image", /must be an image/));
    expectRefused(
      bad({ data: new Uint8Array(8), shape: [8] }),
      range("image.shape", /height, width/, "shape-mismatch"),
    );
    expectRefused(
      bad({ data: new Uint8Array(16), shape: [2, 2, 2, 2] }),
      range("image.shape", /other ranks/, "shape-mismatch"),
    );
    const signed = { data: new Int32Array(16), width: 2, height: 2 };
    expectRefused(bad(signed), range("image.dtype", /alpha: "straight"/, "unknown-dtype"));
    expect(poolImage(signed, 2, { alpha: "straight" }).data).toEqual(new Int32Array(4));
  });

  test("options", () => {
    expectRefused(bad(rgba, 2, { alfa: 1 }), { ...type("alfa", /did you mean alpha/, "unknown-option"), got: "alfa" });
    expectRefused(bad(rgba, 2, { alpha: "none" }), range("alpha", /"weighted", "straight" or "premultiplied"/));
    expectRefused(bad(rgba, 2, { transfer: 1 }), type("transfer", /"none" or "srgb"/));
    expectRefused(bad(rgba, 8), range("window", /< 1; use a smaller window, or use edge: "partial"$/));
    expectRefused(bad(rgba, 2, { edge: "exact" }), range("edge", /exact/, "shape-mismatch"));
    expectRefused(bad(rgba, 2, { op: "maximum" }), range("op", /max/, "unknown-op"));
    expectRefused(() => mipmaps(rgba, { op: "max" } as object), {
      ...type("op", /mipmaps takes alpha, transfer/, "unknown-option"),
      got: "op",
    });
  });

  test("out", () => {
    const out = (given: object) => bad(rgba, 2, { out: given });
    expectRefused(
      out({ data: new Uint8ClampedArray(16), width: 2, height: 2 }),
      range("out", /\[2, 3, 4\]/, "shape-mismatch"),
    );
    expectRefused(
      out({ data: new Uint16Array(24), width: 3, height: 2 }),
      range("out.data", /uint8_clamped/, "unknown-dtype"),
    );
    expectRefused(
      out({ data: rgba.data.subarray(0, 24), width: 3, height: 2 }),
      range("out", /no values with the image/, "overlap"),
    );
  });

  test("what only browsers have", () => {
    expectRefused(() => toImageData(rgba), range("ImageData", /not there/, "not-available"));
    expectRefused(() => createImageWorker(), range("Worker", /no web workers/, "not-available"));
  });
});
