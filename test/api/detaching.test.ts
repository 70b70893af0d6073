import { describe, expect, test } from "vitest";
import type { Stridepool } from "../../src/api/stridepool.ts";
import { StridepoolError } from "../../src/errors.ts";
import type { NdArray, TypedArray } from "../../src/types.ts";
import { BUILDS, onEveryBuild } from "../support/builds.ts";
import { bytesUnder } from "../support/compare.ts";
import { complaintAbout, type } from "../support/refusal.ts";
import type { Loose } from "./functions.ts";

/* Buffers that go away in the middle of a call: in a getter of the caller's, or in a reducer. */

/** Takes the memory from under an array. */
type Remove = (data: TypedArray) => void;

const transfer: Remove = (data) => {
  if (data.length > 0) structuredClone(data.buffer, { transfer: [data.buffer as ArrayBuffer] });
};
const shrink: Remove = (data) => (data.buffer as ArrayBuffer).resize(8);

/** Arrays on buffers of every kind, and how these go away. */
const KINDS: readonly (readonly [string, (elements: number) => Float32Array, Remove])[] = [
  ["transferred", (elements) => new Float32Array(elements), transfer],
  ["shrunk below the view", (elements) => new Float32Array(resizable(elements), 0, elements), shrink],
  ["shrunk, and the view with it", (elements) => new Float32Array(resizable(elements)), shrink],
  [
    "shrunk to nothing",
    (elements) => new Float32Array(resizable(elements)),
    (data) => (data.buffer as ArrayBuffer).resize(0),
  ],
];

const resizable = (elements: number): ArrayBuffer => new ArrayBuffer(elements * 4, { maxByteLength: 4096 });

/** The field of an array that is read with consequences. */
function trapped(array: object, name: string, act: () => void): Loose {
  const value = (array as Record<string, unknown>)[name];
  return Object.defineProperty({ ...array }, name, {
    enumerable: true,
    get() {
      act();
      return value;
    },
  });
}

/** The window's extents, of which the last is read with consequences. */
function trappedWindow(act: () => void): Loose {
  return new Proxy([2, 2], {
    get(list, key, self) {
      if (key === "1") act();
      return Reflect.get(list, key, self);
    },
  });
}

interface Arrays {
  readonly input: { data: Float32Array; shape: number[]; offset: number };
  readonly mask: { data: Float32Array; shape: number[]; offset: number };
  readonly out: { data: Float32Array; shape: number[]; offset: number };
}

const arrays = (make: (elements: number) => Float32Array): Arrays => ({
  input: { data: make(32).fill(1), shape: [4, 8], offset: 0 },
  mask: { data: make(32).fill(1), shape: [4, 8], offset: 0 },
  out: { data: make(8).fill(7), shape: [2, 4], offset: 0 },
});

type Pooling = (api: Stridepool, given: Record<"input" | "mask" | "out" | "window", Loose>) => unknown;

const POOLINGS: Readonly<Record<string, Pooling>> = {
  pool: (api, { input, window, ...options }) => api.pool("mean", input, window, options),
  maxPool: (api, { input, window, ...options }) => api.maxPool(input, window, { ...options, indices: "plane" }),
  medianPool: (api, { input, window, ...options }) => api.medianPool(input, window, options),
  adaptivePool: (api, { input, window, ...options }) =>
    api.adaptivePool("sum", input, [window[0], window[1] * 2], options),
  reducer: (api, { input, window, ...options }) =>
    api.pool((taps: NdArray) => taps.data.length, input, window, options),
};

/** Which field is read when which array goes away: all that is read after the array was looked at, or is looked at then. */
const MOMENTS: readonly (readonly [gone: keyof Arrays, reader: "input" | "mask" | "out" | "window", field: string])[] =
  [
    ["input", "input", "shape"],
    ["input", "input", "offset"],
    ["input", "window", ""],
    ["input", "mask", "data"],
    ["input", "mask", "shape"],
    ["input", "out", "data"],
    ["input", "out", "offset"],
    ["mask", "input", "data"],
    ["mask", "window", ""],
    ["mask", "mask", "shape"],
    ["mask", "mask", "offset"],
    ["mask", "out", "data"],
    ["mask", "out", "shape"],
    ["out", "input", "shape"],
    ["out", "mask", "offset"],
    ["out", "out", "shape"],
    ["out", "out", "offset"],
  ];

/** That a call is refused because of this array, in one of the ways in which arrays are refused that are too short. */
function complaintOf(run: () => unknown, name: string, transferred: boolean): string | undefined {
  if (transferred) return complaintAbout(run, { ...type(`${name}.data`, /detached/, "detached"), got: "detached" });
  try {
    run();
  } catch (error) {
    if (!(error instanceof StridepoolError)) return `threw ${error}`;
    const { code, option } = error;
    const known = ["detached", "out-of-bounds", "shape-mismatch"].includes(code) && option.startsWith(`${name}.`);
    return known ? undefined : `was refused as ${code} of ${option}`;
  }
  return "was not refused";
}

/** Whether what is left of an array full of sevens has anything else. */
const wasWritten = (data: Float32Array): boolean => data.length > 0 && data.some((value) => value !== 7);

