import type { DTypeRow, TypedArray } from "../registry/dtypes.ts";
import { float16Table, toFloat16Bits } from "../registry/float16.ts";
import { type CopyRun, copyRun } from "./copy.ts";

/** How elements come into the engine's memory, where a float16 is a float32. */
export function intakeOf(dtype: DTypeRow): CopyRun {
  if (dtype.name !== "float16") return copyRun;
  return dtype.coded ? decodeRun : convertRun;
}

/** How results leave it, where a float16 is a wider float. */
export function outletOf(dtype: DTypeRow): CopyRun {
  if (dtype.name !== "float16") return copyRun;
  return dtype.coded ? encodeRun : convertRun;
}

/** Elements that typed arrays convert themselves. */
function convertRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  if (a === 1 && b === 1) (to as Float32Array).set(from.subarray(fromAt, fromAt + count) as Float32Array, toAt);
  else {
    for (let i = 0; i < count; i++)
      (to as Float32Array)[toAt + i * b] = (from as Float32Array)[fromAt + i * a] as number;
  }
}

/** Bits of float16s into numbers. */
function decodeRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  const table = float16Table();
  for (let i = 0; i < count; i++) {
    (to as Float32Array)[toAt + i * b] = table[(from as Uint16Array)[fromAt + i * a] as number] as number;
  }
}

/** Numbers into bits of float16s, rounded once. */
function encodeRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  for (let i = 0; i < count; i++) {
    (to as Uint16Array)[toAt + i * b] = toFloat16Bits((from as Float32Array)[fromAt + i * a] as number);
  }
}

/** How a mask of a dtype becomes bytes, 0 where an element is left out. */
export function maskIntakeOf(dtype: DTypeRow): CopyRun {
  if (dtype.bytes === 1) return copyRun;
  return dtype.coded ? codedMaskRun : maskRun;
}

function maskRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  const mask = from as unknown as { readonly [at: number]: number | bigint };
  for (let i = 0; i < count; i++) {
    // biome-ignore lint/suspicious/noDoubleEquals: a zero of either kind.
    (to as Uint8Array)[toAt + i * b] = (mask[fromAt + i * a] as number | bigint) == 0 ? 0 : 1;
  }
}

/** Both zeros of float16 are 0. */
function codedMaskRun(
  count: number,
  from: TypedArray,
  fromAt: number,
  a: number,
  to: TypedArray,
  toAt: number,
  b: number,
): void {
  for (let i = 0; i < count; i++) {
    (to as Uint8Array)[toAt + i * b] = ((from as Uint16Array)[fromAt + i * a] as number) & 0x7fff ? 1 : 0;
  }
}
