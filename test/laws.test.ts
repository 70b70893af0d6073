import { expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES } from "../src/registry/dtypes.ts";
import { OP_NAMES } from "../src/registry/ops.ts";
import { NUMBERINGS, PAD_MODES } from "../src/registry/options.ts";
import type { NdArray, PoolOptions } from "../src/types.ts";
import { BUILDS } from "./support/builds.ts";
import { elementsOf } from "./support/compare.ts";
import { heavily, readings } from "./support/huge.ts";
import {
  between,
  chosen,
  elementAt,
  expectClose,
  expectSame,
  law,
  made,
  part,
  pooled,
  type Random,
  randomArray,
  transposed,
} from "./support/laws.ts";
import { indices, type Value } from "./support/oracle.ts";

const FLOATS = DTYPE_NAMES.filter((name) => DTYPES[name].float);
const INTEGERS = DTYPE_NAMES.filter((name) => !DTYPES[name].float);
const EXTREMES = ["max", "min"] as const;
const POSITIONED: readonly string[] = ["max", "min", "argmax", "argmin"];

/** A window over the two axes of a matrix, small enough for any matrix that is drawn here. */
function windowing(random: Random): { window: number[]; stride: number[] } {
  return {
    window: [between(1, 4, random), between(1, 4, random)],
    stride: [between(1, 4, random), between(1, 4, random)],
  };
}

const matrix = (random: Random): number[] => [between(4, 12, random), between(4, 40, random)];
const anyOp = (random: Random) => chosen(OP_NAMES, random);
const anyDtype = (random: Random) => chosen(DTYPE_NAMES, random);

law("min is -max of -x", 30, (api, random) => {
  const x = randomArray(chosen(FLOATS, random), matrix(random), random, "special");
  const minus = made(x.dtype, x.shape, (index) => -Number(elementAt(x, index)));
  const { window, stride } = windowing(random);
  const max = pooled(api, "max", minus, window, { stride });
  expectClose(
    elementsOf(pooled(api, "min", x, window, { stride })),
    elementsOf(max).map((value) => -value),
  );
});

law("the mean of integers times their number is their sum", 30, (api, random) => {
  const x = randomArray(chosen(INTEGERS, random), matrix(random), random, "small");
  // Powers of two divide without rounding.
  const window = [chosen([1, 2, 4], random), chosen([1, 2, 4], random)] as const;
  const stride = windowing(random).stride;
  const mean = pooled(api, "mean", x, [...window], { stride });
  const sum = elementsOf(pooled(api, "sum", x, [...window], { stride }));
  expect(elementsOf(mean).map((value) => Number(value) * window[0] * window[1])).toEqual(sum.map(Number));
});

law("a transposed input, with its axes named, gives the transposed result", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), [between(1, 3, random), ...matrix(random)], random);
  const order = chosen(
    [
      [0, 2, 1],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ],
    random,
  );
  const { window, stride } = windowing(random);
  const options: PoolOptions = POSITIONED.includes(op)
    ? { stride, indices: chosen(["window", "plane"], random) }
    : { stride };
  const axes = [1, 2].map((axis) => order.indexOf(axis));
  const straight = pooled(api, op, x, window, options);
  const turned = pooled(api, op, transposed(x, order), window, { ...options, axes });
  expectSame(turned, transposed({ ...straight, data: straight.data }, order), op);
  if (EXTREMES.some((name) => name === op)) {
    expectSame(turned.indices, transposed(straight.indices, order), `${op}'s indices`);
  }
});

law("tiles that are cut where windows begin give the whole result", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), matrix(random), random);
  const { window, stride } = windowing(random);
  const axis = random(2);
  const whole = pooled(api, op, x, window, { stride });
  const out = whole.shape[axis] as number;
  const cut = between(1, out, random);
  const [hop, extent] = [stride[axis] as number, x.shape[axis] as number];
  const head = part(x, axis, 0, (cut - 1) * hop + (window[axis] as number));
  expectSame(pooled(api, op, head, window, { stride }), part(whole, axis, 0, cut), `${op}, head`);
  if (cut === out) return;
  const tail = part(x, axis, cut * hop, extent);
  expectSame(pooled(api, op, tail, window, { stride }), part(whole, axis, cut, out), `${op}, tail`);
});

