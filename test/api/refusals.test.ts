import { describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import type { NdArray } from "../../src/types.ts";
import { BUILDS } from "../support/builds.ts";
import { PATTERN } from "../support/cases.ts";
import { bytesUnder } from "../support/compare.ts";
import { expectRefused, type Refusal } from "../support/refusal.ts";

/*
 * Bad input, one row each. Every row runs on every function that takes such an argument and on every build; after each
 * refusal `out` is untouched and the next good call works.
 */

// biome-ignore lint/suspicious/noExplicitAny: bad input is what this file is about
type Loose = any;
type Options = Record<string, unknown> | undefined;

const matrix = () => ({ data: Float32Array.from({ length: 32 }, (_, i) => i), shape: [4, 8] });

/** The functions that take a window and options, each over an array of shape [4, 8]. */
const WINDOWED: Record<string, (api: Stridepool, window: Loose, options: Loose) => unknown> = {
  pool: (api, window, options) => api.pool("max", matrix(), window, options),
  maxPool: (api, window, options) => api.maxPool(matrix(), window, options),
  minPool: (api, window, options) => api.minPool(matrix(), window, options),
  meanPool: (api, window, options) => api.meanPool(matrix(), window, options),
  avgPool: (api, window, options) => api.avgPool(matrix(), window, options),
  sumPool: (api, window, options) => api.sumPool(matrix(), window, options),
  windows: (api, window, options) => api.windows(matrix(), window, options),
  outputShape: (api, window, options) => api.outputShape([4, 8], window, options),
  createPlan: (api, window, options) => api.createPlan("max", { shape: [4, 8], dtype: "float32" }, window, options),
};
const POOLING = ["pool", "maxPool", "minPool", "meanPool", "avgPool", "sumPool"];

function goodCallWorks(api: Stridepool): void {
  expect(api.maxPool(matrix(), 2).data).toEqual(Float32Array.of(9, 11, 13, 15, 25, 27, 29, 31));
}

/** An `out` for max over [4, 8] by 2, full of the pattern. */
function patternedOut(): { data: Float32Array; shape: number[] } {
  const buffer = new ArrayBuffer(8 * 4);
  new Uint8Array(buffer).fill(PATTERN);
  return { data: new Float32Array(buffer), shape: [2, 4] };
}

/** Refused by each of these functions, with nothing written. */
function refusedEverywhere(names: readonly string[], window: unknown, options: Options, refusal: Refusal): void {
  for (const { name: build, api } of BUILDS) {
    for (const name of names) {
      const call = WINDOWED[name] as (typeof WINDOWED)[string];
      expectRefused(() => call(api, window, options), refusal, `${name} [${build}]`);
      if (POOLING.includes(name) && !(options && "out" in options)) {
        const out = patternedOut();
        expectRefused(() => call(api, window, { ...options, out }), refusal, `${name} with out [${build}]`);
        expect(
          bytesUnder(out.data).every((byte) => byte === PATTERN),
          `${name} leaves out alone`,
        ).toBe(true);
      }
      goodCallWorks(api);
    }
  }
}

const range = (option: string, message?: RegExp, code: Refusal["code"] = "out-of-range"): Refusal => ({
  code,
  option,
  kind: RangeError,
  ...(message && { message }),
});
const type = (option: string, message?: RegExp, code: Refusal["code"] = "wrong-type"): Refusal => ({
  code,
  option,
  kind: TypeError,
  ...(message && { message }),
});

/** Numbers that no window and no stride can be. */
const NO_COUNTS = [0, -0, -1, 1.5, 1e-9, Number.NaN, Infinity, -Infinity, -(2 ** 31), 2 ** 53, 1e300] as const;
/** Things that are no numbers. */
const NO_NUMBERS = ["2", "", null, true, false, 2n, Symbol("two"), () => 2, {}, new Date(2), Object(2), [2]] as const;

describe("window", () => {
  test.each(NO_COUNTS)("%s", (value) => {
    refusedEverywhere(Object.keys(WINDOWED), value, undefined, range("window", /must be a positive integer.*, got /));
    refusedEverywhere(Object.keys(WINDOWED), [2, value], undefined, range("window[1]", /must be a positive integer/));
    refusedEverywhere(Object.keys(WINDOWED), [value, 2], undefined, range("window[0]"));
    refusedEverywhere(Object.keys(WINDOWED), Float64Array.of(2, value), undefined, range("window[1]"));
  });

  test.each(NO_NUMBERS.map((value) => ({ value })))("$value", ({ value }) => {
    if (!Array.isArray(value))
      refusedEverywhere(
        Object.keys(WINDOWED),
        value,
        undefined,
        type("window", /must be a positive integer or an array/),
      );
    refusedEverywhere(Object.keys(WINDOWED), [2, value], undefined, type("window[1]", /must be a positive integer/));
  });

  test("missing, or with missing entries", () => {
    refusedEverywhere(Object.keys(WINDOWED), undefined, undefined, type("window"));
    refusedEverywhere(Object.keys(WINDOWED), [2, undefined], undefined, type("window[1]", /got undefined/));
    // biome-ignore lint/suspicious/noSparseArray: a hole is a missing entry
    refusedEverywhere(Object.keys(WINDOWED), [, 2], undefined, type("window[0]", /got undefined/));
    refusedEverywhere(Object.keys(WINDOWED), BigInt64Array.of(2n, 2n), undefined, type("window[0]", /got 2n/));
  });

  test("of the wrong count", () => {
    const wrong = (got: string): Refusal => ({ ...range("window", undefined, "shape-mismatch"), got });
    refusedEverywhere(Object.keys(WINDOWED), [], undefined, wrong("0 entries"));
    refusedEverywhere(Object.keys(WINDOWED), [2, 2, 2], undefined, wrong("3 entries"));
    refusedEverywhere(Object.keys(WINDOWED), [2, 2], { axes: [0] }, wrong("2 entries"));
    refusedEverywhere(Object.keys(WINDOWED), [2], { axes: [0, 1] }, wrong("1 entries"));
  });

  test("absurdly long lists are refused at once", () => {
    for (const long of [new Array(2 ** 32 - 1), new Uint8Array(2 ** 28)]) {
      const refusal = { ...range("window", /at most 64 entries/), got: String(long.length) };
      refusedEverywhere(["pool", "outputShape"], long, undefined, refusal);
      refusedEverywhere(["pool", "outputShape"], 2, { stride: long }, { ...refusal, option: "stride" });
      refusedEverywhere(["pool", "outputShape"], 2, { axes: long }, { ...range("axes"), got: String(long.length) });
    }
  });

  test("larger than the input: the message shows the sum that failed", () => {
    const sum = /window \[5, 2\] is larger than the input \[4, 8\] on axis 0: \(4 \+ 0 - 5\) \/ 5 \+ 1 < 1; pad it/;
    refusedEverywhere(Object.keys(WINDOWED), [5, 2], undefined, range("window", sum));
    refusedEverywhere(Object.keys(WINDOWED), [5, 2], undefined, range("window", /edge: "partial"/));
    refusedEverywhere(
      Object.keys(WINDOWED),
      [2, 9],
      { stride: 2 },
      range("window", /on axis 1: \(8 \+ 0 - 9\) \/ 2 \+ 1 < 1/),
    );
    refusedEverywhere(
      Object.keys(WINDOWED),
      2 ** 31,
      undefined,
      range("window", /\[2147483648, 2147483648\] is larger/),
    );
    refusedEverywhere(Object.keys(WINDOWED), 2 ** 53 - 1, undefined, range("window", /9007199254740991/));
  });

  test("edge: partial is named only where it helps", () => {
    const message = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        return (error as Error).message;
      }
      return expect.fail("not refused");
    };
    const { api } = BUILDS[0] as (typeof BUILDS)[number];
    expect(message(() => api.outputShape([4], 5))).toContain("partial");
    // With this stride the only window would start in the input, but one of stride 1 would need the whole window.
    expect(message(() => api.outputShape([4], 9, { stride: 1 }))).not.toContain("partial");
    expect(message(() => api.outputShape([4], 9, { stride: 1, edge: "partial" }))).not.toContain('or edge: "partial"');
  });
});

