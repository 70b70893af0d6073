import { describe, expect, test } from "vitest";
import { PASS, passesOf } from "../../src/plan/passes.ts";
import { DTYPES, type DType } from "../../src/registry/dtypes.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { type Flavour, pick, randomData, randomOf } from "../support/random.ts";
import { levelsOf, prepareSlide, type Slide, type SlideAxis, splitOf, tapsOf } from "../support/slide.ts";

/* Windows that overlap, against folds by their definition, tap by tap. */

interface Export {
  readonly name: string;
  readonly taps: DType;
  readonly values: DType;
  readonly op: "max" | "min" | "sum";
  /** How many taps a window may have in all, and down its columns. */
  readonly most?: number;
  readonly mostRows?: number;
}

const OWN = [
  ["i8", "int8"],
  ["u8", "uint8"],
  ["i16", "int16"],
  ["u16", "uint16"],
  ["i32", "int32"],
  ["u32", "uint32"],
  ["f32", "float32"],
  ["f64", "float64"],
] as const;

const EXPORTS: readonly Export[] = [
  ...(["max", "min"] as const).flatMap((op) =>
    OWN.map(([short, taps]) => ({ name: `${op}_${short}`, taps, values: taps, op })),
  ),
  ...(["f32", "f64"] as const).map((short) => {
    const taps = short === "f32" ? ("float32" as const) : ("float64" as const);
    return { name: `sum_${short}`, taps, values: taps, op: "sum" as const };
  }),
  ...(["int8", "uint8"] as const).flatMap((taps) => {
    const short = taps === "int8" ? "i8" : "u8";
    return [
      { name: `few_${short}`, taps, values: "int16", op: "sum", most: 128 },
      { name: `wide_${short}`, taps, values: "int32", op: "sum", mostRows: 128 },
      { name: `long_${short}`, taps, values: "int32", op: "sum" },
    ] as const;
  }),
  { name: "wide_i16", taps: "int16", values: "int32", op: "sum" },
  { name: "wide_u16", taps: "uint16", values: "int32", op: "sum" },
  { name: "wide_i32", taps: "int32", values: "float64", op: "sum" },
  { name: "wide_u32", taps: "uint32", values: "float64", op: "sum" },
  { name: "wide_f32", taps: "float32", values: "float64", op: "sum" },
];

const WINDOWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 63];

/** An axis whose windows each have a tap, some of them clipped. */
function drawAxis(random: () => number, window: number, stride: number, dilation: number, count: number): SlideAxis {
  const span = (window - 1) * dilation + 1;
  const low = random() < 0.3 ? 0 : Math.floor((random() * window) / 1.5) * dilation;
  const reach = (count - 1) * stride + span - low;
  // Windows that pass the end, by less than all their taps.
  const cut = random() < 0.3 ? 0 : Math.floor((random() * window) / 1.5) * dilation;
  let extent = Math.max(1, reach - cut + (random() < 0.3 ? Math.floor(random() * 3) : 0));
  const axis = (): SlideAxis => ({ extent, window, stride, dilation, low, count });
  const empty = (): boolean =>
    Array.from({ length: count }, (_, i) => tapsOf(axis(), i)).some((taps) => taps.length === 0);
  while (empty()) extent++;
  return axis();
}

/** The fold by its definition. */
function expectedOf(
  slide: Slide,
  input: ArrayLike<number>,
  pitch: { plane: number; row: number; start: number },
): number[] {
  const { op, rows, columns, lanes, finish, scale = 1 } = slide;
  const result = DTYPES[finish?.dtype ?? slide.values];
  const rounded = new result.array(1) as unknown as number[];
  const planes = slide.planes.reduce((a, b) => a * b, 1);
  const down = Array.from({ length: rows.count }, (_, i) => tapsOf(rows, i));
  const along = Array.from({ length: columns.count }, (_, i) => tapsOf(columns, i));
  const results: number[] = [];
  for (let plane = 0; plane < planes; plane++) {
    for (const ys of down) {
      for (const xs of along) {
        for (let lane = 0; lane < lanes; lane++) {
          let value = op === "max" ? -Infinity : op === "min" ? Infinity : 0;
          for (const y of ys) {
            const at = plane * pitch.plane + pitch.start + y * pitch.row + lane;
            for (const x of xs) {
              const tap = input[at + x * lanes] as number;
              value = op === "max" ? Math.max(value, tap) : op === "min" ? Math.min(value, tap) : value + tap;
            }
          }
          if (finish) {
            const divisor = finish.divide === "taps" ? ys.length * xs.length : finish.divide;
            value = result.float ? value / divisor : Math.floor((2 * value + divisor) / (2 * divisor));
            if (!result.float) {
              value = Math.min(Math.max(value, result.lowest as number), result.highest as number);
            }
          }
          rounded[0] = value * scale;
          results.push(rounded[0]);
        }
      }
    }
  }
  return results;
}

