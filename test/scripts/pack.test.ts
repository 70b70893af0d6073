import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
// @ts-expect-error: a script without types.
import { lettered, packed } from "../../scripts/pack.mjs";
import { scalar, simd } from "../../src/wasm/bytes.generated.ts";
import { unpacked } from "../../src/wasm/unpack.ts";
import { randomOf } from "../support/random.ts";

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url)));
const packedOf = (bytes: Uint8Array) => ({ text: lettered(packed(bytes)) as string, length: bytes.length });
const thereAndBack = (bytes: Uint8Array) => Array.from(unpacked(packedOf(bytes)));

describe("packed bytes", () => {
  test("are text that stands in quotes of any kind as it is", () => {
    const all = Uint8Array.from({ length: 3 * 256 }, (_, i) => (i * 37) % 256);
    expect(packedOf(all).text).toMatch(/^[0-Ua-z]+$/);
    expect(simd.text).toMatch(/^[0-Ua-z]+$/);
  });

  test("come back: of every small length", () => {
    for (let length = 0; length < 70; length++) {
      const rising = Uint8Array.from({ length }, (_, i) => i * 5);
      expect(thereAndBack(rising)).toEqual(Array.from(rising));
      const alike = new Uint8Array(length).fill(201);
      expect(thereAndBack(alike)).toEqual(Array.from(alike));
    }
  });

  test("come back: runs of every period, longer than what a token counts", () => {
    for (const period of [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 127, 128, 129, 300]) {
      for (const length of [14, 15, 16, 17, 18, 269, 270, 271, 272, 273, 526, 527, 528, 2000]) {
        const bytes = Uint8Array.from({ length }, (_, i) => ((i % period) * 89) % 256);
        expect(thereAndBack(bytes), `${period} ${length}`).toEqual(Array.from(bytes));
      }
    }
  });

  test("come back: what no two places have alike, and pieces of it from near and far", () => {
    const random = randomOf(3);
    const noise = (length: number) => Uint8Array.from({ length }, () => Math.floor(random() * 256));
    for (const length of [15, 16, 269, 270, 271, 1000]) {
      const bytes = noise(length);
      expect(thereAndBack(bytes)).toEqual(Array.from(bytes));
    }
    const far = noise(40_000);
    const parts = Array.from({ length: 200 }, () => {
      const at = Math.floor(random() * 39_000);
      return [...far.subarray(at, at + 2 + Math.floor(random() * 400)), ...noise(Math.floor(random() * 20))];
    });
    const bytes = Uint8Array.from([...far, ...parts.flat()]);
    const { text } = packedOf(bytes);
    expect(text.length).toBeLessThan((4 / 3) * bytes.length);
    expect(Buffer.from(unpacked({ text, length: bytes.length })).equals(bytes)).toBe(true);
  });

  test("come back where there is no TextEncoder", () => {
    vi.stubGlobal("TextEncoder", undefined);
    try {
      expect(Buffer.from(unpacked(scalar)).equals(read("scalar"))).toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("are the engine's builds", () => {
    expect(Buffer.from(unpacked(simd)).equals(read("release"))).toBe(true);
    expect(Buffer.from(unpacked(scalar)).equals(read("scalar"))).toBe(true);
    expect(simd.text.length).toBeLessThan(simd.length / 4);
  });
});
