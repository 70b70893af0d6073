import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
// @ts-expect-error: a script without types.
import { functionsOf } from "../../scripts/engine-report.mjs";
// @ts-expect-error: a script without types.
import { bodiesOf, inOrder, likeBesideLike, localsByUse, textInOrder } from "../../scripts/order-functions.mjs";

const read = (name: string) => readFileSync(new URL(`../../build/${name}`, import.meta.url));
const backwards = (order: number[]) => {
  const places: number[] = [];
  for (const [place, one] of order.entries()) places[one] = place;
  return places;
};

/** double(x) = twice(x), twice(x) = x + x, next(x) = 16 + x, with an import before them. */
const module = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 10, 2, 96, 1, 127, 1, 127, 96, 0, 1, 127],
  ...[2, 7, 1, 1, 97, 1, 98, 0, 1],
  ...[3, 4, 3, 0, 0, 0],
  ...[7, 17, 2, 6, 100, 111, 117, 98, 108, 101, 0, 1, 4, 110, 101, 120, 116, 0, 3],
  // The constant has the opcode of a call as its value, and no call is meant.
  ...[10, 25, 3, 6, 0, 32, 0, 16, 2, 11, 7, 0, 32, 0, 32, 0, 106, 11, 8, 0, 65, 16, 32, 0, 106, 15, 11],
);

describe("functions in another order", () => {
  test("a module does the same in every order", () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
      [2, 0, 1],
    ]) {
      const bytes = inOrder(module, order);
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { a: { b: () => 0 } });
      const { double, next } = exports as Record<string, (x: number) => number>;
      expect(double?.(21), String(order)).toBe(42);
      expect(next?.(5), String(order)).toBe(21);
      expect(inOrder(bytes, backwards(order))).toEqual(module);
    }
  });

  test("what an engine never has is refused", () => {
    const other = module.slice();
    other[module.length - 2] = 0xd2;
    expect(() => inOrder(other, [2, 1, 0])).toThrow("an instruction that the engine never had: 210");
  });

  test.each(["release", "scalar"])("the %s build there and back is the same", (build) => {
    const bytes = new Uint8Array(read(`${build}.wasm`));
    const text = read(`${build}.wat`).toString();
    const order = [...bodiesOf(bytes).keys()].reverse();
    const other = inOrder(bytes, order);
    expect(WebAssembly.validate(other)).toBe(true);
    const same = (one: Uint8Array) => Buffer.from(one).equals(bytes);
    expect(same(other)).toBe(false);
    expect(same(inOrder(other, backwards(order)))).toBe(true);
    const names = (wat: string) => functionsOf(wat).functions.map(({ name }: { name: string }) => name);
    expect(names(textInOrder(text, order))).toEqual(names(text).reverse());
    expect(textInOrder(textInOrder(text, order), backwards(order))).toBe(text);
  });

  test("like beside like is every function once, and smaller than any order that knows nothing of them", () => {
    const bytes = new Uint8Array(read("release.wasm"));
    const bodies: Uint8Array[] = bodiesOf(bytes);
    const bySize = [...bodies.keys()].sort((a, b) => (bodies[a]?.length ?? 0) - (bodies[b]?.length ?? 0));
    const order: number[] = likeBesideLike(bodies);
    expect([...order].sort((a, b) => a - b)).toEqual([...bodies.keys()]);
    const gzipped = (which: number[]) => gzipSync(inOrder(bytes, which), { level: 9 }).length;
    expect(gzipped(order)).toBeLessThan(0.9 * gzipped(bySize));
  });
});

describe("locals by their first use", () => {
  /** sum(x: i32, unused: f64) = x + 7 through locals of two types, of which one is never used; numbered as `locals` says. */
  const module = (locals: number[], [whole, first, second]: [number, number, number]) => {
    const code = [32, 0, 33, first, 32, first, 33, second, 66, 7, 33, whole, 32, whole, 167, 32, second, 106, 11];
    const body = [...locals, ...code];
    return Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0],
      ...[1, 7, 1, 96, 2, 127, 124, 1, 127],
      ...[3, 2, 1, 0],
      ...[7, 7, 1, 3, 115, 117, 109, 0, 0],
      ...[10, body.length + 2, 1, body.length, ...body],
    );
  };
  const mixed = module([3, 1, 126, 3, 127, 1, 125], [2, 5, 3]);

  test("are the same function", () => {
    const bytes = localsByUse(mixed);
    // Two i32 from 2 on, an i64.
    expect(bytes).toEqual(module([2, 2, 127, 1, 126], [4, 2, 3]));
    for (const one of [mixed, bytes]) {
      const { sum } = new WebAssembly.Instance(new WebAssembly.Module(one)).exports as {
        sum(x: number, y: number): number;
      };
      expect(sum(35, 0)).toBe(42);
    }
    expect(localsByUse(bytes)).toEqual(bytes);
  });

  test("are what the builds have, and a local of a type that the engine never had is refused", () => {
    const bytes = read("release.wasm");
    expect(bytes.equals(localsByUse(bytes))).toBe(true);
    expect(() => localsByUse(module([3, 1, 126, 3, 127, 1, 112], [2, 6, 3]))).toThrow(
      "a type that the engine never had",
    );
  });
});
