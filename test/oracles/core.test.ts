import { describe, expect, test } from "vitest";
import type { NdArray, Op } from "../../src/types.ts";
import { onEveryBuild } from "../support/builds.ts";
import {
  type Case,
  complaint,
  complaintOfIndices,
  errorsOf,
  FIXTURES,
  type Fixture,
  inputOf,
  optionsOf,
  run,
  shown,
  worstOf,
} from "./fixture.ts";

/*
 * The core against other libraries: integers, extremes, medians, modes and positions equal; sums of floats, roots and products
 * no further from the exact value than the library itself gets over the cases of the op (or one unit in the last place), and all
 * taken together no further either. Not cell by cell: where roundings fall is luck in every order of additions.
 */

/** What is wrong with the result of a call. */
function problem(fixture: Fixture, each: Case, pooled: () => NdArray): string | undefined {
  let said: string | undefined;
  try {
    const result = pooled();
    said = complaint(result, each, worstOf(fixture, each)) ?? complaintOfIndices(result, each);
  } catch (error) {
    said = `throws ${(error as Error).message}`;
  }
  return said === undefined ? undefined : `${shown(each)}: ${said}`;
}

const opsOf = ({ cases }: Fixture): string[] => [...new Set(cases.map(({ op }) => op))];

for (const fixture of FIXTURES) {
  onEveryBuild(`the core as ${fixture.source} has it`, (api) => {
    test.each(opsOf(fixture))("%s", (op) => {
      const cases = fixture.cases.filter((each) => each.op === op);
      const wrong = cases.map((each) => problem(fixture, each, () => run(api, fixture, each))).filter(Boolean);
      expect(wrong, `${wrong.length} of ${cases.length} wrong`).toEqual([]);
    });
  });
}

onEveryBuild("taken together, the errors of float results", (api) => {
  test.each(FIXTURES)("are no larger than those of $source", (fixture) => {
    const squares = new Map<string, { ours: number; theirs: number; count: number }>();
    for (const each of fixture.cases.filter(({ exact }) => exact !== undefined)) {
      const sum = squares.get(each.op) ?? { ours: 0, theirs: 0, count: 0 };
      for (const { ours, theirs } of errorsOf(run(api, fixture, each), each)) {
        sum.ours += ours ** 2;
        sum.theirs += theirs ** 2;
        sum.count++;
      }
      squares.set(each.op, sum);
    }
    // A few dozen errors are as large as luck has it.
    const many = [...squares].filter(([, { count }]) => count > 100);
    const worse = many.filter(([, { ours, theirs }]) => ours > theirs);
    expect(squares.size).toBeGreaterThan(0);
    expect(worse).toEqual([]);
  });
});

interface Group {
  readonly fixture: Fixture;
  readonly cases: Case[];
}

/** Cases that differ in the op alone, which poolStats does in one call. */
function groups(): Group[] {
  const found = new Map<string, Case[]>();
  const rest = new Map<string, Case[]>();
  const owners = new Map<string, Fixture>();
  for (const fixture of FIXTURES) {
    for (const each of fixture.cases) {
      if (each.call !== undefined || each.op === "reducer" || each.options?.out !== undefined) continue;
      const { indices, ...options } = each.options ?? {};
      const key = JSON.stringify([fixture.source, each.input, each.view, each.window, options]);
      owners.set(key, fixture);
      // Statistics without positions go along with those that have them.
      const positioned = ["max", "min", "argmax", "argmin"].includes(each.op);
      const [map, place] = positioned ? [found, `${key}\n${indices}`] : [rest, key];
      map.set(place, [...(map.get(place) ?? []), each]);
    }
  }
  const all: Group[] = [];
  for (const [place, cases] of found) {
    const key = place.split("\n")[0] as string;
    all.push({ fixture: owners.get(key) as Fixture, cases: [...cases, ...(rest.get(key) ?? [])] });
  }
  for (const [key, cases] of rest) {
    const alone = ![...found.keys()].some((place) => place.startsWith(`${key}\n`));
    if (alone) all.push({ fixture: owners.get(key) as Fixture, cases });
  }
  const distinct = all.map(({ fixture, cases }) => ({
    fixture,
    cases: cases.filter(({ op }, i) => cases.findIndex((other) => other.op === op) === i),
  }));
  return distinct.filter(({ cases }) => cases.length > 1);
}

const GROUPS = groups();

onEveryBuild("poolStats gives what pool gives, op by op", (api) => {
  test("wherever several ops have the same arguments", () => {
    expect(GROUPS.length).toBeGreaterThan(100);
    const wrong: unknown[] = [];
    for (const { fixture, cases } of GROUPS) {
      const [first] = cases as [Case];
      const input = inputOf(fixture, first.input, first.view);
      const stats = cases.map(({ op }) => op as Op);
      let all: Record<string, NdArray> = {};
      try {
        all = api.poolStats(input, first.window as number[], { ...optionsOf(fixture, first), stats }) as typeof all;
        expect(Object.keys(all)).toEqual(stats);
      } catch (error) {
        wrong.push(`poolStats ${stats} of ${shown(first)}: throws ${(error as Error).message}`);
        continue;
      }
      wrong.push(...cases.map((each) => problem(fixture, each, () => all[each.op] as NdArray)).filter(Boolean));
    }
    expect(wrong).toEqual([]);
  });
});

describe("the fixtures of the core", () => {
  test.each(FIXTURES)(
    "$source says what wrote it, and why what is left out is",
    ({ generated, versions, leftOut, cases }) => {
      expect(generated).toContain("scripts/fixtures.py");
      for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+/);
      expect(cases.length).toBeGreaterThan(0);
      for (const { what, why, count } of leftOut) {
        expect(count, what).toBeGreaterThan(0);
        expect(why.length, what).toBeGreaterThan(20);
        console.log(`left out: ${count} x ${what}: ${why}`);
      }
    },
  );
});
