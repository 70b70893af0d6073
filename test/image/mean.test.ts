import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meanByDefinition, settle, sumsByDefinition, type Way, type Windows } from "../../src/image/definition.ts";
import { meanByEngine, sumsByEngine, takes } from "../../src/image/engine.ts";
import { newPixels, type Pixels } from "../../src/image/form.ts";
import type { DType, TypedArray } from "../../src/types.ts";
import { wrongMean } from "../support/imageoracle.ts";
import { assertOn } from "../support/property.ts";
import { randomOf } from "../support/random.ts";

const WAYS: readonly Way[] = [
  { alpha: "weighted", transfer: "none" },
  { alpha: "weighted", transfer: "srgb" },
  { alpha: "straight", transfer: "srgb" },
];
const nameOf = ({ alpha, transfer }: Way): string => `${alpha}, ${transfer}`;

/** Pixels whose alpha is often all or nothing, in rows that are apart. */
function drawPixels(dtype: DType, height: number, width: number, channels: number, gap: number, seed: number): Pixels {
  const random = randomOf(seed);
  const Data = { uint8: Uint8Array, uint8_clamped: Uint8ClampedArray, uint16: Uint16Array }[dtype as "uint8"];
  const full = dtype === "uint16" ? 65535 : 255;
  const rowPitch = width * channels + gap;
  const offset = Math.floor(random() * 5);
  const data = new Data(offset + height * rowPitch) as TypedArray;
  const mostly = random();
  for (let i = 0; i < data.length; i++) {
    const end = random() < mostly;
    data[i] = end ? (random() < 0.5 ? 0 : full) : Math.floor(random() * (full + 1));
  }
  return { data, dtype, height, width, channels, rowPitch, pitch: channels, channelPitch: 1, offset };
}

const windowsOf = (extent: number, window: number, stride: number, partial: boolean): Windows => {
  const span = extent - window;
  const steps = partial ? Math.ceil(span / stride) : Math.floor(span / stride);
  // The last window begins inside.
  return { extent, window, stride, count: Math.min(steps, Math.ceil(extent / stride) - 1) + 1 };
};

const drawn = fc.record({
  height: fc.integer({ min: 1, max: 40 }),
  width: fc.integer({ min: 1, max: 70 }),
  gap: fc.constantFrom(0, 0, 1, 4, 7),
  window: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  byTwo: fc.boolean(),
  stride: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
  tiled: fc.boolean(),
  partial: fc.boolean(),
  seed: fc.integer(),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

function problemOf(raw: Drawn): [Windows, Windows] {
  const axis = (i: 0 | 1, extent: number): Windows => {
    const window = Math.min(extent, raw.byTwo ? 2 : raw.window[i]);
    return windowsOf(extent, window, raw.tiled || raw.byTwo ? window : raw.stride[i], raw.partial);
  };
  return [axis(0, raw.height), axis(1, raw.width)];
}

describe.each(WAYS)("means of RGBA bytes: $alpha, $transfer", (way) => {
  test("by the engine, by the definition, and by the formulas", () => {
    assertOn(drawn, 250, JSON.stringify, (raw) => {
      const [rows, columns] = problemOf(raw);
      const from = drawPixels("uint8", raw.height, raw.width, 4, raw.gap, raw.seed);
      const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
      expect(takes(from, way)).toBe(true);
      expect(meanByEngine(from, engine, rows, columns, way)).toBe(true);
      meanByDefinition(from, definition, rows, columns, way);
      expect(wrongMean(from, definition, rows, columns, way)).toBeUndefined();
      expect(engine.data).toEqual(definition.data);
    });
  });

  test("sums by the engine are those of the definition", () => {
    assertOn(drawn, 100, JSON.stringify, (raw) => {
      const [rows, columns] = problemOf(raw);
      const from = drawPixels("uint8_clamped", raw.height, raw.width, 4, raw.gap, raw.seed);
      const sums = new Float64Array(4 * rows.count * columns.count);
      expect(sumsByEngine(from, sums, rows, columns, way)).toBe(true);
      expect(sums).toEqual(sumsByDefinition(from, rows, columns, way));
    });
  });

  test("over many bands, and windows larger than a band", () => {
    for (const [height, width, window] of [
      [140, 1201, 2],
      [61, 2003, 3],
      [4, 70001, 2],
      [300, 320, 300],
      [3, 30000, 20011],
    ] as const) {
      const rows = windowsOf(height, Math.min(window, height), Math.min(window, height), true);
      const columns = windowsOf(width, window, window, true);
      const from = drawPixels("uint8", height, width, 4, 0, height);
      const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
      expect(meanByEngine(from, engine, rows, columns, way)).toBe(true);
      meanByDefinition(from, definition, rows, columns, way);
      expect(engine.data, `${height} x ${width} by ${window}, ${nameOf(way)}`).toEqual(definition.data);
    }
  });
});

describe.each(["uint8", "uint16"] as const)("means of %s by the formulas", (dtype) => {
  test.each([1, 2, 3, 4, 5].flatMap((channels) => WAYS.map((way) => ({ channels, ...way }))))(
    "$channels channels: $alpha, $transfer",
    ({ channels, ...way }) => {
      assertOn(drawn, 30, JSON.stringify, (raw) => {
        const [rows, columns] = problemOf(raw);
        const from = drawPixels(dtype, raw.height, raw.width, channels, raw.gap, raw.seed);
        const to = newPixels(from, rows.count, columns.count);
        meanByDefinition(from, to, rows, columns, way);
        expect(wrongMean(from, to, rows, columns, way)).toBeUndefined();
      });
    },
  );
});

test("every mean of 2 x 2 with few alphas: the quotients of the quick way", () => {
  // Sums of four alphas to 1020, of colours up to 255 times that, near every half.
  const width = 2048;
  const data = new Uint8Array(2 * width * 4);
  const random = randomOf(7);
  const way = WAYS[0] as Way;
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < data.length; i++)
      data[i] = i % 4 === 3 ? 255 - Math.floor(random() ** 4 * 256) : Math.floor(random() * 256);
    const from: Pixels = {
      data,
      dtype: "uint8",
      height: 2,
      width,
      channels: 4,
      rowPitch: 4 * width,
      pitch: 4,
      channelPitch: 1,
      offset: 0,
    };
    const [rows, columns] = [windowsOf(2, 2, 2, false), windowsOf(width, 2, 2, false)];
    const [engine, definition] = [0, 1].map(() => newPixels(from, 1, width / 2)) as [Pixels, Pixels];
    meanByEngine(from, engine, rows, columns, way);
    settle(sumsByDefinition(from, rows, columns, way), from, definition, rows, columns, way);
    expect(engine.data).toEqual(definition.data);
  }
});