law("dilation is pooling of every d-th element", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), [between(6, 12, random), between(10, 40, random)], random);
  const dilation = [between(1, 3, random), between(1, 3, random)] as const;
  const window = [between(1, 2, random), between(1, 4, random)];
  const dilated = pooled(api, op, x, window, { stride: 1, dilation: [...dilation] });
  const [row, column] = [random(dilation[0]), random(dilation[1])];
  const sparse = (array: NdArray): NdArray => {
    const rows = part(array, 0, row, array.shape[0] as number, dilation[0]);
    return part(rows, 1, column, array.shape[1] as number, dilation[1]);
  };
  // Fewer results than phases leave nothing to compare in some of them.
  if ((dilated.shape[0] as number) <= row || (dilated.shape[1] as number) <= column) return;
  expectSame(pooled(api, op, sparse(x), window, { stride: 1 }), sparse(dilated), op);
});

law("globalPool is pooling by the whole extent", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), [between(1, 3, random), ...matrix(random)], random);
  const axes = chosen([[0], [1], [2], [2, 1], [0, 1, 2]], random);
  const window = axes.map((axis) => x.shape[axis] as number);
  expectSame(api.globalPool(op, x, { axes }) as NdArray, pooled(api, op, x, window, { axes }), op);
});

/** The coordinate that NumPy's pad of a mode repeats at one outside the array. */
function repeated(mode: (typeof PAD_MODES)[number], at: number, extent: number): number {
  const modulo = (by: number): number => ((at % by) + by) % by;
  if (mode === "edge") return Math.min(Math.max(at, 0), extent - 1);
  if (mode === "wrap") return modulo(extent);
  const turn = modulo(mode === "symmetric" ? 2 * extent : Math.max(1, 2 * extent - 2));
  return turn < extent ? turn : 2 * extent - turn - (mode === "symmetric" ? 1 : 2);
}

law("padMode is pooling of the padded array", 60, (api, random) => {
  const op = anyOp(random);
  const mode = chosen(PAD_MODES, random);
  const x = randomArray(anyDtype(random), [between(1, 6, random), between(1, 20, random)], random);
  const padding = [0, 1].map(() => [random(9), random(9)] as const);
  const padded = made(
    x.dtype,
    x.shape.map((extent, axis) => extent + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0)),
    (index) =>
      elementAt(
        x,
        index.map((at, axis) => repeated(mode, at - (padding[axis]?.[0] ?? 0), x.shape[axis] as number)),
      ),
  );
  const { window, stride } = windowing(random);
  const fits = window.map((extent, axis) => Math.min(extent, padded.shape[axis] as number));
  const expected = pooled(api, op, padded, fits, { stride });
  expectSame(pooled(api, op, x, fits, { stride, padding, padMode: mode }), expected, `${op}, ${mode}`);
});

law("fill is pooling of the array with a border of that value", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), [between(1, 6, random), between(1, 20, random)], random);
  const padding = [0, 1].map(() => [random(5), random(5)] as const);
  const fill = DTYPES[x.dtype].big ? BigInt(random(9)) : random(9);
  const padded = made(
    x.dtype,
    x.shape.map((extent, axis) => extent + (padding[axis]?.[0] ?? 0) + (padding[axis]?.[1] ?? 0)),
    (index) => {
      const inner = index.map((at, axis) => at - (padding[axis]?.[0] ?? 0));
      return inner.every((at, axis) => at >= 0 && at < (x.shape[axis] as number)) ? elementAt(x, inner) : fill;
    },
  );
  const { window, stride } = windowing(random);
  const fits = window.map((extent, axis) => Math.min(extent, padded.shape[axis] as number));
  const countPadding = random(2) === 1;
  const expected = pooled(api, op, padded, fits, { stride });
  expectSame(pooled(api, op, x, fits, { stride, padding, fill, countPadding }), expected, op);
});

