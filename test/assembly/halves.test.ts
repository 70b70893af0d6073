import { describe, expect, test } from "vitest";
import { fromFloat16Bits, toFloat16Bits } from "../../src/registry/float16.ts";
import type { NdArray } from "../../src/types.ts";
import { ENGINE_BUILDS } from "../support/builds.ts";
import { elementsOf } from "../support/compare.ts";
import { randomOf } from "../support/random.ts";

/* Float16s become float32s on the way into the engine, and results float16s on the way out. */

describe.each(ENGINE_BUILDS)("float16 [$name]", ({ api }) => {
  test("every float16 goes through as it is", () => {
    const data = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const pooled = api.maxPool({ data, shape: [65_536], dtype: "float16" }, 1) as unknown as NdArray;
    const elements = elementsOf(pooled);
    expect(elements).toHaveLength(65_536);
    for (let bits = 0; bits < 65_536; bits++) expect(elements[bits]).toBe(fromFloat16Bits(bits));
  });

  test("means are rounded once, to even", () => {
    const random = randomOf(16);
    for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 1000]) {
      const data = Uint16Array.from(
        { length: 2 * length },
        () => Math.floor(random() * 0x7c00) | (random() < 0.5 ? 0x8000 : 0),
      );
      const pooled = api.meanPool({ data, shape: [length, 2], dtype: "float16" }, [1, 2]) as unknown as NdArray;
      const means = Array.from({ length }, (_, i) => {
        const [a, b] = [fromFloat16Bits(data[2 * i] as number), fromFloat16Bits(data[2 * i + 1] as number)];
        return fromFloat16Bits(toFloat16Bits((a + b) / 2));
      });
      expect(elementsOf(pooled)).toEqual(means);
    }
  });

  test("values around the array, and windows that are divided apart", () => {
    const data = Uint16Array.of(toFloat16Bits(1), toFloat16Bits(2), toFloat16Bits(65_504));
    const input = { data, shape: [3], dtype: "float16" } as const;
    const filled = api.sumPool(input, 2, { padding: 1, fill: 0.5, stride: 2 }) as unknown as NdArray;
    expect(elementsOf(filled)).toEqual([1.5, 65_504]);
    const divided = api.meanPool(input, 3, { divisor: -0.75 }) as unknown as NdArray;
    expect(elementsOf(divided)).toEqual([-Infinity]);
  });
});
