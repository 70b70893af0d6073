import { describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import { BUILDS } from "../support/builds.ts";
import { expectRefused, type Refusal, range, type } from "../support/refusal.ts";
import { matrix } from "./bad/row.ts";
import { FUNCTIONS, type Loose, type PublicFunction } from "./functions.ts";

/* Arrays that are none, in every form, wherever an array is taken. Every row runs on every build. */

type Call = (api: Stridepool, input: Loose) => unknown;

/** Whatever takes an array, and what it calls it. */
const CALLS: readonly (readonly [name: string, argument: string, call: Call])[] = [
  ...Object.entries(FUNCTIONS)
    .filter(([name, { takes }]) => takes.includes("input") && name !== "createPlan")
    .map(([name, fn]) => [name, "input", over(fn)] as const),
  ["asStrided", "input", (api, input) => api.asStrided(input, { shape: [1] })],
  ["byteStrides", "view", (api, input) => api.byteStrides(input)],
  ["toNested", "array", (api, input) => api.toNested(input)],
  ["a mask", "mask", (api, mask) => api.maxPool(matrix(), 2, { mask })],
  ["the mask of a plan", "mask", (api, mask) => api.createPlan("max", matrix(), 2, { mask })],
  ["positions", "indices", (api, indices) => api.maxUnpool(matrix(), indices, 2)],
];

function over({ op = "sum", call }: PublicFunction): Call {
  const indices = { data: new Int32Array(8), shape: [2, 4] };
  return (api, input) => call(api, { op, input, indices, window: 1 });
}

function goodCallWorks(api: Stridepool): void {
  expect(api.maxPool(matrix(), 2).data).toEqual(Float32Array.of(9, 11, 13, 15, 25, 27, 29, 31));
}

function refusedInput(input: () => unknown, refusal: Refusal): void {
  for (const { name: build, api } of BUILDS) {
    for (const [name, argument, call] of CALLS) {
      const message = refusal.message && new RegExp(refusal.message.source.replaceAll("input", argument));
      const renamed = {
        ...refusal,
        option: refusal.option.replace(/^input/, argument),
        ...(message && { message }),
      };
      expectRefused(() => call(api, input()), renamed, `${name} [${build}]`);
    }
    goodCallWorks(api);
  }
}

const eight = () => new Float32Array(8);

describe("input", () => {
  test.each(
    [null, 1, "x", true, 1n, Symbol("input"), () => [[1]], {}, new Map(), new Date(0), new ArrayBuffer(8)].map(
      (value) => ({ value }),
    ),
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

  test("float16, stated over what holds none", () => {
    const stated = type("input.data", /must be a Float16Array, or a Uint16Array of bits, where float16 is stated, got/);
    for (const data of [eight(), new Int16Array(8), new Uint8Array(8), new Float64Array(8), new BigUint64Array(8)]) {
      const refusal = { ...stated, got: `a ${data.constructor.name}` };
      refusedInput(() => ({ data, shape: [2, 4], dtype: "float16" }), refusal);
      refusedInput(() => ({ data, shape: [2, 4], stride: [4, 1], dtype: "float16" }), refusal);
      refusedInput(() => ({ data, dims: [2, 4], type: "float16" }), refusal);
      refusedInput(() => ({ data, width: 4, height: 2, dtype: "float16" }), refusal);
    }
    refusedInput(() => ({ data: [1, 2], shape: [2], dtype: "float16" }), { ...stated, got: "got" });
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

describe("buffers that went away before the call", () => {
  const detached = (): Float32Array => {
    const data = eight();
    structuredClone(data.buffer, { transfer: [data.buffer] });
    return data;
  };
  const gone: Refusal = { ...type("input.data", /detached/, "detached"), got: "detached" };

  test("transferred elsewhere", () => {
    refusedInput(() => ({ data: detached(), shape: [2, 4] }), gone);
    refusedInput(() => ({ data: detached(), shape: [2, 4], stride: [4, 1] }), gone);
    refusedInput(() => ({ data: detached(), dims: [2, 4] }), gone);
    refusedInput(() => ({ data: detached(), width: 4, height: 2 }), gone);
    refusedInput(() => ({ data: detached(), width: 4, height: 2, channels: 1 }), gone);
    refusedInput(() => ({ data: detached(), info: { width: 4, height: 2, channels: 1 } }), gone);
  });

  test("resized below the view", () => {
    const shrunk = (length: number | undefined) => {
      const buffer = new ArrayBuffer(32, { maxByteLength: 64 });
      const data = new Float32Array(buffer, 0, length);
      buffer.resize(12);
      return data;
    };
    refusedInput(() => ({ data: shrunk(8), shape: [2, 4] }), gone);
    refusedInput(() => ({ data: shrunk(8), shape: [2, 4], offset: 0 }), gone);
    // What tracks its buffer's length is a shorter array now.
    const short = { ...range("input.data", /3 elements/, "shape-mismatch"), got: "3" };
    refusedInput(() => ({ data: shrunk(undefined), shape: [2, 4] }), short);
    refusedInput(() => ({ data: shrunk(undefined), shape: [2, 4], offset: 0 }), {
      ...range("input.stride", /its data has 3/, "out-of-bounds"),
      got: "0 to 7",
    });
  });
});

describe("the description of a plan's input", () => {
  const refused = (input: Loose, refusal: Refusal): void => {
    for (const { name, api } of BUILDS) {
      expectRefused(() => api.createPlan("max", input, 1), refusal, name);
      goodCallWorks(api);
    }
  };

  test("that is none", () => {
    for (const input of [undefined, null, 1, "x", true, [[1]], Symbol("input"), () => ({})]) {
      refused(input, type("input", /must be a description \{ shape, dtype \}/));
    }
    const dtype = type("input.dtype", /must be one of int8, .*float16/, "unknown-dtype");
    refused({}, dtype);
    refused({ shape: [4] }, dtype);
    for (const name of [null, 1, Int8Array, ["int8"]]) refused({ shape: [4], dtype: name }, dtype);
    for (const name of ["int", "", "INT8", "toString", "__proto__"]) {
      refused({ shape: [4], dtype: name }, range("input.dtype", undefined, "unknown-dtype"));
    }
  });

  test("of a shape that is none", () => {
    const given = (shape: unknown) => ({ shape, dtype: "int8" });
    for (const shape of [undefined, null, 8, "8", {}, true]) refused(given(shape), type("input.shape"));
    for (const extent of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) refused(given([2, extent]), range("input.shape[1]"));
    for (const extent of ["2", null, undefined, 2n]) refused(given([2, extent]), type("input.shape[1]"));
    refused(given([]), { ...range("input.shape"), got: "got 0" });
    refused(given(new Array(65).fill(1)), { ...range("input.shape"), got: "65" });
    refused(given([2 ** 30, 2 ** 30]), { ...range("input.shape", undefined, "too-large"), got: "1073741824" });
  });
});
