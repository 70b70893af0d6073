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

describe.each(WAYS)("windows of every size: $alpha, $transfer", (way) => {
  const compare = (from: Pixels, window: readonly [number, number], stride: readonly [number, number]): void => {
    const rows = windowsOf(from.height, window[0], stride[0], false);
    const columns = windowsOf(from.width, window[1], stride[1], false);
    const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
    expect(meanByEngine(from, engine, rows, columns, way)).toBe(true);
    meanByDefinition(from, definition, rows, columns, way);
    const wrong = (engine.data as Uint8Array).findIndex((value, i) => value !== definition.data[i]);
    expect(wrong, `[${window}] every [${stride}] of ${from.height} x ${from.width}`).toBe(-1);
  };

  test.each([
    [[3, 3], 1],
    [[5, 5], 2],
    [[6, 6], 1],
    [[1, 36], 7],
    [[37, 1], 1],
    [[7, 7], 1],
    [[16, 16], 3],
    [[1, 257], 3],
    [[257, 1], 2],
    [[258, 1], 2],
    [[24, 17], 3],
    [[128, 128], 5],
    [[129, 128], 5],
    [[256, 256], 19],
    [[257, 256], 19],
  ] as const)("quotients near halves: %j every %i", ([high, wide], hop) => {
    // By the definition, large windows take their time.
    const [down, across] = high * wide > 10_000 ? [3, 9] : [40, 60];
    const [height, width] = [high + down * hop, wide + across * hop];
    const random = randomOf(high * wide);
    for (const [most, colours] of [
      [1, 256],
      [2, 2],
      [3, 256],
      [256, 3],
      [256, 256],
    ] as const) {
      const from = drawPixels("uint8", height, width, 4, 0, 1);
      // Few alphas, so that sums of colours are often half of theirs; and rows of none, and of opaque ones.
      for (let i = 0; i < from.data.length; i++) {
        const row = Math.floor((i - from.offset) / from.rowPitch);
        const isAlpha = (i - from.offset) % 4 === 3;
        const alpha = row < high ? 0 : row % 50 > 45 ? 255 : Math.floor(most * random());
        from.data[i] = isAlpha ? alpha : Math.floor(colours * random());
      }
      compare(from, [high, wide], [hop, hop]);
    }
  });

  test.each([
    [1, 256],
    [1, 257],
    [2, 129],
    [257, 1],
    [258, 1],
    [256, 256],
  ])("the largest sums: white of %i by %i, nearly opaque", (high, wide) => {
    const from = drawPixels("uint8", high + 2, wide + 5, 4, 0, 1);
    (from.data as Uint8Array).fill(255);
    from.data[from.offset + 3] = 254;
    compare(from, [high, wide], [1, 1]);
  });

  test.each([
    [
      [5, 9000],
      [3, 5],
      [1, 1],
    ],
    [
      [9, 9000],
      [4, 3],
      [2, 2],
    ],
    [
      [3, 9000],
      [2, 4092],
      [1, 9],
    ],
    [
      [3, 9000],
      [2, 4093],
      [1, 7],
    ],
    [
      [7, 9000],
      [2, 100],
      [5, 90],
    ],
    [
      [40, 9000],
      [2, 3],
      [9, 6],
    ],
    [
      [40, 9000],
      [2, 3],
      [9, 7],
    ],
    [
      [300, 37],
      [290, 30],
      [1, 1],
    ],
  ] as const)("%j by %j every %j", ([height, width], window, stride) => {
    compare(drawPixels("uint8_clamped", height, width, 4, 0, width), window, stride);
    const opaque = drawPixels("uint8", height, width, 4, 4, height);
    for (let at = opaque.offset + 3; at < opaque.data.length; at += 4) opaque.data[at] = 255;
    compare(opaque, window, stride);
  });
});

/** Rows of bytes, two by two, by the engine and by the definition. */
function twoByTwo(data: Uint8Array, width: number, way: Way, channels = 4): void {
  const pitch = channels * width;
  const height = data.length / pitch;
  const layout = { height, width, channels, rowPitch: pitch, pitch: channels, channelPitch: 1, offset: 0 };
  const from: Pixels = { data, dtype: "uint8", ...layout };
  const [rows, columns] = [windowsOf(height, 2, 2, false), windowsOf(width, 2, 2, false)];
  const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
  expect(meanByEngine(from, engine, rows, columns, way)).toBe(true);
  meanByDefinition(from, definition, rows, columns, way);
  const wrong = (engine.data as Uint8Array).findIndex((value, i) => value !== definition.data[i]);
  expect(wrong, `${columns.count} means of ${channels} channels: ${nameOf(way)}`).toBe(-1);
}

