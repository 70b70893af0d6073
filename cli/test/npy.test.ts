import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { FOLDS, poolByLoop } from "./naive.ts";
import { npyFile, readNpyFile } from "./npyfile.ts";
import { sandbox, stridepool } from "./sandbox.ts";

const { at } = sandbox();

const SHAPE = [5, 7];
const VALUES = Array.from({ length: 35 }, (_, i) => ((i * 37 + 11) % 61) + 1);

const DTYPES = [
  ["|i1", Int8Array],
  ["|u1", Uint8Array],
  ["<i2", Int16Array],
  ["<u2", Uint16Array],
  ["<i4", Int32Array],
  ["<u4", Uint32Array],
  ["<f4", Float32Array],
  ["<f8", Float64Array],
  ["<i8", BigInt64Array],
  ["<u8", BigUint64Array],
] as const;

function typed(array: (typeof DTYPES)[number][1], values: readonly number[]) {
  const big = array === BigInt64Array || array === BigUint64Array;
  return big ? array.from(values.map(BigInt)) : (array as typeof Float64Array).from(values);
}

async function read(
  path: string,
  array: (typeof DTYPES)[number][1],
): Promise<{ descr: string; shape: number[]; values: number[] }> {
  const { descr, shape, data } = readNpyFile(await readFile(path));
  return { descr, shape, values: Array.from(new array(Uint8Array.from(data).buffer), Number) };
}

describe.each(DTYPES)("dtype %s", (descr, array) => {
  test("keeps its dtype through max, and is exact in every version of the header", async () => {
    const expected = poolByLoop({ data: VALUES, shape: SHAPE }, [2, 3], FOLDS.max);
    for (const version of [1, 2, 3] as const) {
      await writeFile(at("in.npy"), npyFile(descr, SHAPE, typed(array, VALUES), { version }));
      expect(await stridepool(at("in.npy"), "--window", "2x3", "--out", at("out.npy"))).toMatchObject({
        code: 0,
        stderr: "",
      });
      expect(await read(at("out.npy"), array)).toEqual({ descr, shape: [2, 2], values: expected });
    }
  });

  test("Fortran order", async () => {
    const columns = Array.from({ length: 35 }, (_, i) => VALUES[(i % 5) * 7 + Math.floor(i / 5)]);
    await writeFile(at("f.npy"), npyFile(descr, SHAPE, typed(array, columns), { fortran: true }));
    expect((await stridepool(at("f.npy"), "--window", "2x3", "--out", at("f-out.npy"))).code).toBe(0);
    const expected = poolByLoop({ data: VALUES, shape: SHAPE }, [2, 3], FOLDS.max);
    expect(await read(at("f-out.npy"), array)).toEqual({ descr, shape: [2, 2], values: expected });
  });

  test("big-endian, and data that is not aligned to its elements", async () => {
    const swapped = Buffer.from(typed(array, VALUES).buffer);
    const width = array.BYTES_PER_ELEMENT;
    if (width === 2) swapped.swap16();
    if (width === 4) swapped.swap32();
    if (width === 8) swapped.swap64();
    const expected = poolByLoop({ data: VALUES, shape: SHAPE }, [2, 3], FOLDS.max);
    const big = npyFile(width === 1 ? descr : `>${descr.slice(1)}`, SHAPE, swapped);
    const crooked = npyFile(descr, SHAPE, typed(array, VALUES), { crooked: true });
    for (const file of [big, crooked]) {
      await writeFile(at("b.npy"), file);
      expect(await stridepool(at("b.npy"), "--window", "2x3", "--out", at("b-out.npy"))).toMatchObject({
        code: 0,
        stderr: "",
      });
      expect(await read(at("b-out.npy"), array)).toEqual({ descr, shape: [2, 2], values: expected });
    }
  });
});

test("mean of integers is float64, or what --dtype asks for", async () => {
  await writeFile(at("m.npy"), npyFile("<i4", SHAPE, Int32Array.from(VALUES)));
  const expected = poolByLoop({ data: VALUES, shape: SHAPE }, [2, 2], FOLDS.mean);
  await stridepool(at("m.npy"), "--op", "mean", "--out", at("m64.npy"));
  expect(await read(at("m64.npy"), Float64Array)).toEqual({ descr: "<f8", shape: [2, 3], values: expected });
  await stridepool(at("m.npy"), "--op", "mean", "--dtype", "float32", "--out", at("m32.npy"));
  expect(await read(at("m32.npy"), Float32Array)).toEqual({ descr: "<f4", shape: [2, 3], values: expected });
});