law("positions point at the values that were found", 40, (api, random) => {
  const op = chosen(EXTREMES, random);
  const x = randomArray(anyDtype(random), [between(1, 3, random), ...matrix(random)], random, "few");
  const { window, stride } = windowing(random);
  const numbering = chosen(NUMBERINGS, random);
  const result = pooled(api, op, x, window, { stride, indices: numbering });
  const positions = pooled(api, op === "max" ? "argmax" : "argmin", x, window, { stride, indices: numbering });
  expectSame(result.indices, positions, `arg${op}`);
  for (const index of indices(result.shape)) {
    const position = Number(elementAt(positions, index));
    const over = numbering === "tensor" ? x.shape : numbering === "plane" ? x.shape.slice(1) : window;
    const place = over.map((extent, i) => {
      const step = over.slice(i + 1).reduce((product, size) => product * size, 1);
      return Math.floor(position / step) % extent;
    });
    const inner = index
      .slice(1)
      .map((o, i) => (place.at(i - 2) as number) + (numbering === "window" ? o * (stride[i] as number) : 0));
    const plane = numbering === "tensor" ? (place[0] as number) : (index[0] as number);
    expect(elementAt(x, [plane, ...inner]), `${op} at ${index} by ${numbering}`).toBe(elementAt(result, index));
  }
});

law("what maxUnpool puts back, max finds again", 40, (api, random) => {
  const window = [between(1, 3, random), between(1, 4, random)] as const;
  const shape = [between(1, 3, random), window[0] * between(1, 4, random), window[1] * between(1, 6, random)];
  const dtype = anyDtype(random);
  const positive = made(dtype, shape, () => (DTYPES[dtype].big ? BigInt(1 + random(100)) : 1 + random(100)));
  const numbering = chosen(NUMBERINGS, random);
  const max = pooled(api, "max", positive, [...window], { indices: numbering });
  const back = api.maxUnpool(max, max.indices, [...window], {
    indices: numbering,
    outputShape: shape.slice(1),
  }) as NdArray;
  expect(back.shape).toEqual(shape);
  expectSame(pooled(api, "max", back, [...window]), max);
  const rest = elementsOf(back).filter((value) => Number(value) !== 0);
  expect(rest.length).toBe(elementsOf(max).length);
});

law("poolStats gives what the calls by themselves give", 30, (api, random) => {
  const x = randomArray(anyDtype(random), matrix(random), random, "few");
  const stats = OP_NAMES.filter(() => random(3) === 0);
  if (stats.length === 0) return;
  const { window, stride } = windowing(random);
  const options = { stride, padding: random(3), nan: chosen(["propagate", "ignore"] as const, random) };
  const together = api.poolStats(x, window, { ...options, stats }) as Record<string, NdArray>;
  for (const op of stats) expectSame(together[op] as NdArray, pooled(api, op, x, window, options), op);
});

law("nan: ignore leaves out what a mask of the numbers does", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(chosen(FLOATS, random), matrix(random), random, "holes");
  const { window, stride } = windowing(random);
  const mask = made("uint8", x.shape, (index) => (Number.isNaN(elementAt(x, index)) ? 0 : 1));
  const count = elementsOf(pooled(api, "count", x, window, { stride, nan: "ignore" })).map(Number);
  const ignored = elementsOf(pooled(api, op, x, window, { stride, nan: "ignore" }));
  const masked = elementsOf(pooled(api, op, x, window, { stride, mask, ...(op === "mode" && { nodata: 9999 }) }));
  // Where nothing is left each has a rule of its own.
  const left = (values: Value[]): Value[] => values.filter((_, i) => (count[i] as number) > 0);
  expectClose(left(ignored), left(masked), op, 2 ** -9);
});

