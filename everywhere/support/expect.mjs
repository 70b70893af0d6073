import { expect } from "vitest";
import { SYSTEMS } from "../program/systems.mjs";

/** Fewer results than these would mean that the fixtures went missing. */
const LEAST = 2500;

/** What a runtime reports must be right in every result, on the engine that it is to run. */
export function expectConformance(report, engine = "wasm") {
  expect(report.wrong).toEqual([]);
  expect(report.compared).toBeGreaterThan(LEAST);
  expect(report.backend.engine, report.backend.reason).toBe(engine);
}

/** The same of everything that program/report.mjs tells. */
export function expectReport({ main, js, systems, float16, images }, engine = "wasm") {
  expectConformance(main, engine);
  expectConformance(js, "js");
  expect(main.compared).toBe(js.compared);
  expect(systems).toEqual(SYSTEMS);
  const red = [255, 0, 0, 128];
  const planned = [...red, ...red, 188, 255, 255, 0, 255];
  expect(images).toEqual([...red, ...red, 188, ...red, ...red, ...red, ...planned]);
  expect(float16).toEqual({ array: expect.stringMatching(/^(Float16Array|Uint16Array)$/), bits: [0x4200] });
}