describe("stride", () => {
  test.each(NO_COUNTS)("%s", (value) => {
    refusedEverywhere(
      Object.keys(WINDOWED),
      2,
      { stride: value },
      range("stride", /must be a positive integer.*, got /),
    );
    refusedEverywhere(
      Object.keys(WINDOWED),
      2,
      { stride: [2, value] },
      range("stride[1]", /must be a positive integer/),
    );
  });

  test.each(NO_NUMBERS.map((value) => ({ value })))("$value", ({ value }) => {
    if (!Array.isArray(value))
      refusedEverywhere(
        Object.keys(WINDOWED),
        2,
        { stride: value },
        type("stride", /must be a positive integer or an array/),
      );
    refusedEverywhere(
      Object.keys(WINDOWED),
      2,
      { stride: [value, 2] },
      type("stride[0]", /must be a positive integer/),
    );
  });

  test("of the wrong count, or with missing entries", () => {
    refusedEverywhere(
      Object.keys(WINDOWED),
      2,
      { stride: [] },
      range("stride", /0 entries for 2 pooled axes \[0, 1\]/, "shape-mismatch"),
    );
    refusedEverywhere(Object.keys(WINDOWED), 2, { stride: [2] }, range("stride", /1 entries/, "shape-mismatch"));
    refusedEverywhere(Object.keys(WINDOWED), 2, { stride: [2, 2, 2] }, range("stride", /3 entries/, "shape-mismatch"));
    refusedEverywhere(Object.keys(WINDOWED), 2, { stride: [2, undefined] }, type("stride[1]", /got undefined/));
  });

  test("2^31 and more, up to 2^53 - 1, are strides like others: one window", () => {
    for (const { api } of BUILDS) {
      for (const stride of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1]) {
        expect(api.maxPool(matrix(), [2, 2], { stride }).data).toEqual(Float32Array.of(9));
        expect(api.maxPool(matrix(), [2, 2], { stride, edge: "partial" }).data).toEqual(Float32Array.of(9));
        const plan = api.createPlan("max", { shape: [4, 8], dtype: "float32" }, [2, 2], { stride });
        plan.input.data.set(matrix().data);
        plan.run();
        expect(plan.output.data).toEqual(Float32Array.of(9));
        plan.dispose();
      }
    }
  });
});

describe("axes", () => {
  test.each([0, "0,1", null, true, {}, Symbol("axes"), () => [0], 1n].map((value) => ({ value })))(
    "$value",
    ({ value }) => {
      refusedEverywhere(Object.keys(WINDOWED), 2, { axes: value }, type("axes", /must be an array of axis numbers/));
      for (const { api } of BUILDS) {
        expectRefused(() => api.globalPool("max", matrix(), { axes: value as Loose }), type("axes"));
        goodCallWorks(api);
      }
    },
  );

  test("that are not there, not whole, not numbers, or named twice", () => {
    const rows: readonly (readonly [unknown[], Refusal])[] = [
      [[], range("axes", /names 0 axes/)],
      [[0, 1, 0], range("axes", /names 3 axes/)],
      [[2], range("axes[0]", /from -2 to 1 for the input \[4, 8\], got 2/)],
      [[0, -3], range("axes[1]", /got -3/)],
      [[0.5], range("axes[0]", /got 0.5/)],
      [[Number.NaN], range("axes[0]")],
      [[Infinity], range("axes[0]")],
      [[2 ** 31], range("axes[0]")],
      [[2 ** 53], range("axes[0]")],
      [["0"], type("axes[0]", /got "0"/)],
      [[null], type("axes[0]")],
      [[undefined], type("axes[0]")],
      [[0, true], type("axes[1]")],
      [[0n], type("axes[0]")],
      [[0, 0], range("axes[1]", /names axis 0 twice/)],
      [[0, -2], range("axes[1]", /names axis 0 twice/)],
      [[-0, 0], range("axes[1]", /twice/)],
    ];
    for (const [axes, refusal] of rows) {
      refusedEverywhere(Object.keys(WINDOWED), 2, { axes }, refusal);
      for (const { api } of BUILDS)
        expectRefused(() => api.globalPool("max", matrix(), { axes: axes as number[] }), refusal);
    }
  });
});

describe("words", () => {
  const rows: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["edge", Object.keys(WINDOWED), /edge must be "trim", "partial" or "exact", got/],
    ["round", [...POOLING, "createPlan"], /round must be "half-up", "half-even", "trunc" or "floor", got/],
  ];
  test.each(rows)("%s", (option, names, message) => {
    for (const word of ["", "Trim", "ceil", "toString", "__proto__", "half_up"]) {
      refusedEverywhere(names, 2, { [option]: word }, range(option, message));
    }
    for (const value of [null, 1, true, {}, ["trim"], Symbol("trim")]) {
      refusedEverywhere(names, 2, { [option]: value }, type(option, message));
    }
  });

  test("dtype", () => {
    const names = [...POOLING, "createPlan"];
    for (const word of ["", "float", "Int8", "float128", "toString", "__proto__", "constructor", "hasOwnProperty"]) {
      refusedEverywhere(
        names,
        2,
        { dtype: word },
        range("dtype", /must be one of int8, .*float64.*, got/, "unknown-dtype"),
      );
    }
    for (const value of [null, 1, true, {}, ["int8"], Int8Array]) {
      refusedEverywhere(names, 2, { dtype: value }, type("dtype", undefined, "unknown-dtype"));
    }
    refusedEverywhere(names, 2, { dtype: "float16" }, range("dtype", /not available/, "not-available"));
  });

  test('edge: "exact" with something left over', () => {
    const refusal = range("edge", /\(2 - 1\) \* 3 \+ 3 = 6 of 8/, "shape-mismatch");
    refusedEverywhere(Object.keys(WINDOWED), [2, 3], { edge: "exact" }, refusal);
    refusedEverywhere(
      Object.keys(WINDOWED),
      [2, 1],
      { edge: "exact", stride: [2, 2] },
      range("edge", /7 of 8/, "shape-mismatch"),
    );
  });
});

