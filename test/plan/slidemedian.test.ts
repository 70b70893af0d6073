import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/* Medians that find what stands outside: numbers that the plan and the engine hold each for itself. */

/** The constants of a file whose values are plain numbers. */
function constantsOf(file: string): Record<string, number> {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const found = text.matchAll(/^(?:export )?const (\w+)(?:: \w+)? = (\d+);$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name as string, Number(value)]));
}

const plan = constantsOf("src/plan/slidemedian.ts");
const medians = constantsOf("assembly/slide/medians.ts");
const rows = constantsOf("assembly/kernel/medianrows.ts");
const slots = constantsOf("assembly/slide/slots.ts");

test("rows, tiles and reach are the same on both sides", () => {
  expect(plan.PITCH).toBe(medians.PITCH);
  expect(plan.TILE_OF_THREE).toBe(rows.TILE3);
  expect(plan.TILE).toBe(rows.TILE5);
  expect(plan.MOST_REACH).toBe(rows.REACH);
});

test("what scratch holds does not overlap, and fits", () => {
  const { PITCH, RING } = medians as { PITCH: number; RING: number };
  const { SLOT, SLOTS, MOST_ROWS, MEDIAN_SORTING, TILE_OF_THREE, MOST_REACH } = plan as Record<string, number>;
  // A packed row has a tile and what windows reach beyond it.
  expect(PITCH).toBeGreaterThanOrEqual((TILE_OF_THREE as number) + (MOST_REACH as number) + 16);
  // Sorted taps end before the ring of packed rows; that, before the ends of eight rows; and those, before the slot of what is outside.
  expect(2 * (MEDIAN_SORTING as number)).toBeLessThanOrEqual(RING);
  const ends = RING + (MOST_ROWS as number) * PITCH;
  const outside = (slots.OUTSIDE as number) * (SLOT as number);
  expect(ends + 8 * PITCH).toBeLessThanOrEqual(outside);
  expect(outside + PITCH).toBeLessThanOrEqual((SLOT as number) * (SLOTS as number));
});