describe("float16", () => {
  // 1.5, −2, 65504 (the largest), 2^−24 (the smallest), 0.1, −0.2
  const bits = Uint16Array.of(0x3e00, 0xc000, 0x7bff, 0x0001, 0x2e66, 0xb266);
  const halves = async (path: string) => {
    const { descr, shape, data } = readNpyFile(await readFile(path));
    return { descr, shape, bits: Array.from(new Uint16Array(Uint8Array.from(data).buffer)) };
  };

  test("comes back as float16, from either byte order", async () => {
    for (const big of [false, true]) {
      const stored = big ? Buffer.from(bits.slice().buffer).swap16() : bits;
      await writeFile(at("half.npy"), npyFile(big ? ">f2" : "<f2", [2, 3], stored));
      expect((await stridepool(at("half.npy"), "--window", "2x1", "--out", at("max.npy"))).code).toBe(0);
      expect(await halves(at("max.npy"))).toEqual({ descr: "<f2", shape: [1, 3], bits: [0x3e00, 0x2e66, 0x7bff] });
      // (1.5 + 2^-24) / 2 and (-2 + 0.1) / 2, rounded once to ten bits; (65504 - 0.2) / 2 likewise.
      await stridepool(at("half.npy"), "--window", "2x1", "--op", "mean", "--out", at("mean.npy"));
      expect((await halves(at("mean.npy"))).bits).toEqual([0x3a00, 0xbb9a, 0x77ff]);
    }
  });

  test("is written with the fewest digits that read back as the same value", async () => {
    await writeFile(at("half.npy"), npyFile("<f2", [2, 3], bits));
    const options = ["--window", "1", "--out"];
    expect((await stridepool(at("half.npy"), ...options, at("half.csv"))).code).toBe(0);
    expect(await readFile(at("half.csv"), "utf8")).toBe("1.5,-2,65500\n6e-8,0.1,-0.2\n");
    expect((await stridepool(at("half.npy"), ...options, "-")).stdout).toBe(
      "[\n  [1.5, -2, 65500],\n  [6e-8, 0.1, -0.2]\n]\n",
    );
    const back = [at("half.csv"), ...options, at("back.npy"), "--dtype", "float16"];
    expect((await stridepool(...back)).code).toBe(0);
    expect(await halves(at("back.npy"))).toEqual({ descr: "<f2", shape: [2, 3], bits: Array.from(bits) });
  });

  test("holds what JSON does not", async () => {
    await writeFile(at("wild.npy"), npyFile("<f2", [1, 3], Uint16Array.of(0x7c00, 0xfc00, 0x7e00)));
    expect((await stridepool(at("wild.npy"), "--window", "1", "--out", at("wild.csv"))).code).toBe(0);
    expect(await readFile(at("wild.csv"), "utf8")).toBe("Infinity,-Infinity,NaN\n");
    const { code, stderr } = await stridepool(at("wild.npy"), "--window", "1", "--out", "-");
    expect(code).toBe(1);
    expect(stderr).toContain("JSON has no Infinity; write .npy or .csv");
  });

  test("is asked for by --dtype, and is no image", async () => {
    await writeFile(at("m.csv"), "1,2\n4,70000\n");
    expect((await stridepool(at("m.csv"), "--window", "1", "--dtype", "float16", "--out", at("m.npy"))).code).toBe(0);
    expect((await halves(at("m.npy"))).bits).toEqual([0x3c00, 0x4000, 0x4400, 0x7c00]);
    const { code, stderr } = await stridepool(at("m.csv"), "--dtype", "float16", "--out", at("m.png"));
    expect(code).toBe(1);
    expect(stderr).toContain("PNG holds uint8 or uint16, the result is float16; add --dtype uint8");
  });
});

test("booleans are read as 0 and 1", async () => {
  await writeFile(at("truth.npy"), npyFile("|b1", [2, 4], Uint8Array.of(0, 1, 0, 0, 1, 1, 0, 0)));
  await stridepool(at("truth.npy"), "--op", "all", "--out", at("all.npy"));
  expect(await read(at("all.npy"), Uint8Array)).toEqual({ descr: "|u1", shape: [1, 2], values: [0, 0] });
  await stridepool(at("truth.npy"), "--op", "mean", "--out", at("share.npy"));
  expect(await read(at("share.npy"), Float64Array)).toEqual({ descr: "<f8", shape: [1, 2], values: [0.75, 0] });
});