describe("options", () => {
  test.each([null, [], [2], "stride", 2, true, 2n, () => ({}), Symbol("options")].map((value) => ({ value })))(
    "as $value",
    ({ value }) => {
      const refusal = type("options", /must be an object such as \{ stride: 2 \}/);
      for (const { name, api } of BUILDS) {
        for (const call of Object.values(WINDOWED)) expectRefused(() => call(api, 2, value), refusal, name);
        expectRefused(() => api.globalPool("max", matrix(), value as Loose), refusal, name);
        goodCallWorks(api);
      }
    },
  );

  test("unknown ones, with a suggestion where one is near", () => {
    const rows: readonly (readonly [string, RegExp])[] = [
      ["strides", /unknown option "strides"; did you mean stride\?/],
      ["Stride", /did you mean stride\?/],
      ["axis", /did you mean axes\?/],
      ["edges", /did you mean edge\?/],
      ["kernelSize", /unknown option "kernelSize"/],
      ["constructor", /unknown option "constructor"/],
      ["hasOwnProperty", /unknown option/],
    ];
    for (const [name, message] of rows) {
      const refusal = { ...type(name, message, "unknown-option"), got: name };
      refusedEverywhere(Object.keys(WINDOWED), 2, { [name]: 1 }, refusal);
      const anywhere = { ...type(name, undefined, "unknown-option"), got: name };
      for (const { api } of BUILDS)
        expectRefused(() => api.globalPool("max", matrix(), { [name]: 1 } as Loose), anywhere);
    }
    const own = JSON.parse('{ "__proto__": 2 }') as Record<string, unknown>;
    for (const { api } of BUILDS)
      expectRefused(() => api.maxPool(matrix(), 2, own), {
        ...type("__proto__", undefined, "unknown-option"),
        got: "__proto__",
      });
  });

  test("names without a near one get no suggestion", () => {
    for (const { api } of BUILDS) {
      expect(() => api.maxPool(matrix(), 2, { banana: 1 } as Loose)).toThrow(
        /^(?!.*did you mean).*unknown option "banana"/,
      );
    }
  });

  test.each(["fill", "padMode", "nan", "nodata", "mask", "minCount", "indices", "p", "ddof", "interpolation"])(
    "%s is refused by name until it is built",
    (name) => {
      const refusal = { ...type(name, /not available in this version/, "not-available"), got: name };
      refusedEverywhere(Object.keys(WINDOWED), 2, { [name]: 1 }, refusal);
      for (const { api } of BUILDS)
        expectRefused(() => api.globalPool("max", matrix(), { [name]: 1 } as Loose), refusal);
    },
  );

  test("that another function takes", () => {
    const rows: readonly (readonly [string, string])[] = [
      ["windows", "dtype"],
      ["windows", "round"],
      ["windows", "out"],
      ["outputShape", "dtype"],
      ["outputShape", "out"],
      ["createPlan", "out"],
    ];
    for (const [name, option] of rows) {
      const message = new RegExp(`option ${option} has no meaning for ${name}; ${name} takes `);
      refusedEverywhere([name], 2, { [option]: 1 }, { ...type(option, message, "unknown-option"), got: name });
    }
    for (const option of ["stride", "padding", "dilation", "edge"]) {
      for (const { api } of BUILDS) {
        const message = /has no meaning for globalPool/;
        expectRefused(() => api.globalPool("max", matrix(), { [option]: 1 } as Loose), {
          ...type(option, message, "unknown-option"),
          got: "globalPool",
        });
      }
    }
  });

  test("undefined means that an option is not given; a name that is none stays one", () => {
    const known = ["stride", "axes", "edge", "dtype", "round", "out", "padding", "dilation", "countPadding", "divisor"];
    for (const { api } of BUILDS) {
      const nothing = Object.fromEntries(known.map((name) => [name, undefined]));
      expect((api.maxPool(matrix(), 2, nothing as Loose) as NdArray).data).toEqual(api.maxPool(matrix(), 2).data);
      const banana = { ...type("banana", undefined, "unknown-option"), got: "banana" };
      expectRefused(() => api.maxPool(matrix(), 2, { banana: undefined } as Loose), banana);
    }
  });
});

describe("padding", () => {
  const PADDED = Object.keys(WINDOWED).filter((name) => name !== "windows");
  const what = /must be a non-negative integer/;

  test("that is none", () => {
    for (const value of [-1, -0.5, 1.5, Number.NaN, Infinity, 2 ** 53]) {
      refusedEverywhere(PADDED, 2, { padding: value }, range("padding", what));
      refusedEverywhere(PADDED, 2, { padding: [1, value] }, range("padding[1]", what));
      refusedEverywhere(PADDED, 2, { padding: [[0, value], 1] }, range("padding[0][1]", what));
      refusedEverywhere(PADDED, 2, { padding: [1, [value, 0]] }, range("padding[1][0]", what));
    }
    for (const value of [null, true, {}, Symbol("padding"), 1n, () => 1]) {
      refusedEverywhere(PADDED, 2, { padding: value }, type("padding", what));
      refusedEverywhere(PADDED, 2, { padding: [1, value] }, type("padding[1]"));
      refusedEverywhere(PADDED, 2, { padding: [[value, 1], 1] }, type("padding[0][0]"));
    }
    refusedEverywhere(PADDED, 2, { padding: ["1", 1] }, type("padding[0]"));
    refusedEverywhere(PADDED, 2, { padding: [undefined, 1] }, type("padding[0]"));
    for (const word of ["same2", "", "SAME", "full", "same_lower", "toString"]) {
      refusedEverywhere(PADDED, 2, { padding: word }, range("padding", /must be "valid", "same" or "same-lower"/));
    }
  });

  test("of the wrong count", () => {
    const wrong = (option: string): Refusal => range(option, /entries|pair/, "shape-mismatch");
    refusedEverywhere(PADDED, 2, { padding: [] }, wrong("padding"));
    refusedEverywhere(PADDED, 2, { padding: [1] }, wrong("padding"));
    refusedEverywhere(PADDED, 2, { padding: [[1, 1]] }, wrong("padding"));
    refusedEverywhere(PADDED, 2, { padding: [1, 1, 1, 1] }, wrong("padding"));
    refusedEverywhere(PADDED, 2, { padding: [[1], 1] }, wrong("padding[0]"));
    refusedEverywhere(PADDED, 2, { padding: [1, [1, 2, 3]] }, wrong("padding[1]"));
    refusedEverywhere(PADDED, 2, { padding: [1, []] }, wrong("padding[1]"));
  });

  test("views have none", () => {
    const refusal = { ...type("padding", /has no meaning for windows/, "unknown-option"), got: "windows" };
    refusedEverywhere(["windows"], 2, { padding: 1 }, refusal);
    refusedEverywhere(["windows"], 2, { padding: "same" }, refusal);
  });

  test("and spans whose sums are no longer exact", () => {
    const large = (option: string): Refusal => ({ ...range(option, /more than 2\^53 - 1/, "too-large"), got: "spans" });
    refusedEverywhere(["pool", "outputShape"], 2, { padding: 2 ** 53 - 1 }, large("padding"));
    refusedEverywhere(["pool", "outputShape"], 3, { dilation: 2 ** 53 - 1 }, large("window"));
    refusedEverywhere(["pool", "outputShape"], [2 ** 52, 2 ** 52], { dilation: 4 }, large("window"));
  });
});

