import { expect } from "vitest";

/** Both lists, but for a few roundings of a double; NaN and infinities as they are. */
export function expectNear(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  for (let i = 0; i < got.length; i++) {
    const place = `element ${i}`;
    if (Number.isFinite(expected[i])) {
      expect(Math.abs(got[i] - expected[i]), place).toBeLessThanOrEqual(1e-14 * Math.abs(expected[i]));
    } else {
      expect(got[i], place).toBe(expected[i]);
    }
  }
}