describe("N-D arrays", () => {
  const VOLUME = Float32Array.from({ length: 2 * 4 * 6 * 3 }, (_, i) => (i * 29) % 101);
  const element = (n: number, y: number, x: number, c: number) => VOLUME[((n * 4 + y) * 6 + x) * 3 + c];

  test("--axes pools those, every other axis is a batch", async () => {
    await writeFile(at("nhwc.npy"), npyFile("<f4", [2, 4, 6, 3], VOLUME));
    await stridepool(at("nhwc.npy"), "--window", "2x3", "--axes", "1,2", "--out", at("nhwc-out.npy"));
    const expected: number[] = [];
    for (let n = 0; n < 2; n++)
      for (let y = 0; y < 2; y++)
        for (let x = 0; x < 2; x++)
          for (let c = 0; c < 3; c++) {
            const taps: number[] = [];
            for (let i = 0; i < 6; i++) taps.push(element(n, 2 * y + Math.floor(i / 3), 3 * x + (i % 3), c));
            expected.push(Math.max(...taps));
          }
    expect(await read(at("nhwc-out.npy"), Float32Array)).toEqual({
      descr: "<f4",
      shape: [2, 2, 2, 3],
      values: expected,
    });
    const negative = await stridepool(
      at("nhwc.npy"),
      "--window",
      "2x3",
      "--axes",
      "-3,-2",
      "--out",
      at("nhwc-neg.npy"),
    );
    expect(negative.code).toBe(0);
    expect(await readFile(at("nhwc-neg.npy"))).toEqual(await readFile(at("nhwc-out.npy")));
  });

  test("three extents pool the last three axes, one extent the last two", async () => {
    await writeFile(at("volume.npy"), npyFile("<f4", [2, 4, 6, 3], VOLUME));
    await stridepool(at("volume.npy"), "--window", "2x3x3", "--out", at("three.npy"));
    expect((await read(at("three.npy"), Float32Array)).shape).toEqual([2, 2, 2, 1]);
    await stridepool(at("volume.npy"), "--window", "3", "--out", at("one.npy"));
    expect((await read(at("one.npy"), Float32Array)).shape).toEqual([2, 4, 2, 1]);
  });

  test("a Fortran-ordered volume", async () => {
    const fortran = Float32Array.from({ length: VOLUME.length }, (_, i) => {
      const n = i % 2;
      const y = Math.floor(i / 2) % 4;
      const x = Math.floor(i / 8) % 6;
      return element(n, y, x, Math.floor(i / 48));
    });
    await writeFile(at("c.npy"), npyFile("<f4", [2, 4, 6, 3], VOLUME));
    await writeFile(at("fortran.npy"), npyFile("<f4", [2, 4, 6, 3], fortran, { fortran: true }));
    await stridepool(at("c.npy"), "--window", "2x3", "--op", "mean", "--out", at("c-out.npy"));
    await stridepool(at("fortran.npy"), "--window", "2x3", "--op", "mean", "--out", at("fortran-out.npy"));
    const expected = await read(at("c-out.npy"), Float32Array);
    const got = await read(at("fortran-out.npy"), Float32Array);
    expect(got.shape).toEqual([2, 4, 3, 1]);
    expect(got.values).toEqual(expected.values);
  });

  test("one axis", async () => {
    await writeFile(at("line.npy"), npyFile("<i8", [5], BigInt64Array.of(3n, 9n, -4n, -2n, 7n)));
    const { stdout } = await stridepool(at("line.npy"), "--window", "2", "--out", "-");
    expect(JSON.parse(stdout)).toEqual([9, -2]);
  });
});

test("64-bit integers are written digit by digit", async () => {
  const values = BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n, 0n);
  await writeFile(at("big.npy"), npyFile("<i8", [2, 2], values));
  const { stdout } = await stridepool(at("big.npy"), "--window", "1", "--out", "-");
  expect(stdout).toBe("[\n  [9223372036854775807, -9223372036854775808],\n  [9007199254740993, 0]\n]\n");
});

describe("refused", () => {
  const good = npyFile("<f8", [2, 2], Float64Array.of(1, 2, 3, 4));
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    [
      "another file",
      Buffer.from("this is no NumPy array"),
      /cannot read .*bad\.npy as \.npy: it does not begin as \.npy files do/,
    ],
    ["a cut header", good.subarray(0, 40), /ends within its header/],
    ["cut data", good.subarray(0, -8), /holds 3 elements, its shape \(2, 2\) needs 4/],
    ["a cut element", good.subarray(0, -3), /29 bytes of data are no whole number of <f8/],
    [
      "complex numbers",
      npyFile("<c8", [1, 1], Float32Array.of(1, 2)),
      /holds dtype <c8, .*save it as one of int8 uint8 .* float16 float32/,
    ],
    ["dates", npyFile("<M8[ns]", [1, 1], BigInt64Array.of(1n)), /holds dtype <M8\[ns\]/],
    ["text", npyFile("<U2", [1, 1], Uint32Array.of(65, 66)), /holds dtype <U2/],
    ["a scalar", npyFile("<f8", [], Float64Array.of(1)), /a single number of shape \(\)/],
  ];
  test.each(cases)("%s", async (_, file, message) => {
    await writeFile(at("bad.npy"), file);
    const { code, stderr } = await stridepool(at("bad.npy"), "--out", at("never.npy"));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^stridepool: .*\n$/);
    await expect(readFile(at("never.npy"))).rejects.toThrow("ENOENT");
  });

  test("records", async () => {
    const header = "{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }";
    const record = npyFile("<f8", [1], Float64Array.of(0)).toString("latin1");
    const file = record.replace(/\{[^}]*\} */, header.padEnd(record.indexOf("\n") - 10));
    await writeFile(at("record.npy"), file, "latin1");
    const { code, stderr } = await stridepool(at("record.npy"));
    expect(code).toBe(1);
    expect(stderr).toContain("holds dtype [('a', '<f4'), ('b', '<i4')], which cannot be pooled");
  });
});