describe("dilation", () => {
  test.each(NO_COUNTS)("%s", (value) => {
    refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: value }, range("dilation", /must be a positive integer/));
    refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: [value, 1] }, range("dilation[0]"));
  });

  test("that is no number, of the wrong count, or too far for the input", () => {
    for (const value of ["2", null, true, {}, 2n]) {
      refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: value }, type("dilation"));
      refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: [1, value] }, type("dilation[1]"));
    }
    refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: [1] }, range("dilation", /1 entries/, "shape-mismatch"));
    const far = range("window", /with dilation 4 spans 5, which is larger than the input \[4, 8\] on axis 0/);
    refusedEverywhere(Object.keys(WINDOWED), 2, { dilation: 4 }, far);
  });
});

describe("countPadding and divisor", () => {
  const MEANS = [...POOLING, "createPlan"];
  test("that are none, whatever the op", () => {
    for (const value of [1, 0, "true", null, {}, []]) {
      refusedEverywhere(MEANS, 2, { countPadding: value }, type("countPadding", /must be true or false/));
    }
    for (const value of [0, -0, Number.NaN, Infinity, -Infinity]) {
      refusedEverywhere(MEANS, 2, { divisor: value }, range("divisor", /must be a finite number other than 0/));
    }
    for (const value of ["2", null, true, {}, [4], 4n]) {
      refusedEverywhere(MEANS, 2, { divisor: value }, type("divisor", /must be a finite number other than 0/));
    }
  });
});

describe("adaptivePool", () => {
  const refused = (outputShape: unknown, options: Options, refusal: Refusal): void => {
    for (const { name, api } of BUILDS) {
      const out = { data: Float32Array.of(7, 7, 7, 7), shape: [2, 2] };
      const call = () => api.adaptivePool("max", matrix(), outputShape as Loose, { ...options, out } as Loose);
      expectRefused(call, refusal, name);
      expect(out.data).toEqual(Float32Array.of(7, 7, 7, 7));
      expect(api.adaptivePool("max", matrix(), [2, 2]).data).toEqual(Float32Array.of(11, 15, 27, 31));
    }
  };
  test("shapes that no result can have", () => {
    for (const value of NO_COUNTS) {
      refused(value, {}, range("outputShape", /must be a positive integer/));
      refused([2, value], {}, range("outputShape[1]"));
    }
    for (const value of ["2", null, undefined, true, {}, 2n]) {
      refused(value, {}, type("outputShape"));
      refused([value, 2], {}, type("outputShape[0]"));
    }
    const count = (got: string): Refusal => ({ ...range("outputShape", undefined, "shape-mismatch"), got });
    refused([], {}, count("0 entries"));
    refused([2, 2, 2], {}, count("3 entries"));
    refused([2, 2], { axes: [0] }, count("2 entries"));
    refused(new Array(2 ** 32 - 1), {}, { ...range("outputShape"), got: "4294967295" });
  });
  test("options that say where windows lie", () => {
    for (const option of ["stride", "padding", "dilation", "edge"]) {
      refused(
        2,
        { [option]: 1 },
        { ...type(option, /has no meaning for adaptivePool/, "unknown-option"), got: "adaptivePool" },
      );
    }
  });
});

describe("op", () => {
  const calls: Record<string, (api: Stridepool, op: Loose) => unknown> = {
    pool: (api, op) => api.pool(op, matrix(), 2),
    globalPool: (api, op) => api.globalPool(op, matrix()),
    createPlan: (api, op) => api.createPlan(op, { shape: [4, 8], dtype: "float32" }, 2),
  };
  const refused = (op: unknown, refusal: Refusal): void => {
    for (const { name: build, api } of BUILDS) {
      for (const [name, call] of Object.entries(calls))
        expectRefused(() => call(api, op), refusal, `${name} [${build}]`);
      goodCallWorks(api);
    }
  };

  test("unknown ones, with a suggestion where one is near", () => {
    refused("maxx", range("op", /did you mean "max"\?/, "unknown-op"));
    refused("Max", range("op", /did you mean "max"\?/, "unknown-op"));
    refused("means", range("op", /did you mean "mean"\?/, "unknown-op"));
    refused("average", range("op", /must be "max", "min", "mean" or "sum", got "average"/, "unknown-op"));
    for (const op of ["", "toString", "constructor", "__proto__"])
      refused(op, range("op", /^(?!.*did you mean)/, "unknown-op"));
    for (const op of [undefined, null, 1, {}, ["max"], Symbol("max"), 1n])
      refused(op, type("op", undefined, "unknown-op"));
  });

  test("known ones that are not built yet", () => {
    const later = [
      "prod",
      "lp",
      "rms",
      "median",
      "mode",
      "var",
      "std",
      "range",
      "any",
      "all",
      "count",
      "first",
      "argmax",
      "argmin",
    ];
    for (const op of later) refused(op, type("op", /not available in this version/, "not-available"));
    refused(() => 0, { ...type("op", /not available/, "not-available"), got: "a reducer function" });
  });
});

/** Every function that takes any input form. */
const WITH_INPUT: Record<string, (api: Stridepool, input: Loose) => unknown> = {
  pool: (api, input) => api.pool("sum", input, 1),
  maxPool: (api, input) => api.maxPool(input, 1),
  minPool: (api, input) => api.minPool(input, 1),
  meanPool: (api, input) => api.meanPool(input, 1),
  avgPool: (api, input) => api.avgPool(input, 1),
  sumPool: (api, input) => api.sumPool(input, 1),
  globalPool: (api, input) => api.globalPool("max", input),
  windows: (api, input) => api.windows(input, 1),
  adaptivePool: (api, input) => api.adaptivePool("max", input, 1),
  asStrided: (api, input) => api.asStrided(input, { shape: [1] }),
};
const WITH_ARRAY: Record<string, readonly [string, (api: Stridepool, input: Loose) => unknown]> = {
  byteStrides: ["view", (api, input) => api.byteStrides(input)],
  toNested: ["array", (api, input) => api.toNested(input)],
};

function refusedInput(input: () => unknown, refusal: Refusal): void {
  for (const { name: build, api } of BUILDS) {
    for (const [name, call] of Object.entries(WITH_INPUT))
      expectRefused(() => call(api, input()), refusal, `${name} [${build}]`);
    for (const [name, [argument, call]] of Object.entries(WITH_ARRAY)) {
      const renamed = { ...refusal, option: refusal.option.replace(/^input/, argument) };
      if (refusal.message)
        Object.assign(renamed, { message: new RegExp(refusal.message.source.replaceAll("input", argument)) });
      expectRefused(() => call(api, input()), renamed, `${name} [${build}]`);
    }
    goodCallWorks(api);
  }
}

const eight = () => new Float32Array(8);