describe.each([1, 3, 5, 6])("means of bytes of %i channels in linear light", (channels) => {
  const ways: readonly Way[] = (["weighted", "straight", "premultiplied"] as const).map((alpha) => ({
    alpha,
    transfer: "srgb",
  }));

  test("by the engine, by the definition, and by the formulas", () => {
    assertOn(drawn, 120, JSON.stringify, (raw) => {
      const [rows, columns] = problemOf(raw);
      const way = ways[raw.height % 3] as Way;
      const from = drawPixels("uint8", raw.height, raw.width, channels, raw.gap, raw.seed);
      const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
      expect(takes(from, way)).toBe(true);
      expect(meanByEngine(from, engine, rows, columns, way)).toBe(true);
      meanByDefinition(from, definition, rows, columns, way);
      expect(wrongMean(from, definition, rows, columns, way)).toBeUndefined();
      expect(engine.data).toEqual(definition.data);
      const sums = new Float64Array(channels * rows.count * columns.count);
      expect(sumsByEngine(from, sums, rows, columns, way)).toBe(true);
      expect(sums).toEqual(sumsByDefinition(from, rows, columns, way));
    });
  });

  test("of rows of every length, and of every two bytes above each other", () => {
    const random = randomOf(17);
    for (let count = 1; count < 40; count++) {
      const data = new Uint8Array(8 * channels * count).map(() => Math.floor(256 * random()));
      twoByTwo(data, 2 * count, ways[0] as Way, channels);
    }
    for (const part of [340, 680, 1020, 2040]) {
      for (let count = part - 17; count < part + 18; count++) {
        const data = new Uint8Array(4 * channels * count).map(() => Math.floor(256 * random()));
        twoByTwo(data, 2 * count, ways[1] as Way, channels);
      }
    }
    const rest = 131072 * channels;
    const pairs = new Uint8Array(2 * rest);
    for (let i = 0; i < rest; i++) {
      pairs[i] = i & 255;
      pairs[rest + i] = (i >> 8) & 255;
    }
    twoByTwo(pairs, 131072, ways[2] as Way, channels);
  });

  test("over many bands, and windows larger than a band", () => {
    for (const [height, width, window] of [
      [140, 1201, 2],
      [61, 2003, 3],
      [300, 320, 300],
      [3, 30000, 20011],
    ] as const) {
      const rows = windowsOf(height, Math.min(window, height), Math.min(window, height), true);
      const columns = windowsOf(width, window, window, true);
      const from = drawPixels("uint8", height, width, channels, 0, height);
      const [engine, definition] = [0, 1].map(() => newPixels(from, rows.count, columns.count)) as [Pixels, Pixels];
      expect(meanByEngine(from, engine, rows, columns, ways[0] as Way)).toBe(true);
      meanByDefinition(from, definition, rows, columns, ways[0] as Way);
      expect(engine.data, `${height} x ${width} by ${window}`).toEqual(definition.data);
    }
  });
});

describe.each(WAYS)("means of 2 x 2 in rows of every length: $alpha, $transfer", (way) => {
  test("of parts that are opaque, clear, or neither", () => {
    const random = randomOf(11);
    for (const count of [
      1, 2, 3, 4, 5, 6, 7, 8, 250, 251, 252, 253, 254, 255, 256, 257, 258, 259, 260, 261, 511, 512, 513, 515, 1023,
      1025,
    ]) {
      const width = 2 * count;
      const data = new Uint8Array(4 * 4 * width);
      // Stretches of one kind, as pictures have them; one of them all of a row.
      let kind = 0;
      for (let pixel = 0; pixel < data.length / 4; pixel++) {
        if (random() < 0.003 || pixel === width) kind = Math.floor(4 * random());
        for (let c = 0; c < 3; c++) data[4 * pixel + c] = Math.floor(256 * random());
        data[4 * pixel + 3] =
          kind === 0 ? 255 : kind === 1 ? 0 : kind === 2 ? Math.floor(4 * random()) : Math.floor(256 * random());
      }
      twoByTwo(data, width, way);
    }
  });

  test("of one pixel that is not as the others are, wherever it stands", () => {
    for (const count of [4, 6, 256, 258]) {
      for (const others of [0, 255]) {
        for (let pixel = 0; pixel < 4 * count; pixel += count < 9 ? 1 : 13) {
          const data = new Uint8Array(16 * count).map((_, i) => (i % 4 === 3 ? others : (7 * i) % 256));
          data[4 * pixel + 3] = 128;
          twoByTwo(data, 2 * count, way);
        }
      }
    }
  });
});

test("every two bytes above each other, in linear light", () => {
  const data = new Uint8Array(2 * 4 * 2 * 65536);
  const pitch = data.length / 2;
  for (let i = 0; i < 65536; i++) {
    const [a, b] = [i & 255, i >> 8];
    // Beside them those of all that are near, in turn, so that sums are of every size.
    const beside = (i * 37) & 255;
    data.set([a, b, a, 255, beside, b, i % 3, 255], 8 * i);
    data.set([b, a, a, 255, b, beside, i % 5, 255], pitch + 8 * i);
  }
  for (const way of WAYS.slice(1)) twoByTwo(data, 131072, way);
});

test("sums of light by few alphas: quotients near halves", () => {
  const width = 4096;
  const data = new Uint8Array(2 * 4 * width);
  const random = randomOf(13);
  for (let round = 0; round < 60; round++) {
    const most = [1, 2, 3, 5, 16, 256][round % 6] as number;
    const colours = round % 4 === 0 ? 12 : 256;
    for (let i = 0; i < data.length; i++) data[i] = Math.floor((i % 4 === 3 ? most : colours) * random());
    twoByTwo(data, width, WAYS[1] as Way);
  }
});
