import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { disagreementOf } from "../../bench/agree.mjs";
import { judged, slowerThan } from "../../bench/regress.mjs";
import { parseProblem } from "../../bench/shapes.mjs";
import { linesOf, unbeatenOf } from "../../bench/table.mjs";

describe("another library's result", () => {
  const exact = () => [1.5, 2.25];

  test.each([
    ["exact", [2, 2], undefined],
    ["exact", [2, 3], "gives 3 at 1 where stridepool gives 2"],
    ["ties", [1, 2], undefined],
    ["ties", [2, 3], "gives 3 at 1 where stridepool gives 2"],
    ["near", [2, 3], "gives 3 at 1 where stridepool gives 2"],
    ["exact", [2], "gives 1 results instead of 2"],
  ] as const)("as %s: %j", (rule, theirs, what) => {
    expect(disagreementOf(theirs, [2, 2], rule, "uint8", exact)).toBe(what);
  });

  test("of floats may differ by units in the last place, and by no more", () => {
    expect(disagreementOf([1 + 2 ** -23], [1], "ulp", "float32", exact)).toBeUndefined();
    expect(disagreementOf([1 + 2 ** -20], [1], "ulp", "float32", exact)).toContain("at 0");
    expect(disagreementOf([1 + 2 ** -20], [1], "steps", "float32", exact)).toBeUndefined();
    expect(disagreementOf([1.01], [1], "steps", "float32", exact)).toContain("at 0");
    expect(disagreementOf([Number.NaN], [1], "ulp", "float32", exact)).toContain("gives NaN");
  });
});

describe("the table", () => {
  const time = (ns: number) => ({ ns, rme: 1 });
  const times = {
    plan: time(100),
    call: time(300),
    "call, out": time(200),
    read: time(50),
    OpenCV: time(250),
    "opencv.js": time(450),
  };
  const lines = linesOf(parseProblem("max u8 100x100 w2x2"), times, {
    ...Object.fromEntries(Object.keys(times).map((way) => [way, "ours" as const])),
    OpenCV: "native",
    "opencv.js": "js",
  });

  test("says how many times as fast stridepool is, and GB/s of the input", () => {
    const line = lines.find(({ way }) => way === "OpenCV");
    expect(line).toMatchObject({ plan: 2.5, out: 1.25, call: 250 / 300, overRead: 0.2, gbps: 40 });
  });

  test("names whom some way does not beat by as much as wanted", () => {
    const short = unbeatenOf(lines).map(({ peer, ways }) => [
      peer,
      ways.plan?.short,
      ways.out?.short,
      ways.call?.short,
    ]);
    expect(short).toEqual([
      ["OpenCV", false, false, true],
      ["opencv.js", true, true, true],
    ]);
  });

  test("lets the memory's limit be enough beside libraries of JavaScript", () => {
    const fast = linesOf(
      parseProblem("max u8 100x100 w2x2"),
      { ...times, read: time(90) },
      { OpenCV: "native", "opencv.js": "js" },
    );
    const all = fast.map((line) => ({ ...line, kind: line.kind ?? ("ours" as const) }));
    expect(unbeatenOf(all).find(({ peer }) => peer === "opencv.js")?.ways.plan?.short).toBe(false);
  });
});

describe("the check of speed", () => {
  const row = { problem: "max f32 8x8 w2x2", way: "plan", unit: "plain" } as const;
  const name = "max f32 8x8 w2x2, plan";
  const inTurn = (pairs: { ours: number; unit: number }[]) => {
    let i = 0;
    return async () => pairs[Math.min(i++, pairs.length - 1)] as { ours: number; unit: number };
  };

  test("fails below 0.7 of the baseline, and where there is none", () => {
    expect(slowerThan({ a: 0.69, b: 0.71, c: 5 }, { a: 1, b: 1 })).toEqual(["a", "c"]);
  });

  test("measures what falls short again, and forgives what then is as fast as ever", async () => {
    const { ratios, slow } = await judged(
      [row],
      inTurn([
        { ours: 30, unit: 10 },
        { ours: 10, unit: 12 },
      ]),
      { [name]: 1 },
    );
    expect(slow).toEqual([]);
    expect(ratios[name]).toBe(1);
  });

  test("is not fooled by a unit that was disturbed once", async () => {
    const pairs = [
      { ours: 20, unit: 13 },
      { ours: 20, unit: 10 },
      { ours: 20, unit: 40 },
    ];
    expect((await judged([row], inTurn(pairs), { [name]: 1 })).slow).toEqual([name]);
  });

  test("catches a stridepool that does everything twice", () => {
    const script = fileURLToPath(new URL("../../bench/regress.mjs", import.meta.url));
    const run = spawnSync(process.execPath, [script, "--slow", "--filter", "max f32 512x512 w2x2, plan"], {
      encoding: "utf8",
    });
    expect(run.stderr).toContain("more than 30 % slower");
    expect(run.status).toBe(1);
    expect(run.stdout.match(/SLOWER/g)?.length).toBeGreaterThan(0);
  });
});
