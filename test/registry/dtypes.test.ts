import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { DTYPE_NAMES, DTYPES, dtypeOfArray, isGone, ownArray, typedArrayName } from "../../src/registry/dtypes.ts";
import { readerOf, writerOf } from "../../src/registry/elements.ts";

/** Float16Array, where the runtime has one. */
const Half = (globalThis as { Float16Array?: unknown }).Float16Array;

describe("the table of dtypes", () => {
  const expected = {
    int8: [Int8Array, 1, -128, 127],
    uint8: [Uint8Array, 1, 0, 255],
    int16: [Int16Array, 2, -32768, 32767],
    uint16: [Uint16Array, 2, 0, 65535],
    int32: [Int32Array, 4, -2147483648, 2147483647],
    uint32: [Uint32Array, 4, 0, 4294967295],
    int64: [BigInt64Array, 8, -9223372036854775808n, 9223372036854775807n],
    uint64: [BigUint64Array, 8, 0n, 18446744073709551615n],
    float16: [Half ?? Uint16Array, 2, -Infinity, Infinity],
    float32: [Float32Array, 4, -Infinity, Infinity],
    float64: [Float64Array, 8, -Infinity, Infinity],
    uint8_clamped: [Uint8ClampedArray, 1, 0, 255],
  } as const;

  test("is this, and a change to it is a change to this test", () => {
    const rows = DTYPE_NAMES.map((name) => {
      const { array, bytes, lowest, highest } = DTYPES[name];
      return [name, [array, bytes, lowest, highest]];
    });
    expect(Object.fromEntries(rows)).toEqual(expected);
  });

  test("its rows agree with themselves", () => {
    for (const name of DTYPE_NAMES) {
      const row = DTYPES[name];
      expect(row.name).toBe(name);
      expect(row.bits).toBe(8 * row.bytes);
      expect(new row.array(1).BYTES_PER_ELEMENT).toBe(row.bytes);
      expect(row.float).toBe(name.startsWith("float"));
      expect(row.signed).toBe(!name.startsWith("uint"));
      expect(row.big).toBe(typeof new row.array(1)[0] === "bigint");
      expect(row.coded).toBe(name === "float16" && Half === undefined);
    }
    // The engine knows each by a number; clamped bytes are bytes to it.
    const codes = DTYPE_NAMES.filter((name) => name !== "uint8_clamped").map((name) => DTYPES[name].code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(DTYPES.uint8_clamped.code).toBe(DTYPES.uint8.code);
  });

  test("elements are read as they were written, float16 as the nearest", () => {
    for (const name of DTYPE_NAMES) {
      const row = DTYPES[name];
      const data = new row.array(3);
      const [read, write] = [readerOf(data, row), writerOf(data, row)];
      [1, 100, 0].forEach((value, i) => {
        write(i, row.big ? BigInt(value) : value);
      });
      expect([0, 1, 2].map(read), name).toEqual(row.big ? [1n, 100n, 0n] : [1, 100, 0]);
    }
    const data = new DTYPES.float16.array(2);
    writerOf(data, DTYPES.float16)(1, 0.1);
    expect([0, 1].map(readerOf(data, DTYPES.float16))).toEqual([0, 0.0999755859375]);
  });
});

describe("typed arrays", () => {
  test("are known by what they are, of any realm and class, and nothing else is", () => {
    for (const name of DTYPE_NAMES) {
      const { array } = DTYPES[name];
      const found = dtypeOfArray(new array(2));
      expect(found?.name, name).toBe(name === "float16" && Half === undefined ? "uint16" : name);
      expect(typedArrayName(new array(2))).toBe(array.name);
    }
    expect(dtypeOfArray(Buffer.alloc(1))?.name).toBe("uint8");
    expect(dtypeOfArray(new (class extends Int16Array {})(1))?.name).toBe("int16");
    expect(dtypeOfArray(runInNewContext("new Float64Array(1)"))?.name).toBe("float64");
    const liar = Object.defineProperty(new Int8Array(1), Symbol.toStringTag, { value: "Float64Array" });
    expect(dtypeOfArray(liar)?.name).toBe("int8");
    for (const other of [
      null,
      undefined,
      1,
      "x",
      [],
      {},
      new DataView(new ArrayBuffer(1)),
      { [Symbol.toStringTag]: "Int8Array" },
    ]) {
      expect(dtypeOfArray(other)).toBeUndefined();
      expect(typedArrayName(other)).toBeUndefined();
    }
  });

  test("become this realm's own over the same memory", () => {
    const plain = Float32Array.of(1, 2);
    expect(ownArray(plain, DTYPES.float32)).toBe(plain);
    const empty = new Float32Array(0);
    expect(ownArray(empty, DTYPES.float32)).toBe(empty);
    const buffer = Buffer.from([1, 2, 3]).subarray(1);
    const own = ownArray(buffer, DTYPES.uint8) as Uint8Array;
    expect(Object.getPrototypeOf(own)).toBe(Uint8Array.prototype);
    expect([own.buffer, own.byteOffset, own.length]).toEqual([buffer.buffer, buffer.byteOffset, 2]);
    const liar = Object.defineProperty(Float32Array.of(1, 2), "length", { value: 99 });
    expect(ownArray(liar, DTYPES.float32)).toHaveLength(2);
    // Bits are read where float16 is stated, whatever class the runtime has.
    const bits = ownArray(Uint16Array.of(0x3c00), DTYPES.float16) as Uint16Array;
    expect(readerOf(bits, DTYPES.float16)(0)).toBe(1);
  });

  test("whose memory is gone are known to be", () => {
    const data = new Int8Array(4);
    expect(isGone(data)).toBe(false);
    expect(isGone(new Int8Array(0))).toBe(false);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    expect(isGone(data)).toBe(true);
    expect(ownArray(data, DTYPES.int8)).toBeUndefined();
    const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
    const fixed = new Int8Array(buffer, 4, 4);
    const tracking = new Int8Array(buffer);
    buffer.resize(6);
    expect([isGone(fixed), isGone(tracking)]).toEqual([true, false]);
    buffer.resize(0);
    expect([isGone(fixed), isGone(tracking)]).toEqual([true, false]);
    buffer.resize(8);
    expect([isGone(fixed), isGone(tracking)]).toEqual([false, false]);
  });
});