law("nodata leaves out what a mask of the other values does", 60, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), matrix(random), random, "few");
  const nodata = elementAt(x, [0, 0]);
  const { window, stride } = windowing(random);
  const mask = made("float32", x.shape, (index) => (elementAt(x, index) === nodata ? 0 : 1));
  const dtype = "float64";
  const skipped = pooled(api, op, x, window, { stride, nodata, dtype });
  const masked = pooled(api, op, x, window, { stride, mask, dtype });
  const expected = elementsOf(masked).map((value) => (Number.isNaN(value) ? Number(nodata) : value));
  expectClose(elementsOf(skipped), expected, op);
});

law("a median has no order", 30, (api, random) => {
  const x = randomArray(anyDtype(random), [between(1, 60, random)], random, "full");
  const values = elementsOf(x);
  for (let i = values.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [values[i], values[j]] = [values[j] as Value, values[i] as Value];
  }
  const shuffled = made(x.dtype, x.shape, ([i]) => values[i as number] as Value);
  const interpolation = chosen(["midpoint", "lower", "higher"] as const, random);
  expect(elementsOf(api.globalPool("median", shuffled, { interpolation }) as NdArray)).toEqual(
    elementsOf(api.globalPool("median", x, { interpolation }) as NdArray),
  );
});

law("var does not depend on what all have in common", 30, (api, random) => {
  const x = randomArray("float64", matrix(random), random, "small");
  const common = between(-(2 ** 20), 2 ** 20, random);
  const moved = made("float64", x.shape, (index) => Number(elementAt(x, index)) + common);
  const { window, stride } = windowing(random);
  const ddof = random(2);
  expectClose(
    elementsOf(pooled(api, "var", moved, window, { stride, ddof })),
    elementsOf(pooled(api, "var", x, window, { stride, ddof })),
  );
});

law("var sees a little noise on a large value", 20, (api, random) => {
  const noise = made("float64", [between(20, 60, random)], () => random(2 ** 20) / 2 ** 20);
  const large = made("float64", noise.shape, (index) => 1e8 + Number(elementAt(noise, index)));
  const [expected, got] = [noise, large].map((x) => Number(elementsOf(api.globalPool("var", x) as NdArray)[0]));
  expect(got).toBeGreaterThan(0);
  expect(Math.abs((got as number) - (expected as number))).toBeLessThan(1e-12 * (expected as number));
});

law("std is the root of var, with any ddof", 20, (api, random) => {
  const x = randomArray(anyDtype(random), matrix(random), random);
  const { window, stride } = windowing(random);
  const options = { stride, ddof: random(3), dtype: "float64" } as const;
  const squares = elementsOf(pooled(api, "std", x, window, options)).map((value) => Number(value) ** 2);
  expectClose(squares, elementsOf(pooled(api, "var", x, window, options)));
});

law("lp of p 1 is the sum of |x|, of Infinity the largest; lp of 2 is rms times the root of n", 30, (api, random) => {
  const x = randomArray(anyDtype(random), matrix(random), random);
  const sizes = made("float64", x.shape, (index) => Math.abs(Number(elementAt(x, index))));
  const { window, stride } = windowing(random);
  const options = { stride, dtype: "float64" } as const;
  const norm = (p: number) => elementsOf(pooled(api, "lp", x, window, { ...options, p }));
  expectClose(norm(1), elementsOf(pooled(api, "sum", sizes, window, options)));
  expectClose(norm(Infinity), elementsOf(pooled(api, "max", sizes, window, options)));
  const taps = (window[0] as number) * (window[1] as number);
  const rms = elementsOf(pooled(api, "rms", x, window, options)).map((value) => Number(value) ** 2 * taps);
  expectClose(
    rms,
    norm(2).map((value) => Number(value) ** 2),
  );
});

