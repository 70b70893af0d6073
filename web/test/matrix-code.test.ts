import { describe, expect, test } from "vitest";
import { asStridedCode, reshapeCode, slidingCode } from "../src/matrix/code/numpy.ts";
import { stridepoolCode } from "../src/matrix/code/stridepool.ts";
import { compute } from "../src/matrix/compute.ts";
import { EXAMPLES } from "../src/matrix/examples.ts";
import { DTYPE_NAMES, OPS } from "../src/matrix/names.ts";
import { type Matrix, parseMatrix } from "../src/matrix/parse.ts";
import { asked, WINDOWS } from "./matrix-requests.ts";

const eight = parseMatrix(EXAMPLES[0]?.text() as string);

/** What a module prints of itself: its `result`, nested. */
async function run(code: string): Promise<unknown> {
  const from = code.replace('"stridepool"', JSON.stringify(import.meta.resolve("stridepool")));
  const shown = from.replace(/console\.log\((.*?)\);/, "export const shown = $1;");
  const module = `data:text/javascript,${encodeURIComponent(shown)}`;
  return ((await import(/* @vite-ignore */ module)) as { shown: unknown }).shown;
}

describe("the code for this package gives what is shown", () => {
  test.each(WINDOWS.map((windows) => ({ windows })))("of $windows", async ({ windows }) => {
    const outcome = compute(eight, asked(windows));
    expect(await run(stridepoolCode(outcome))).toEqual(outcome.pooled);
  });

  test.each(OPS)("of %s", async (op) => {
    const outcome = compute(eight, asked({ op, window: [3, 3], padding: [1, 0] }));
    expect(await run(stridepoolCode(outcome))).toEqual(outcome.pooled);
  });

  test.each(DTYPE_NAMES)("of %s", async (dtype) => {
    for (const op of ["max", "mean"] as const) {
      const outcome = compute(eight, asked({ op, dtype, window: [2, 3] }));
      expect(await run(stridepoolCode(outcome))).toEqual(outcome.pooled);
    }
  });

  test("of what is no finite number, and of large integers", async () => {
    const odd = compute(parseMatrix("nan -inf 1\ninf 2 -0.5"), asked({ op: "first", window: [1, 1] }));
    expect(await run(stridepoolCode(odd))).toEqual(odd.pooled);
    const large = compute(parseMatrix("9007199254740993 -5"), asked({ dtype: "int64", window: [1, 2] }));
    expect(await run(stridepoolCode(large))).toEqual([[9007199254740993n]]);
  });

  test("of a large matrix, but for its elements", async () => {
    const zeros: Matrix = { rows: 65, columns: 64, values: new Array<number>(65 * 64).fill(0) };
    for (const dtype of ["float64", "float16", "int64"] as const) {
      const outcome = compute(zeros, asked({ dtype, window: [5, 4] }));
      expect(await run(stridepoolCode(outcome))).toEqual(outcome.pooled);
    }
  });
});

describe("the code for NumPy", () => {
  const last = (code: string | undefined) => code?.split("\n").slice(-4);

  test("has the strides in bytes, and the reshape", () => {
    const outcome = compute(eight, asked());
    expect(last(asStridedCode(outcome))).toEqual([
      "w = as_strided(k, (4, 4, 2, 2), (128, 16, 64, 8), writeable=False)",
      "result = w.max(axis=(2, 3))",
      "print(result)",
      "",
    ]);
    expect(last(slidingCode(outcome))?.[0]).toBe("w = sliding_window_view(k, (2, 2))[::2, ::2]");
    expect(last(reshapeCode(outcome))?.slice(0, 2)).toEqual([
      "w = k.reshape(m//2, 2, n//2, 2)",
      "result = w.max(axis=(1, 3))",
    ]);
  });

  test("trims what does not fill a block", () => {
    const outcome = compute(eight, asked({ window: [2, 3], op: "mean" }));
    expect(last(reshapeCode(outcome))?.slice(0, 2)).toEqual([
      "w = k[:m//2*2, :n//3*3].reshape(m//2, 2, n//3, 3)",
      "result = w.mean(axis=(1, 3))",
    ]);
  });

  test("has no reshape of windows that are no blocks, and no view of taps that are not there", () => {
    expect(reshapeCode(compute(eight, asked({ stride: [1, 1] })))).toBeUndefined();
    const padded = compute(eight, asked({ padding: [1, 1] }));
    expect(reshapeCode(padded)).toBeUndefined();
    expect(asStridedCode(padded)).toBeUndefined();
    expect(slidingCode(padded)).toContain(
      "there = sliding_window_view(np.pad(np.ones(k.shape, bool), ((1, 1), (1, 1))), (2, 2))[::2, ::2]",
    );
    const filled = compute(eight, asked({ padding: [1, 1], outside: "wrap" }));
    expect(asStridedCode(filled)).toContain('padded = np.pad(k, ((1, 1), (1, 1)), mode="wrap")');
    expect(asStridedCode(filled)).toContain("as_strided(padded, (5, 5, 2, 2), (160, 16, 80, 8)");
  });
});
