import { describe, expect, test } from "vitest";
import { inputOf } from "../../bench/data.mjs";
import { plainLoop } from "../../bench/plain.mjs";
import { PROBLEMS, parseProblem, productOf, SCALING } from "../../bench/shapes.mjs";
import { pool } from "../../src/js.ts";

describe("the benchmark's problems", () => {
  const all = [...PROBLEMS, ...Object.values(SCALING).flat()];

  test("are all readable, and each of the list is named once", () => {
    expect(all.map((text) => parseProblem(text).text)).toEqual(all);
    expect(new Set(PROBLEMS).size).toBe(PROBLEMS.length);
  });

  test("say stride, padding, border, axes and result", () => {
    const problem = parseProblem("mean u8 9x12x4 w3x3 s2x1 p1x1 breflect a0x1 ru8");
    expect(problem).toMatchObject({
      op: "mean",
      window: [3, 3],
      stride: [2, 1],
      padding: [1, 1],
      border: "reflect",
      axes: [0, 1],
    });
    expect(problem.outShape).toEqual([5, 12, 4]);
    expect(problem.result.name).toBe("uint8");
    expect(parseProblem("max f32 6x9 w2x3").stride).toEqual([2, 3]);
    expect(parseProblem("argmax f32 6x9 w2x3").result.name).toBe("int32");
  });

  test.each([
    ["mode f32 8x8 w2x2", "the op must be one of"],
    ["max f16 8x8 w2x2", "the dtype must be one of"],
    ["max f32 8x8", "a window such as w2x2 is missing"],
    ["max f32 8x8 w2x2 p2x2", "the padding is too large"],
    ["max f32 8x8 w9x9", "the window is larger than the input"],
    ["max f32 8x8 w3x3 p1x1 bwrap", "the border must be one of"],
    ["max f32 8x8 w3x3 p1", "w, s, p and a differ in length"],
    ["median f32 8x8 w2x2", "an odd number of taps"],
    ["std f32 8x8 w2x2", "of integers"],
    ["max f32 8x8 w2x2 q1", "is none of"],
  ])("refuse %s", (text, message) => {
    expect(() => parseProblem(text)).toThrow(message);
  });
});

describe("the plain loop", () => {
  const windows = [
    "w2x2",
    "w3x2",
    "w3x3 s1x1",
    "w3x3 s2x1 p1x1",
    "w3x3 s1x1 p1x1 bedge",
    "w3x5 s1x2 p1x2 breflect",
    "w9x9 s1x1",
    "w11x9 s2x1 p5x4",
  ];
  const texts = [
    "max f32",
    "min u8",
    "mean f32",
    "mean u8",
    "sum i16",
    "argmax u8",
    "median u8",
    "range u8",
    "any u8",
    "std u8",
  ].flatMap((op) =>
    ["17x23", "3x14x12", "14x13x3"].flatMap((shape) =>
      windows.map((window) => `${op} ${shape} ${window}${shape === "14x13x3" ? " a0x1" : ""}`),
    ),
  );
  const fitting = [
    ...texts,
    "mean u8 12x10 w2x2 ru8",
    "mean u8 12x10 w3x3 s1x1 p1x1 ru8",
    "max f32 9x12 w3x2 t",
    "mean f32 4x6x7x7 w7x7",
  ].filter(
    (text) => !/^median.*(w2|w3x2)/.test(text) && !(/^median/.test(text) && / p/.test(text) && !/ b/.test(text)),
  );

  test.each(fitting)("does %s as the definition does", (text) => {
    const problem = parseProblem(text);
    const { op, result, shape, window, stride, padding, border, axes, loops, outShape } = problem;
    const data = inputOf(problem);
    const output = new result.Array(productOf(outShape));
    plainLoop(problem)(data, output);
    const input = { data, shape, stride: loops.map((axis) => axis.pitch), offset: 0 };
    const options = { axes, stride, padding, dtype: result.name, ...(border && { padMode: border }) };
    const known = pool(op, input, window, options);
    expect(known.shape).toEqual(outShape);
    // A plain loop of floats divides by a reciprocal, where that is exact, and nowhere else.
    expect(Array.from(output)).toEqual(Array.from(known.data as ArrayLike<number>));
  });
});