law("any is whether max or min is not 0; all is any of none that is 0; count is their number", 30, (api, random) => {
  const x = randomArray(anyDtype(random), matrix(random), random, "few");
  const { window, stride } = windowing(random);
  const [most, least] = EXTREMES.map((op) => elementsOf(pooled(api, op, x, window, { stride })).map(Number));
  const any = (most as number[]).map((value, i) => (value !== 0 || least?.[i] !== 0 ? 1 : 0));
  expect(elementsOf(pooled(api, "any", x, window, { stride }))).toEqual(any);
  const zeros = made("uint8", x.shape, (index) => (Number(elementAt(x, index)) === 0 ? 1 : 0));
  const none = elementsOf(pooled(api, "any", zeros, window, { stride })).map((value) => 1 - Number(value));
  expect(elementsOf(pooled(api, "all", x, window, { stride }))).toEqual(none);
  const ones = made("int32", x.shape, () => 1);
  const padded = { stride, padding: random(4) };
  const there = elementsOf(pooled(api, "sum", ones, window, padded));
  expect(elementsOf(pooled(api, "count", x, window, padded))).toEqual(there);
});

law("a plan gives what a call gives, every time it runs", 30, (api, random) => {
  const op = anyOp(random);
  const dtype = anyDtype(random);
  const shape = matrix(random);
  const { window, stride } = windowing(random);
  const options = { stride, padding: random(3) };
  const plan = api.createPlan(op, { shape, dtype }, window, options);
  for (let run = 0; run < 2; run++) {
    const x = randomArray(dtype, shape, random);
    (plan.input.data as Uint8Array).set(x.data as Uint8Array);
    plan.run();
    expectSame(plan.output, pooled(api, op, x, window, options), op);
  }
  plan.dispose();
});

law("out holds what a new array would", 30, (api, random) => {
  const op = anyOp(random);
  const x = randomArray(anyDtype(random), matrix(random), random);
  const { window, stride } = windowing(random);
  const expected = pooled(api, op, x, window, { stride });
  const [rows, columns] = expected.shape as [number, number];
  const array = DTYPES[expected.dtype].array;
  const out = {
    data: new array(2 * rows * columns + 1),
    shape: [rows, columns],
    stride: [-2, 2 * rows],
    offset: 2 * rows - 1,
    dtype: expected.dtype,
  };
  expect(pooled(api, op, x, window, { stride, out })).toBe(out);
  expectSame(out, expected, op);
});

law("a strided view gives what a copy of it gives", 60, (api, random) => {
  const op = anyOp(random);
  const whole = randomArray(
    anyDtype(random),
    [between(4, 8, random), between(4, 8, random), between(4, 30, random)],
    random,
  );
  const view = transposed(
    whole,
    chosen(
      [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
        [0, 2, 1],
      ],
      random,
    ),
  );
  view.shape.forEach((extent, axis) => {
    if (random(2) === 0) return;
    view.offset += (extent - 1) * (view.stride[axis] as number);
    view.stride[axis] = -(view.stride[axis] as number);
  });
  const copy = made(view.dtype, view.shape, (index) => elementAt(view, index));
  const { window, stride } = windowing(random);
  const indices = POSITIONED.includes(op) && chosen(NUMBERINGS, random);
  const options: PoolOptions = { stride, indices };
  expectSame(pooled(api, op, view, window, options), pooled(api, op, copy, window, options), op);
});

const READINGS = readings();

for (const { name, api } of BUILDS) {
  for (const way of new Set(READINGS.map(({ way }) => way))) {
    test(`a window of 2^31 - 1 taps, most of them outside, answers at once: ${way} [${name}]`, {
      timeout: 10_000,
    }, () => {
      for (const { options, dtype, values, expected } of READINGS.filter((reading) => reading.way === way)) {
        for (const op of OP_NAMES) {
          const input = made(dtype, [values.length], ([i]) => values[i as number] as number);
          const got = elementsOf(pooled(api, op, input, heavily.window, { ...heavily.options, ...options }));
          expectClose(
            got.map(Number),
            [expected[op] as number],
            `${op}, ${dtype} [${values}], ${Object.keys(options)}:`,
          );
        }
      }
    });
  }
}