describe("input", () => {
  test.each(
    [
      undefined,
      null,
      1,
      "x",
      true,
      1n,
      Symbol("input"),
      () => [[1]],
      {},
      new Map(),
      new Date(0),
      new ArrayBuffer(8),
    ].map((value) => ({ value })),
  )("$value", ({ value }) => {
    refusedInput(() => value, type("input", /must be \{ data, shape \}, .* or nested arrays of numbers, got/));
  });

  test("a bare typed array says what it lacks", () => {
    refusedInput(() => eight(), type("input", /a bare typed array has no shape/));
    refusedInput(() => ({ data: eight() }), type("input"));
    refusedInput(() => ({ data: eight(), info: null }), type("input"));
  });

  test.each([
    ["a DataView", () => new DataView(new ArrayBuffer(8))],
    ["an ArrayBuffer", () => new ArrayBuffer(8)],
    ["a plain array", () => [1, 2, 3, 4, 5, 6, 7, 8]],
    ["a plain object", () => ({ length: 8, 0: 1 })],
    ["a proxied typed array", () => new Proxy(eight(), {})],
    ["an object that inherits from a typed array", () => Object.create(eight())],
    ["something that calls itself one", () => ({ [Symbol.toStringTag]: "Float32Array", length: 8 })],
    ["a string", () => "12345678"],
    ["null", () => null],
    ["nothing", () => undefined],
    ["a number", () => 8],
  ])("data that is %s", (_, data) => {
    const refusal = { ...type("input.data", /must be a typed array \(Int8Array, .*\), got/), got: "got" };
    refusedInput(() => ({ data: data(), shape: [2, 4] }), refusal);
    refusedInput(() => ({ data: data(), dims: [2, 4] }), refusal);
    refusedInput(() => ({ data: data(), shape: [2, 4], stride: [4, 1] }), refusal);
    refusedInput(() => ({ data: data(), width: 4, height: 2 }), refusal);
    refusedInput(() => ({ data: data(), info: { width: 4, height: 2, channels: 1 } }), refusal);
  });

  test("float16, stated or held", () => {
    const stated = { ...type("input.data", /float16.*not available/, "not-available"), got: "a Uint16Array" };
    refusedInput(() => ({ data: new Uint16Array(8), shape: [2, 4], dtype: "float16" }), stated);
  });

  test("shapes that are no shapes", () => {
    for (const name of ["shape", "dims"]) {
      const given = (shape: unknown) => () => ({ data: eight(), [name]: shape });
      for (const value of [null, "2,4", 8, true, {}, Symbol("shape"), 8n]) {
        refusedInput(given(value), type(`input.${name}`, /must be an array of extents/));
      }
      for (const extent of [-1, -8, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 53]) {
        refusedInput(given([2, extent]), range(`input.${name}[1]`, /must be a non-negative integer/));
      }
      for (const extent of ["4", null, undefined, true, 4n, {}, [4]]) {
        refusedInput(given([2, extent]), type(`input.${name}[1]`, /must be a non-negative integer/));
      }
      refusedInput(given([]), { ...range(`input.${name}`, /1 to 64 axes/), got: "got 0" });
      refusedInput(given(new Array(65).fill(1)), { ...range(`input.${name}`, /64/), got: "65" });
      refusedInput(given(new Array(2 ** 32 - 1)), { ...range(`input.${name}`, /64/), got: "4294967295" });
    }
  });

  test("shapes whose product overflows", () => {
    for (const shape of [
      [2 ** 27, 2 ** 27],
      [2 ** 53 - 1, 2],
      [2 ** 32, 2 ** 32, 2 ** 32],
      new Array(64).fill(2 ** 50),
      [0, 2 ** 30, 2 ** 30],
    ]) {
      const refusal = {
        ...range("input.shape", /holds more than 2\^53 - 1 elements/, "too-large"),
        got: String(shape[0]),
      };
      refusedInput(() => ({ data: eight(), shape }), refusal);
      refusedInput(() => ({ data: eight(), shape, stride: shape.map(() => 0), offset: 0 }), refusal);
    }
  });

  test("data shorter or longer than the shape", () => {
    const short = {
      ...range("input.data", /input\.data has 8 elements, but shape \[3, 3\] needs 3 \* 3 = 9/, "shape-mismatch"),
      got: "8 elements",
    };
    const long = {
      ...range(
        "input.data",
        /8 elements, but shape \[2, 3\] needs 2 \* 3 = 6; pass a subarray, or say where to start with offset/,
        "shape-mismatch",
      ),
      got: "8",
    };
    for (const name of ["shape", "dims"]) {
      refusedInput(() => ({ data: eight(), [name]: [3, 3] }), short);
      refusedInput(() => ({ data: eight(), [name]: [2, 3] }), long);
    }
    refusedInput(() => ({ data: eight(), shape: [0, 4] }), {
      ...long,
      message: /8 elements, but shape \[0, 4\] needs 0 \* 4 = 0/,
    });
    const image = {
      ...range("input.data", /not a whole number of channels for 3 x 2 pixels/, "shape-mismatch"),
      got: "8 elements",
    };
    refusedInput(() => ({ data: eight(), width: 3, height: 2 }), image);
    refusedInput(() => ({ data: eight(), info: { width: 3, height: 2 } }), image);
    refusedInput(() => ({ data: eight(), width: 2, height: 2, channels: 3 }), {
      ...short,
      message: /needs 2 \* 2 \* 3 = 12/,
    });
    refusedInput(() => ({ data: new Uint8Array(0), width: 2, height: 2 }), {
      ...image,
      message: /0 elements/,
      got: "0 elements",
    });
  });

  test("with a stride or an offset longer data is welcome, and only the bounds count", () => {
    for (const { api } of BUILDS) {
      const data = Float32Array.from({ length: 20 }, (_, i) => i);
      expect(api.maxPool({ data, shape: [2, 2], offset: 0 }, 2).data).toEqual(Float32Array.of(3));
      expect(api.maxPool({ data, shape: [2, 2], stride: [2, 1] }, 2).data).toEqual(Float32Array.of(3));
      expect(api.maxPool({ data, shape: [2, 2], strides: [10, 1], offset: 8 }, 2).data).toEqual(Float32Array.of(19));
    }
  });

  test("strides that are no strides", () => {
    for (const name of ["stride", "strides"]) {
      const given = (stride: unknown) => () => ({ data: eight(), shape: [2, 4], [name]: stride });
      for (const value of ["4,1", 4, true, {}, Symbol("stride"), null]) {
        refusedInput(given(value), type(`input.${name}`, /must be an array of element distances/));
      }
      refusedInput(given([4]), range(`input.${name}`, /1 entries for the 2 axes/, "shape-mismatch"));
      refusedInput(given([8, 4, 1]), range(`input.${name}`, /3 entries/, "shape-mismatch"));
      for (const step of [1.5, Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)]) {
        refusedInput(given([4, step]), range(`input.${name}[1]`, /must be an integer/));
      }
      for (const step of ["1", null, undefined, true, 1n, {}]) {
        refusedInput(given([4, step]), type(`input.${name}[1]`, /must be an integer/));
      }
      refusedInput(given(new Array(2 ** 32 - 1)), {
        ...range(`input.${name}`, /at most 64 entries/),
        got: "4294967295",
      });
    }
    const both = () => ({ data: eight(), shape: [2, 4], stride: [4, 1], strides: [1, 2] });
    refusedInput(both, range("input.strides", /both stride \[4, 1\] and strides \[1, 2\]/, "shape-mismatch"));
  });

  test("offsets that are no offsets", () => {
    const given = (offset: unknown) => () => ({ data: eight(), shape: [2, 2], offset });
    for (const offset of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
      refusedInput(given(offset), range("input.offset", /must be a non-negative integer/));
    }
    for (const offset of ["0", null, true, 0n, {}, [0]]) refusedInput(given(offset), type("input.offset"));
  });

  test("strides and offsets that reach outside, at both ends", () => {
    const rows: readonly (readonly [readonly number[], readonly number[], number, string])[] = [
      [[2, 4], [5, 1], 0, "0 to 8"],
      [[2, 4], [4, 1], 1, "1 to 8"],
      [[2, 2], [1, 1], 8, "8 to 10"],
      [[2, 4], [-4, 1], 0, "-4 to 3"],
      [[2, 4], [4, -1], 2, "-1 to 6"],
      [[2, 4], [-4, -1], 6, "-1 to 6"],
      [[2, 2], [2 ** 52, 1], 0, "0 to 4503599627370497"],
      [[2, 2], [-(2 ** 52), 1], 0, "-4503599627370496 to 1"],
      [[3, 3], [2 ** 53 - 1, -(2 ** 53 - 1)], 0, "to"],
      [[1], [1], 8, "8 to 8"],
      [[1], [1], 2 ** 53 - 1, "9007199254740991"],
    ];
    for (const [shape, stride, offset, reach] of rows) {
      const refusal = {
        ...range("input.stride", /reaches elements .*, but its data has 8/, "out-of-bounds"),
        got: reach,
      };
      refusedInput(() => ({ data: eight(), shape, stride, offset }), refusal);
    }
    refusedInput(() => ({ data: eight(), shape: [2, 4], offset: 1 }), {
      ...range("input.stride", undefined, "out-of-bounds"),
      got: "1 to 8",
    });
  });

  test("images that are no images", () => {
    for (const where of ["input", "input.info"]) {
      const given = (image: object) => () =>
        where === "input" ? { data: eight(), ...image } : { data: eight(), info: image };
      for (const width of [-1, 1.5, Number.NaN, Infinity, 2 ** 53]) {
        refusedInput(given({ width, height: 2 }), range(`${where}.width`));
        refusedInput(given({ width: 4, height: width }), range(`${where}.height`));
        refusedInput(given({ width: 4, height: 2, channels: width }), range(`${where}.channels`));
      }
      for (const width of ["4", null, true, {}, 4n]) {
        refusedInput(given({ width, height: 2 }), type(`${where}.width`));
        refusedInput(given({ width: 4, height: width }), type(`${where}.height`));
        refusedInput(given({ width: 4, height: 2, channels: width }), type(`${where}.channels`));
      }
      refusedInput(given({ width: 4, height: 2, channels: 0 }), range(`${where}.channels`));
      refusedInput(given({ width: 4 }), type(`${where}.height`));
      refusedInput(given({ height: 2 }), type(`${where}.width`));
      refusedInput(given({ width: 2 ** 30, height: 2 ** 30, channels: 1 }), {
        ...range(where, undefined, "too-large"),
        got: "1073741824",
      });
    }
    refusedInput(() => ({ data: eight(), info: {} }), type("input.info.width"));
    for (const { api } of BUILDS) {
      expectRefused(() => api.maxPool({ data: eight(), width: 4, height: 2 }, [2]), {
        ...range("window", /pooled over its axes \[0, 1\]/, "shape-mismatch"),
        got: "1 entry",
      });
    }
  });

  test("nested arrays that are ragged, empty or mixed", () => {
    const ragged = (message: RegExp, got: string): Refusal => ({ ...range("input", message, "ragged"), got });
    refusedInput(() => [], ragged(/input is an empty array/, "empty"));
    refusedInput(() => [[]], ragged(/input\[0\] is an empty array/, "empty"));
    refusedInput(() => [[], []], ragged(/empty/, "empty"));
    refusedInput(() => [[1, 2], [3]], ragged(/input\[1\] has 1 where the first of its level has 2/, "has 1"));
    refusedInput(() => [[1], [2, 3]], ragged(/input\[1\] has 2/, "has 2"));
    refusedInput(() => [[1, 2], 3], ragged(/input\[1\] is 3/, "3"));
    refusedInput(() => [[[1], [2]], [[3]]], ragged(/input\[1\] has 1/, "has 1"));
    refusedInput(
      () => [
        [[1], [2]],
        [[3], 4],
      ],
      ragged(/input\[1\]\[1\] is 4/, "4"),
    );
    refusedInput(() => [[1, [2]]], type("input", /input\[0\]\[1\] must be a number, got \[2\]/, "ragged"));
    for (const value of ["1", null, undefined, true, {}, 1n]) {
      refusedInput(() => [[1, value]], type("input", /input\[0\]\[1\] must be a number/));
    }
    refusedInput(() => [["1", 2]], type("input", /input\[0\]\[0\] must be a number, got "1"/));
    // biome-ignore lint/suspicious/noSparseArray: a hole is a missing entry
    refusedInput(() => [[1, , 3]], type("input", /got undefined/));
    refusedInput(() => [Float32Array.of(1, 2)], type("input"));
    let deep: unknown = [1];
    for (let i = 0; i < 64; i++) deep = [deep];
    refusedInput(() => deep, ragged(/nested more than 64 deep/, "64"));
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    refusedInput(() => cyclic, ragged(/nested more than 64 deep/, "64"));
  });

  test("nested arrays of absurd length are refused by this package, not by the runtime", () => {
    for (const { api } of BUILDS) {
      const absurd = new Array(2 ** 32 - 1) as number[];
      absurd[0] = 1;
      expect(() => api.maxPool(absurd, 1)).toThrow(expect.objectContaining({ name: "StridepoolError" }));
      goodCallWorks(api);
    }
  });
});

