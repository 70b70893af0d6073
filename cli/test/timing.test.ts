import { expect, test } from "vitest";
import { timed } from "../src/timing.ts";

test("a short call is repeated; the first result and the best time are given", () => {
  let calls = 0;
  const { result, timing } = timed(() => ++calls);
  expect(result).toBe(1);
  expect(timing.calls).toBe(calls);
  expect(calls).toBeGreaterThan(1);
  expect(timing.best).toBeLessThanOrEqual(timing.first);
});

test("a long call is made once", () => {
  const { timing } = timed(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60));
  expect(timing.calls).toBe(1);
  expect(timing.best).toBe(timing.first);
  expect(timing.first).toBeGreaterThan(50);
});
