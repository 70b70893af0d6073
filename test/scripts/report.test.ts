import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
// @ts-expect-error: a script without types.
import { bodySizes, bytesByExport, functionsOf } from "../../scripts/engine-report.mjs";

const read = (name: string) => readFileSync(new URL(`../../build/${name}`, import.meta.url));
const bytes = new Uint8Array(read("release.wasm"));
const text = read("release.wat").toString();

/** Bytes that the whole engine may take on its way to a browser. */
const MOST_GZIPPED = 100_000;

interface Row {
  readonly name: string;
  readonly own: number;
  readonly all: number;
}

describe("the engine's bytes", () => {
  test("the whole engine is small", () => {
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThan(MOST_GZIPPED);
  });

  test("every function has a size, every export a row, and files add up to the code", () => {
    const sizes: number[] = bodySizes(bytes);
    const { functions, exported } = functionsOf(text);
    expect(sizes.length).toBe(functions.length);
    const { rows, files, code } = bytesByExport(bytes, text) as {
      rows: Row[];
      files: [string, number][];
      code: number;
    };
    const names = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    expect(rows.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(exported.size).toBe(names.length);
    expect(files.reduce((sum, [, size]) => sum + size, 0)).toBe(code);
    // Most of a module is code.
    expect(code).toBeGreaterThan(bytes.length * 0.9);
    expect(code).toBeLessThan(bytes.length);
    for (const { name, own, all } of rows) {
      expect(own, name).toBeLessThanOrEqual(all);
      expect(all, name).toBeGreaterThan(0);
    }
  });

  test("calls are followed: a fold of two numbers", () => {
    const wat = [
      "(module",
      ' (export "a_i8" (func $one))',
      ' (export "b_i8" (func $"two<x, y>"))',
      " (func $one (param $0 i32)",
      "  local.get $0",
      "  call $shared",
      "  drop",
      " )",
      ' (func $"two<x, y>" (param $0 i32)',
      "  (drop (call $shared))",
      " )",
      " (func $shared (result i32)",
      "  i32.const 1",
      " )",
      ")",
    ].join("\n");
    const { functions } = functionsOf(wat) as { functions: { name: string; calls: Set<string> }[] };
    expect(functions.map(({ name, calls }) => [name, [...calls]])).toEqual([
      ["one", ["shared"]],
      ['"two<x, y>"', ["shared"]],
      ["shared", []],
    ]);
  });
});