describe("buffers that go away", () => {
  const detached = (): Float32Array => {
    const data = eight();
    structuredClone(data.buffer, { transfer: [data.buffer] });
    return data;
  };
  const gone: Refusal = { ...type("input.data", /detached/, "detached"), got: "detached" };

  test("detached before the call", () => {
    refusedInput(() => ({ data: detached(), shape: [2, 4] }), gone);
    refusedInput(() => ({ data: detached(), shape: [2, 4], stride: [4, 1] }), gone);
    refusedInput(() => ({ data: detached(), dims: [2, 4] }), gone);
    refusedInput(() => ({ data: detached(), width: 4, height: 2 }), gone);
  });

  test("detached by a getter in the middle of the call", () => {
    const transfer = (data: Float32Array) => structuredClone(data.buffer, { transfer: [data.buffer] });
    for (const { api } of BUILDS) {
      const data = eight();
      const byShape = {
        data,
        get shape() {
          transfer(data);
          return [2, 4];
        },
      };
      expectRefused(() => api.maxPool(byShape, 2), gone);

      const second = eight();
      const out = {
        get data() {
          transfer(second);
          return new Float32Array(2);
        },
        shape: [1, 2],
      };
      expectRefused(() => api.maxPool({ data: second, shape: [2, 4] }, 2, { out }), gone);
      expectRefused(() => api.maxPool({ data: second, shape: [2, 4], stride: [4, 1] }, 2, { out }), gone);

      const third = eight();
      const window = new Proxy([2, 2], {
        get(list, key, self) {
          if (key === "1" && third.length > 0) transfer(third);
          return Reflect.get(list, key, self);
        },
      });
      expectRefused(() => api.maxPool({ data: third, shape: [2, 4] }, window), gone);

      const written = new Float32Array(2);
      const self = {
        data: written,
        get shape() {
          transfer(written);
          return [1, 2];
        },
      };
      expectRefused(() => api.maxPool({ data: eight(), shape: [2, 4] }, 2, { out: self }), {
        ...gone,
        option: "out.data",
      });
      goodCallWorks(api);
    }
  });

  test("resizable ones that shrank below the view", () => {
    for (const { api } of BUILDS) {
      for (const length of [8, undefined]) {
        const buffer = new ArrayBuffer(32, { maxByteLength: 64 });
        const data = new Float32Array(buffer, 0, length);
        const input = { data, shape: [2, 4] };
        expect(api.maxPool(input, 2).data).toEqual(new Float32Array(2));
        buffer.resize(12);
        const refusal =
          length === 8
            ? { ...gone, message: /input\.data/, got: "data" }
            : { ...range("input.data", /3 elements/, "shape-mismatch"), got: "3" };
        expectRefused(() => api.maxPool(input, 2), refusal);
        const out = { data: new Float32Array(new ArrayBuffer(8, { maxByteLength: 16 })), shape: [1, 2] };
        expect(api.maxPool({ data: eight(), shape: [2, 4] }, 2, { out })).toBe(out);
        (out.data.buffer as ArrayBuffer).resize(4);
        expectRefused(() => api.maxPool({ data: eight(), shape: [2, 4] }, 2, { out }), {
          ...range("out.data", undefined, "shape-mismatch"),
          got: "1",
        });
        goodCallWorks(api);
      }
    }
  });

  test("resizable ones that shrink in the middle of the call", () => {
    for (const { api } of BUILDS) {
      for (const length of [8, undefined]) {
        const buffer = new ArrayBuffer(32, { maxByteLength: 64 });
        const data = new Float32Array(buffer, 0, length);
        const out = {
          get data() {
            buffer.resize(16);
            return new Float32Array(2);
          },
          shape: [1, 2],
        };
        let error: unknown;
        try {
          api.maxPool({ data, shape: [2, 4] }, 2, { out });
        } catch (thrown) {
          error = thrown;
        }
        expect(error).toMatchObject({ name: "StridepoolError" });
        goodCallWorks(api);
      }
    }
  });
});

