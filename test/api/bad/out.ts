import { DTYPES } from "../../../src/registry/dtypes.ts";
import type { TypedArray } from "../../../src/types.ts";
import { range, type } from "../../support/refusal.ts";
import type { BadValue, Scene } from "./row.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** A place for the result, over memory that is large enough for much else. */
function place({ result }: Scene, more = 64): { data: TypedArray; dtype: string; shape: readonly number[] } {
  const { array } = DTYPES[result.dtype];
  return { data: new array(sizeOf(result.shape) + more), dtype: result.dtype, shape: result.shape };
}

const DETACHED: BadValue["refusal"] = { ...type("out.data", /detached/, "detached"), got: "detached" };
const detach = <T extends TypedArray>(data: T): T => {
  structuredClone(data.buffer, { transfer: [data.buffer as ArrayBuffer] });
  return data;
};

const shaped = (make: (shape: readonly number[]) => readonly number[]): BadValue => ({
  make: (scene) => {
    const shape = make(scene.result.shape);
    return { ...place(scene), shape, offset: 0 };
  },
  refusal: {
    ...range("out", /out has shape .*, but the result has .*outputShape tells it/, "shape-mismatch"),
    got: "[",
  },
});

/** What cannot take a result; axis 0 alone is pooled, so that there are several everywhere. */
export const OUT: readonly BadValue[] = [
  ...[null, 1, "x", true, {}, Symbol("out"), () => 1, 1n, new Float32Array(8)].map((value) => ({
    value,
    refusal: type("out", /out must be/),
  })),
  { value: [[0]], refusal: { ...type("out", /got nested arrays; give \{ data, shape \}/), got: "nested arrays" } },
  { value: { data: [1, 2], shape: [2, 4] }, refusal: { ...type("out.data", /typed array/), got: "got" } },
  { value: { data: new Float32Array(8), shape: "2,4" }, refusal: type("out.shape") },
  { value: { data: new Float32Array(8), shape: [2, "4"] }, refusal: type("out.shape[1]") },
  { value: { data: new Float32Array(8), shape: [2, 4], offset: -1 }, refusal: range("out.offset") },
  {
    value: { data: new Float32Array(8), shape: [2, 4], stride: [4] },
    refusal: range("out.stride", undefined, "shape-mismatch"),
  },
  shaped((shape) => [...shape, 1]),
  shaped((shape) => [1, ...shape]),
  shaped((shape) => [sizeOf(shape)]),
  shaped((shape) => shape.map((extent) => extent + 1)),
  shaped((shape) => shape.map(() => 0)),
  ...(["int8", "uint16", "int64", "float32", "float64"] as const).map((dtype) => ({
    make: (scene: Scene) => {
      const other = dtype === scene.result.dtype ? "uint32" : dtype;
      return { ...place(scene), data: new DTYPES[other].array(sizeOf(scene.result.shape)), dtype: other };
    },
    refusal: { ...type("out", /out holds .*, but the result is .*; pass dtype: "/), got: "out holds" },
  })),
  {
    make: (scene) => place(scene, 1),
    refusal: { ...range("out.data", /has \d+ elements, but shape/, "shape-mismatch"), got: "elements" },
  },
  {
    make: (scene) => ({ ...place(scene, -1), offset: 0 }),
    refusal: { ...range("out.stride", /reaches elements 0 to/, "out-of-bounds"), got: "0 to" },
  },
  {
    make: (scene) => ({ ...place(scene), stride: [8, -1] }),
    with: { axes: [0] },
    refusal: { ...range("out.stride", /reaches elements -/, "out-of-bounds"), got: "to" },
  },
  ...[
    [0, 1],
    [1, 0],
    [1, 1],
    [3, 1],
    [-1, 1],
  ].map((stride) => ({
    make: (scene: Scene) => ({ ...place(scene), stride, offset: 16 }),
    with: { axes: [0] },
    // One result along an axis makes any stride there good.
    notOn: ["globalPool"],
    refusal: {
      ...range("out", /overlaps itself: two results would share an element/, "overlap"),
      got: `[${stride.join(", ")}]`,
    },
  })),
  ...[0, 1, 31].map((at) => ({
    // Another view of the memory under the input, from its first, its second and its last element on.
    make: ({ input, result }: Scene) => {
      const { array, bytes } = DTYPES[result.dtype];
      return {
        data: new array(input.data.buffer, at * 4, 256 / bytes),
        dtype: result.dtype,
        shape: result.shape,
        offset: 0,
      };
    },
    with: { axes: [0] },
    refusal: { ...range("out", /out overlaps the input; write to an array of its own/, "overlap"), got: "out" },
  })),
  { make: (scene) => ({ ...place(scene, 0), data: detach(place(scene, 0).data) }), refusal: DETACHED },
  { make: (scene) => ({ ...place(scene, 0), data: detach(place(scene, 0).data), offset: 0 }), refusal: DETACHED },
  ...[Object.freeze, Object.seal, Object.preventExtensions].map((close) => ({
    make: (scene: Scene) => close(place(scene, 0)),
    op: "max" as const,
    with: { indices: "plane" },
    notOn: ["maxUnpool"],
    refusal: type("out", /must take a property for its indices.*frozen.*; give another/),
  })),
  {
    make: (scene) => Object.defineProperty(place(scene, 0), "indices", { value: 1, configurable: false }),
    op: "min",
    with: { indices: "window" },
    refusal: type("out", /must take a property for its indices/),
  },
  {
    make: (scene) =>
      Object.defineProperty(place(scene, 0), "indices", {
        get: () => 1,
        set: () => {
          throw new Error("never called");
        },
      }),
    op: "max",
    with: { indices: "window" },
    notOn: ["maxUnpool"],
    refusal: type("out", /must take a property for its indices/),
  },
];