/** Runs one problem on every build. */
function check(slide: Slide, flavour: Flavour, seed: number): void {
  const data = randomOf(seed);
  let expected: number[] | undefined;
  for (const { name, engine } of ENGINE_BUILDS) {
    const prepared = prepareSlide(engine, slide);
    const { input, output, outputPitch } = prepared;
    if (expected === undefined) {
      (input as Float64Array).set(randomData(slide.taps, input.length, data, flavour) as Float64Array);
      expected = expectedOf(slide, input as Float64Array, prepared.inputPitch);
      first = input.slice() as Float64Array;
    } else (input as Float64Array).set(first);
    const describe = (): string => `${name}: ${JSON.stringify(slide)}, ${flavour}, seed ${seed}`;
    const before = input.slice();
    try {
      prepared.run();
    } catch (error) {
      throw new Error(`${error} in ${describe()}`);
    }
    const width = slide.columns.count * slide.lanes;
    for (let i = 0; i < expected.length; i++) {
      const at = Math.floor(i / width) * outputPitch.row + (i % width);
      const value = output[at] as number;
      if (!same(value, expected[i] as number)) {
        expect.fail(`result ${i} is ${value}, not ${expected[i]}\n${describe()}`);
      }
    }
    const trespass = prepared.trespass();
    if (trespass !== undefined) expect.fail(`byte ${trespass} was written\n${describe()}`);
    if (!input.every((tap, i) => Object.is(tap, before[i]))) expect.fail(`the input was written\n${describe()}`);
  }
}

let first: Float64Array = new Float64Array();

/** Zeros of both signs are alike, and so are NaNs. */
function same(a: number, b: number): boolean {
  return a === b || Object.is(a, b);
}

function draw(spec: Export, random: () => number): { slide: Slide; flavour: Flavour } {
  const { op } = spec;
  let height = pick(WINDOWS, random);
  if (spec.mostRows) height = Math.min(height, spec.mostRows);
  let width = pick(WINDOWS, random);
  while (spec.most && height * width > spec.most) {
    if (height > width) height = Math.max(1, height >> 1);
    else width >>= 1;
  }
  const lanes = pick([1, 1, 1, 2, 3, 4, 16], random);
  // Sums of integers run where others have chunks.
  const neighbours = height > 1 && random() < 0.6;
  const running = neighbours && op === "sum" && !DTYPES[spec.taps].float;
  const chunk = neighbours && !running ? pick([8, 16, 64], random) : 0;
  const rowStride = pick([1, 1, 2, 3, 11], random);
  const stride = pick([1, 1, 2, 2, 3], random);
  const dilation = pick([1, 1, 2, 3], random);
  const most = lanes > 4 ? 12 : pick([3, 12, 40, 90], random);
  const rows = drawAxis(
    random,
    height,
    rowStride,
    neighbours ? 1 : pick([1, 1, 2, 3], random),
    1 + Math.floor(random() * (neighbours ? 40 : 12)),
  );
  const columns = drawAxis(random, width, stride, dilation, 1 + Math.floor(random() * most));
  const tile = random() < 0.5 ? columns.count : 1 + Math.floor(random() * columns.count);
  const overlaps = op !== "sum" && random() < 0.7;
  const factors = Array.from({ length: 3 }, () => 2 + Math.floor(random() * 5));
  const finishes = random() < 0.5;
  const runs = finishes && op === "sum" && spec.values === "int32" && stride === 1 && dilation === 1;
  const passes =
    runs && random() < 0.7
      ? [[PASS.run, 4, 1, 0, 1, 0, 0]]
      : width === 1 && stride === 1
        ? []
        : stride === 2 && dilation === 1 && random() < 0.6
          ? splitOf(width)
          : levelsOf(width, stride, dilation, factors, overlaps);
  const finished: DType[] =
    op !== "sum" ? ["float64", "int16"] : ["float64", spec.values === "float64" ? "float64" : "uint8"];
  const own = spec.name === "sum_f32" || spec.name === "sum_f64";
  const finish = !finishes
    ? undefined
    : {
        dtype: own ? spec.values : pick(finished, random),
        divide: op !== "sum" ? 1 : pick(["taps", 1, 9] as const, random),
      };
  const float = DTYPES[spec.taps].float;
  const slide: Slide = {
    ...spec,
    rows,
    columns,
    lanes,
    planes: pick([[], [1], [2], [2, 2]], random),
    tile,
    chunk,
    running,
    passes,
    upwards: random() < 0.2,
    gap: random() < 0.3 ? Math.floor(random() * 20) : 0,
    ...(finish && { finish }),
    scale: own && !finish && random() < 0.5 ? 0.25 : 1,
  };
  // Small integers, whose sums are exact in every order.
  const flavour = float
    ? op === "sum"
      ? "small"
      : pick(["full", "special"] as const, random)
    : pick(["full", "end"] as const, random);
  return { slide, flavour };
}