onEveryBuild("arrays that go away in a getter", (api) => {
  describe.each(KINDS)("%s", (kind, make, remove) => {
    test.each(Object.entries(POOLINGS))("%s", (_, call) => {
      const complaints = MOMENTS.flatMap(([gone, reader, field]) => {
        const held = arrays(make);
        const act = () => remove(held[gone].data);
        const given: Record<"input" | "mask" | "out" | "window", Loose> = { ...held, window: [2, 2] };
        given[reader] = reader === "window" ? trappedWindow(act) : trapped(held[reader], field, act);
        const said = complaintOf(() => call(api, given), gone, kind === "transferred");
        const written = wasWritten(held.out.data);
        return said === undefined && !written ? [] : [`${gone} in ${reader}.${field}: ${said ?? "wrote to out"}`];
      });
      expect(complaints).toEqual([]);
      expect(api.maxPool({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }, 2).data[0]).toBe(4);
    });

    test("of an option", () => {
      for (const gone of ["input", "mask", "out"] as const) {
        const held = arrays(make);
        const { input, mask, out } = held;
        const options = {
          mask,
          out,
          get stride() {
            remove(held[gone].data);
            return [2, 2];
          },
        };
        expect(complaintOf(() => api.maxPool(input, 2, options), gone, kind === "transferred")).toBeUndefined();
        expect(wasWritten(held.out.data)).toBe(false);
      }
    });

    test("poolStats", () => {
      for (const [gone, reader, field] of MOMENTS) {
        if (gone === "out" || reader === "out") continue;
        const held = arrays(make);
        const act = () => remove(held[gone].data);
        const given: Record<string, Loose> = { ...held, window: [2, 2] };
        given[reader] = reader === "window" ? trappedWindow(act) : trapped(held[reader], field, act);
        const { input, mask, window } = given;
        const call = () => api.poolStats(input, window, { stats: ["min", "mean"], mask });
        expect(complaintOf(call, gone, kind === "transferred"), `${gone} in ${reader}.${field}`).toBeUndefined();
      }
    });

    test("maxUnpool", () => {
      const moments = [
        ["input", "input", "shape"],
        ["input", "indices", "data"],
        ["input", "window", ""],
        ["input", "out", "data"],
        ["indices", "input", "data"],
        ["indices", "indices", "shape"],
        ["indices", "window", ""],
        ["indices", "out", "offset"],
        ["out", "indices", "data"],
        ["out", "out", "shape"],
      ] as const;
      const complaints = moments.flatMap(([gone, reader, field]) => {
        const held = {
          input: { data: make(8).fill(1), shape: [2, 4], offset: 0 },
          indices: { data: make(8).fill(1), shape: [2, 4], offset: 0 },
          out: { data: make(32).fill(7), shape: [4, 8], offset: 0 },
        };
        const act = () => remove(held[gone].data);
        const given: Record<string, Loose> = { ...held, window: [2, 2] };
        given[reader] = reader === "window" ? trappedWindow(act) : trapped(held[reader], field, act);
        const { input, indices, window, out } = given;
        const said = complaintOf(() => api.maxUnpool(input, indices, window, { out }), gone, kind === "transferred");
        const written = wasWritten(held.out.data);
        return said === undefined && !written ? [] : [`${gone} in ${reader}.${field}: ${said ?? "wrote to out"}`];
      });
      expect(complaints).toEqual([]);
    });

    test("a plan keeps a mask of its own", () => {
      const held = arrays(make);
      const plan = api.createPlan("sum", { shape: [4, 8], dtype: "float32" }, 2, { mask: held.mask });
      remove(held.mask.data);
      plan.input.data.fill(1);
      plan.run();
      expect(plan.output.data).toEqual(new Float32Array(8).fill(4));
      plan.dispose();
      const gone = arrays(make);
      const mask = trapped(gone.mask, "shape", () => remove(gone.mask.data));
      const call = () => api.createPlan("sum", { shape: [4, 8], dtype: "float32" }, 2, { mask });
      expect(complaintOf(call, "mask", kind === "transferred")).toBeUndefined();
    });
  });
});

describe("arrays that go away in a reducer", () => {
  describe.each(BUILDS.map(({ name, api }) => ({ name, api })))("[$name]", ({ api }) => {
    test.each(KINDS)("%s", (kind, make, remove) => {
      const complaints = (["input", "mask", "out"] as const).flatMap((gone) =>
        [1, 4, 8].flatMap((last) => {
          const held = arrays(make);
          const { input, mask, out } = held;
          let calls = 0;
          const reducer = (): number => {
            calls++;
            if (calls === last) remove(held[gone].data);
            return 5;
          };
          const run = () => api.pool(reducer, input, 2, gone === "mask" ? { mask, out } : { out });
          const said = complaintOf(run, gone, kind === "transferred");
          const written = wasWritten(held.out.data);
          return said === undefined && !written ? [] : [`${gone} after ${last}: ${said ?? "wrote to out"}`];
        }),
      );
      expect(complaints).toEqual([]);
      expect(api.maxPool({ data: Float32Array.of(1, 2, 3, 4), shape: [2, 2] }, 2).data[0]).toBe(4);
    });

    test("memory that only grows, or shrinks beyond the view, does no harm", () => {
      const buffer = new ArrayBuffer(128, { maxByteLength: 512 });
      const data = new Float32Array(buffer, 0, 16).fill(2);
      let bytes = 256;
      const reducer = (taps: NdArray): number => {
        buffer.resize(bytes);
        bytes = bytes === 256 ? 64 : 256;
        return Number(taps.data[0]);
      };
      expect(api.pool(reducer, { data, shape: [4, 4] }, 2).data).toEqual(new Float32Array(4).fill(2));
    });
  });
});

describe("memory that many share", () => {
  test.each(BUILDS)("a shared buffer's bytes are what is there when they are read [$name]", ({ api }) => {
    const data = new Int32Array(new SharedArrayBuffer(64)).fill(3);
    const out = { data: new Int32Array(new SharedArrayBuffer(16)), shape: [2, 2] };
    expect(api.maxPool({ data, shape: [4, 4] }, 2, { out })).toBe(out);
    expect(Array.from(out.data)).toEqual([3, 3, 3, 3]);
    expect(bytesUnder(data)).toEqual(new Uint8Array(new Int32Array(16).fill(3).buffer));
  });
});