describe("out", () => {
  const input = () => ({ data: Float32Array.from({ length: 32 }, (_, i) => i), shape: [4, 8] });

  /** Refused by every form of pooling, with no byte of the buffer changed. */
  function refusedOut(out: unknown, refusal: Refusal, from: Loose = input()): void {
    const data = (out as { data?: unknown } | null)?.data;
    const before = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer).slice() : undefined;
    for (const { name, api } of BUILDS) {
      for (const call of [
        () => api.pool("max", from, 2, { out: out as Loose }),
        () => api.maxPool(from, 2, { out: out as Loose }),
        () => api.minPool(from, 2, { out: out as Loose }),
        () => api.meanPool(from, 2, { out: out as Loose }),
        () => api.sumPool(from, 2, { out: out as Loose }),
      ]) {
        expectRefused(call, refusal, name);
      }
      goodCallWorks(api);
    }
    if (before !== undefined) expect(new Uint8Array((data as DataView).buffer)).toEqual(before);
  }

  test("that is no array", () => {
    for (const out of [null, 1, "x", true, {}, Symbol("out"), new Float32Array(8)])
      refusedOut(out, type("out", /out must be/));
    refusedOut([[0]], { ...type("out", /got nested arrays/), got: "nested arrays" });
    refusedOut({ data: [1, 2], shape: [2, 4] }, type("out.data"));
    refusedOut({ data: new Float32Array(8), shape: [2, "4"] }, type("out.shape[1]"));
    refusedOut({ data: new Float32Array(8), shape: [2, 4], offset: -1 }, range("out.offset"));
  });

  test("of another shape or dtype", () => {
    const shape = (got: string): Refusal => ({ ...range("out", /but the result has \[2, 4\]/, "shape-mismatch"), got });
    refusedOut({ data: new Float32Array(8), shape: [4, 2] }, shape("[4, 2]"));
    refusedOut({ data: new Float32Array(8), shape: [8] }, shape("[8]"));
    refusedOut({ data: new Float32Array(8), shape: [1, 2, 4] }, shape("[1, 2, 4]"));
    refusedOut({ data: new Float32Array(15), shape: [3, 5] }, shape("[3, 5]"));
    const dtype = (got: string): Refusal => ({ ...type("out", /but the result is float32/), got });
    refusedOut({ data: new Float64Array(8), shape: [2, 4] }, dtype("float64"));
    refusedOut({ data: new Int32Array(8), shape: [2, 4] }, dtype("int32"));
    refusedOut({ data: new BigInt64Array(8), shape: [2, 4] }, dtype("int64"));
    refusedOut(
      { data: new Float32Array(9), shape: [2, 4] },
      { ...range("out.data", /9 elements/, "shape-mismatch"), got: "9" },
    );
    refusedOut(
      { data: new Float32Array(8), shape: [2, 4], stride: [4, 2] },
      { ...range("out.stride", undefined, "out-of-bounds"), got: "0 to 10" },
    );
  });

  test("that overlaps itself", () => {
    const refusal = (got: string): Refusal => ({ ...range("out", /overlaps itself/, "overlap"), got });
    refusedOut({ data: new Float32Array(8), shape: [2, 4], stride: [0, 1] }, refusal("[0, 1]"));
    refusedOut({ data: new Float32Array(8), shape: [2, 4], stride: [1, 1] }, refusal("[1, 1]"));
    refusedOut({ data: new Float32Array(20), shape: [2, 4], stride: [3, 1] }, refusal("[3, 1]"));
    refusedOut({ data: new Float32Array(20), shape: [2, 4], stride: [-3, 1], offset: 5 }, refusal("[-3, 1]"));
    // 6 and 2 * 3 meet.
    refusedOut({ data: new Float32Array(20), shape: [2, 4], stride: [6, 2] }, refusal("[6, 2]"));
  });

  test("that overlaps the input", () => {
    const refusal: Refusal = { ...range("out", /overlaps the input/, "overlap"), got: "out" };
    const data = new Float32Array(64);
    refusedOut({ data, shape: [2, 4], stride: [8, 1] }, refusal, { data, shape: [4, 8], offset: 0 });
    refusedOut({ data, shape: [2, 4], offset: 31 }, refusal, { data, shape: [4, 8], offset: 0 });
    refusedOut({ data: data.subarray(10, 18), shape: [2, 4] }, refusal, { data: data.subarray(0, 32), shape: [4, 8] });
    // Another view of the same bytes, one byte of each shared.
    const bytes = new ArrayBuffer(256);
    refusedOut({ data: new Float32Array(bytes, 124, 8), shape: [2, 4] }, refusal, {
      data: new Float32Array(bytes, 0, 32),
      shape: [4, 8],
    });
    // Interleaved, but meeting in one element.
    refusedOut({ data, shape: [2, 4], stride: [8, 2], offset: 14 }, refusal, {
      data,
      shape: [4, 8],
      stride: [16, 2],
      offset: 0,
    });
  });

  test("that lies beside the input, or interleaved with it, is welcome", () => {
    for (const { api } of BUILDS) {
      const data = Float32Array.from({ length: 64 }, (_, i) => i);
      const beside = { data, shape: [2, 4], offset: 32 };
      expect(api.maxPool({ data, shape: [4, 8], offset: 0 }, 2, { out: beside })).toBe(beside);
      expect(Array.from(data.subarray(31, 41))).toEqual([31, 9, 11, 13, 15, 25, 27, 29, 31, 40]);

      const mixed = Float32Array.from({ length: 64 }, (_, i) => i);
      const odd = { data: mixed, shape: [2, 4], stride: [16, 2], offset: 1 };
      expect(api.maxPool({ data: mixed, shape: [4, 8], stride: [16, 2], offset: 0 }, 2, { out: odd })).toBe(odd);
      const expected = Float32Array.from({ length: 64 }, (_, i) => i);
      [18, 22, 26, 30, 50, 54, 58, 62].forEach((value, i) => {
        expected[1 + 16 * Math.floor(i / 4) + 2 * (i % 4)] = value;
      });
      expect(mixed).toEqual(expected);
      // The input's first and last elements lie on both sides of out.
      const around = { data: new Float32Array(20).fill(1), shape: [1, 2], offset: 8 };
      api.sumPool({ data: around.data, shape: [2, 4], stride: [16, 1], offset: 0 }, 2, { out: around });
      expect(Array.from(around.data)).toEqual(Array.from({ length: 20 }, (_, i) => (i === 8 || i === 9 ? 4 : 1)));
    }
  });

  test("of an extent of 1 may have any stride there", () => {
    for (const { api } of BUILDS) {
      const out = { data: new Float32Array(4), shape: [1, 4], stride: [0, 1] };
      expect(api.maxPool({ data: matrix().data.subarray(0, 16), shape: [2, 8] }, 2, { out }).data).toEqual(
        Float32Array.of(9, 11, 13, 15),
      );
    }
  });
});