describe.each(EXPORTS)("slide_$name", (spec) => {
  test("windows of all kinds", () => {
    for (let seed = 1; seed <= 150; seed++) {
      const random = randomOf(seed * 1000 + EXPORTS.indexOf(spec));
      const { slide, flavour } = draw(spec, random);
      check(slide, flavour, seed);
    }
  });
});

describe.each(EXPORTS)("slide_$name", (spec) => {
  test("small square windows that pass the ends by half", () => {
    const random = randomOf(EXPORTS.indexOf(spec));
    for (const [window, stride] of [
      [3, 1],
      [5, 1],
      [3, 2],
    ] as const) {
      for (let extent = 4; extent < 140; extent += extent < 72 ? 1 + Math.floor(random() * 3) : 17) {
        const even = extent - (extent % stride);
        const low = (window - 1) / 2;
        const columns = { extent: even, window, stride, dilation: 1, low, count: even / stride };
        const height = 1 + Math.floor(random() * 9);
        const hop = pick([stride, stride, 1, 2, 3], random);
        const rows = { extent: height, window, stride: hop, dilation: 1, low, count: Math.ceil(height / hop) };
        const passes = stride === 2 ? splitOf(window) : levelsOf(window, 1, 1, [], false);
        const { slide, flavour } = draw(spec, random);
        const { finish, scale, upwards } = slide;
        const whole = { rows, columns, lanes: 1, planes: [2], tile: columns.count, chunk: 0, passes };
        check(
          { ...spec, ...whole, ...(finish && { finish }), scale: scale ?? 1, upwards: upwards ?? false },
          flavour,
          extent,
        );
      }
    }
  });
});

/** The passes of windows that are sums of sixteen cells and a rest. */
function sixteensOf(window: number): number[][] {
  const passes = passesOf(window, 1, 1, 1, { overlaps: false, last: "same", fits: () => true, sixteens: true });
  const words = passes?.words ?? [];
  const list: number[][] = [];
  for (let at = 0; at < words.length; at += (list.at(-1) as number[]).length) {
    list.push(words.slice(at, at + 5 + 2 * (words[at + 4] as number)));
  }
  expect(list[0]?.[0]).toBe(PASS.sixteen);
  return list;
}

describe("sums of sixteen float32s and a rest", () => {
  const spec = EXPORTS.find((one) => one.name === "sum_f32") as Export;

  test.each(["small", "holes"] as const)("every rest, at rows of every length: %s", (flavour) => {
    const random = randomOf(16);
    for (let window = 16; window < 70; window++) {
      for (let round = 0; round < 6; round++) {
        const { slide } = draw(spec, random);
        const count = 1 + Math.floor(random() * 70);
        const columns = drawAxis(random, window, 1, 1, count);
        const { finish: _, ...rest } = slide;
        const tile = random() < 0.5 ? count : 1 + Math.floor(random() * count);
        check({ ...rest, columns, lanes: 1, tile, scale: 1, passes: sixteensOf(window) }, flavour, window);
      }
    }
  });
});

describe("sums of floats that are not finite", () => {
  test.each(["sum_f32", "sum_f64", "wide_f32"])("%s: NaN and infinities stay in their windows", (name) => {
    const spec = EXPORTS.find((one) => one.name === name) as Export;
    for (let seed = 1; seed <= 60; seed++) {
      const { slide } = draw(spec, randomOf(seed + 77_000));
      check({ ...slide, scale: 1 }, "holes", seed);
    }
  });
});
