import { describe, expect, test } from "vitest";
import { nearest, oneOf, rangeError, StridepoolError, show, typeError } from "../src/errors.ts";

describe("StridepoolError", () => {
  test("is known by name and code, and is a TypeError or a RangeError too", () => {
    const wrong = typeError("wrong-type", "window", "2", "window must be …");
    expect(wrong).toBeInstanceOf(StridepoolError);
    expect(wrong).toBeInstanceOf(TypeError);
    expect(wrong).not.toBeInstanceOf(RangeError);
    expect(wrong).toMatchObject({ name: "StridepoolError", code: "wrong-type", option: "window", value: "2" });
    expect(String(wrong)).toBe("StridepoolError: window must be …");
    const outside = rangeError("out-of-range", "stride[1]", 0, "stride[1] must be …");
    expect(outside).toBeInstanceOf(StridepoolError);
    expect(outside).toBeInstanceOf(RangeError);
    expect(outside).not.toBeInstanceOf(TypeError);
    expect(outside.stack).toContain("StridepoolError");
  });

  test("is no other error and no other thing", () => {
    for (const other of [
      new Error("x"),
      new TypeError("x"),
      null,
      undefined,
      "StridepoolError",
      { name: "StridepoolError", code: "x" },
    ]) {
      expect(other instanceof StridepoolError).toBe(false);
    }
  });
});

describe("show", () => {
  test("shows values as they would be written", () => {
    const rows: readonly (readonly [unknown, string])[] = [
      [1.5, "1.5"],
      [-0, "-0"],
      [Number.NaN, "NaN"],
      [2n, "2n"],
      ["two", '"two"'],
      [null, "null"],
      [undefined, "undefined"],
      [true, "true"],
      [[2, [3, "x"]], '[2, [3, "x"]]'],
      [[[[[1]]]], "[[[[…]]]]"],
      [{}, "an object"],
      [new Date(0), "a Date"],
      [new Uint8Array(2), "a Uint8Array"],
      [new DataView(new ArrayBuffer(1)), "a DataView"],
      [Symbol("x"), "a symbol"],
      [() => 1, "a function"],
      [new Array(20).fill(1), "[1, 1, 1, 1, 1, 1, 1, 1, 1, …]"],
    ];
    for (const [value, shown] of rows) expect(show(value)).toBe(shown);
  });

  test("is short, one line, and never throws", () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error("trap");
        },
      },
    );
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic, cyclic);
    for (const value of [
      hostile,
      revoked.proxy,
      cyclic,
      "x".repeat(1000),
      "a\nb",
      10n ** 500n,
      [hostile],
      Object.create(null),
    ]) {
      const shown = show(value);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(60);
      expect(shown).not.toContain("\n");
    }
  });
});

test("oneOf lists for people", () => {
  expect(oneOf(["a"])).toBe('"a"');
  expect(oneOf(["a", "b"])).toBe('"a" or "b"');
  expect(oneOf(["a", "b", "c"])).toBe('"a", "b" or "c"');
});

test("nearest finds a misspelt word, and nothing where none is near", () => {
  const words = ["stride", "axes", "edge", "dtype", "round", "out"];
  expect(nearest("strides", words)).toBe("stride");
  expect(nearest("AXES", words)).toBe("axes");
  expect(nearest("dytpe", words)).toBe("dtype");
  expect(nearest("banana", words)).toBeUndefined();
  expect(nearest("", words)).toBeUndefined();
  expect(nearest("x", words)).toBeUndefined();
  // What would have to be changed from end to end is no misspelling.
  expect(nearest("banana", ["nan", "p"])).toBeUndefined();
  expect(nearest("pad", ["p"])).toBeUndefined();
  expect(nearest("nans", ["nan"])).toBe("nan");
  expect(nearest("ot", ["out"])).toBe("out");
});