describe("asStrided", () => {
  test("of what has no data", () => {
    for (const { api } of BUILDS) {
      for (const input of [undefined, null, 1, "x", true, Symbol("input"), new Float32Array(4)]) {
        expectRefused(() => api.asStrided(input as Loose, { shape: [1] }), type("input"));
      }
      for (const data of [undefined, null, [1, 2], new DataView(new ArrayBuffer(8)), new ArrayBuffer(8)]) {
        expectRefused(() => api.asStrided({ data, shape: [1] } as Loose, { shape: [1] }), {
          ...type("input.data"),
          got: "got",
        });
      }
      const data = new Float32Array(4);
      structuredClone(data.buffer, { transfer: [data.buffer] });
      const gone = { ...type("input.data", undefined, "detached"), got: "detached" };
      expectRefused(() => api.asStrided({ data, shape: [4] }, { shape: [1] }), gone);
      goodCallWorks(api);
    }
  });

  const refused = (layout: unknown, refusal: Refusal): void => {
    for (const { api } of BUILDS) {
      expectRefused(() => api.asStrided(matrix(), layout as Loose), refusal);
      goodCallWorks(api);
    }
  };
  test("layouts that are no layouts", () => {
    for (const layout of [undefined, null, 1, "x", true])
      refused(layout, type("layout", /must be an object \{ shape, stride, offset \}/));
    refused([4, 8], type("layout"));
    refused({}, type("shape"));
    refused({ shape: "2" }, type("shape"));
    refused({ shape: [2, -1] }, range("shape[1]"));
    refused({ shape: [] }, { ...range("shape"), got: "got 0" });
    refused({ shape: [2], stride: [1, 1] }, range("stride", undefined, "shape-mismatch"));
    refused({ shape: [2], stride: [0.5] }, range("stride[0]"));
    refused({ shape: [2], stride: null }, type("stride"));
    refused({ shape: [2], offset: -1 }, range("offset"));
    refused({ shape: [2], offset: "1" }, type("offset"));
    refused({ shape: [2], offset: null }, type("offset"));
    refused(
      { shape: [2], strides: [1] },
      { ...type("strides", /unknown option "strides"/, "unknown-option"), got: "strides" },
    );
    refused({ shape: [2 ** 30, 2 ** 30], stride: [0, 0] }, range("shape", undefined, "too-large"));
  });
  test("layouts that reach outside, at both ends", () => {
    for (const [layout, reach] of [
      [{ shape: [33] }, "0 to 32"],
      [{ shape: [32], offset: 1 }, "1 to 32"],
      [{ shape: [2, 2], stride: [31, 1] }, "0 to 32"],
      [{ shape: [2], stride: [-1] }, "-1 to 0"],
      [{ shape: [5, 2], stride: [8, -1] }, "-1 to 32"],
      [{ shape: [2], stride: [2 ** 53 - 1] }, "9007199254740991"],
    ] as const) {
      refused(layout, { ...range("stride", /its data has 32/, "out-of-bounds"), got: reach });
    }
  });
});

describe("outputShape, createPlan, alloc", () => {
  test("shapes that are no shapes", () => {
    for (const { api } of BUILDS) {
      const calls: readonly (readonly [string, (shape: Loose) => unknown])[] = [
        ["inputShape", (shape) => api.outputShape(shape, 1)],
        ["input.shape", (shape) => api.createPlan("max", { shape, dtype: "int8" }, 1)],
        ["shape", (shape) => api.alloc("int8", shape)],
      ];
      for (const [option, call] of calls) {
        for (const shape of [undefined, null, 8, "8", {}, true]) expectRefused(() => call(shape), type(option), option);
        for (const extent of [-1, 0.5, Number.NaN, Infinity, 2 ** 53])
          expectRefused(() => call([2, extent]), range(`${option}[1]`), option);
        for (const extent of ["2", null, undefined, 2n])
          expectRefused(() => call([2, extent]), type(`${option}[1]`), option);
        expectRefused(() => call([]), { ...range(option), got: "got 0" }, option);
        expectRefused(
          () => call([2 ** 30, 2 ** 30]),
          { ...range(option, undefined, "too-large"), got: "1073741824" },
          option,
        );
        goodCallWorks(api);
      }
    }
  });

  test("descriptions that are no descriptions", () => {
    for (const { api } of BUILDS) {
      for (const input of [undefined, null, 1, "x", [[1]]]) {
        expectRefused(
          () => api.createPlan("max", input as Loose, 1),
          type("input", /must be a description \{ shape, dtype \}/),
        );
      }
      expectRefused(() => api.createPlan("max", {} as Loose, 1), type("input.dtype", undefined, "unknown-dtype"));
      expectRefused(
        () => api.createPlan("max", { shape: [4] } as Loose, 1),
        type("input.dtype", undefined, "unknown-dtype"),
      );
      expectRefused(() => api.createPlan("max", { dtype: "int8" } as Loose, 1), type("input.shape"));
      expectRefused(
        () => api.createPlan("max", { shape: [4], dtype: "int" } as Loose, 1),
        range("input.dtype", undefined, "unknown-dtype"),
      );
      expectRefused(
        () => api.createPlan("max", { shape: [4], dtype: "float16" } as Loose, 1),
        range("input.dtype", undefined, "not-available"),
      );
      expectRefused(() => api.alloc("int" as Loose, [4]), range("dtype", undefined, "unknown-dtype"));
      expectRefused(() => api.alloc(Int8Array as Loose, [4]), type("dtype", undefined, "unknown-dtype"));
      goodCallWorks(api);
    }
  });
});

describe("results that no array can hold", () => {
  test("are refused as too large", () => {
    for (const { api } of BUILDS) {
      const one = { data: Float64Array.of(7), shape: [2 ** 20, 2 ** 20], stride: [0, 0] };
      expectRefused(() => api.maxPool(one, 1), { ...range("output", undefined, "too-large"), got: "1048576" });
      goodCallWorks(api);
    }
  });
});
