import { dump, parse } from "npyjs";
import type { TypedArray } from "stridepool";
import { columnMajor, count, type Dense, rowMajor, type Strided } from "./array.ts";
import { DTYPES, type DType } from "./choices.ts";
import { float16Bits } from "./float16.ts";
import { messageOf, Refusal } from "./refusal.ts";

/** NumPy's type codes; a boolean is a byte, 0 or 1. */
const BY_CODE: Readonly<Record<string, DType>> = {
  b1: "uint8",
  i1: "int8",
  u1: "uint8",
  i2: "int16",
  u2: "uint16",
  i4: "int32",
  u4: "uint32",
  i8: "int64",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** An array saved by NumPy; Fortran order is read through its strides, without a copy. */
export function readNpy(bytes: Uint8Array<ArrayBuffer>, path: string): Strided {
  const { file, descr } = prepared(bytes, path);
  const code = descr.slice(1);
  if (!Object.hasOwn(BY_CODE, code)) {
    throw new Refusal(`${path} holds dtype ${descr}, which cannot be pooled; save it as one of ${DTYPES.join(" ")}`);
  }
  const { data, shape, fortranOrder } = parsed(file, path);
  if (shape.length === 0) throw new Refusal(`${path} holds a single number of shape (); nothing to pool`);
  if (!shape.every(Number.isSafeInteger)) {
    throw new Refusal(`cannot read ${path} as .npy: its header has no valid shape`);
  }
  if (data.length !== count(shape)) {
    const promised = `its shape (${shape.join(", ")}) needs ${count(shape)}`;
    throw new Refusal(`cannot read ${path} as .npy: it holds ${data.length} elements, ${promised}; is it cut short?`);
  }
  const stride = fortranOrder ? columnMajor(shape) : rowMajor(shape);
  return { data, shape, stride, dtype: BY_CODE[code] };
}

function parsed(file: ArrayBuffer, path: string): { data: TypedArray; shape: number[]; fortranOrder: boolean } {
  try {
    // Not every runtime has a Float16Array, so float16 is read as its bits.
    const { data, shape, fortranOrder } = parse(file, { convertFloat16: false });
    return { data: data as TypedArray, shape, fortranOrder };
  } catch (error) {
    throw new Refusal(`cannot read ${path} as .npy: ${messageOf(error)}`);
  }
}

interface Header {
  /** Where its text begins, and how long it is; the data follow. */
  readonly start: number;
  readonly length: number;
  readonly descr: string;
}

function headerOf(bytes: Uint8Array<ArrayBuffer>, malformed: (problem: string) => Refusal): Header {
  const view = new DataView(bytes.buffer);
  if (bytes.length < 12 || Buffer.from(bytes.buffer, 0, 6).toString("latin1") !== "\x93NUMPY") {
    throw malformed("it does not begin as .npy files do");
  }
  const start = bytes[6] === 1 ? 10 : 12;
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw malformed("it ends within its header");
  const text = Buffer.from(bytes.buffer, start, length).toString("latin1");
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[.*\]))/.exec(text);
  if (descr === null) throw malformed("its header names no dtype");
  return { start, length, descr: descr[1] ?? descr[2] };
}

/**
 * The file as npyjs reads it: little-endian, its data aligned to whole elements, booleans as bytes. Other files are rare, but
 * allowed.
 */
function prepared(bytes: Uint8Array<ArrayBuffer>, path: string): { file: ArrayBuffer; descr: string } {
  const malformed = (problem: string): Refusal => new Refusal(`cannot read ${path} as .npy: ${problem}`);
  const { start, length, descr } = headerOf(bytes, malformed);
  const width = Number(/^[<>|=][a-zA-Z](\d+)$/.exec(descr)?.[1] ?? 1);
  const size = bytes.length - start - length;
  if (size % width !== 0) throw malformed(`${size} bytes of data are no whole number of ${descr}`);
  const shift = (width - ((start + length) % width)) % width;
  const file = shift === 0 ? bytes.buffer : moved(bytes, start, length, shift);
  if (descr.startsWith(">")) swap(Buffer.from(file, start + length + shift), width);
  const header = Buffer.from(file, start, length);
  header.write(header.toString("latin1").replace("'>", "'<").replace("b1'", "u1'"), "latin1");
  return { file, descr };
}

/** A copy whose header ends in `shift` more spaces. */
function moved(bytes: Uint8Array, start: number, length: number, shift: number): ArrayBuffer {
  const copy = new Uint8Array(bytes.length + shift);
  copy.set(bytes.subarray(0, start + length));
  copy.fill(0x20, start + length, start + length + shift);
  copy.set(bytes.subarray(start + length), start + length + shift);
  const view = new DataView(copy.buffer);
  if (start === 10) view.setUint16(8, length + shift, true);
  else view.setUint32(8, length + shift, true);
  return copy.buffer;
}

function swap(data: Buffer, width: number): void {
  if (width === 2) data.swap16();
  else if (width === 4) data.swap32();
  else if (width === 8) data.swap64();
}

/** An array as NumPy loads it, in its own dtype. */
export function writeNpy(array: Dense): Uint8Array {
  const shape = [...array.shape];
  if (array.dtype === "float16") return new Uint8Array(dump(float16Bits(array), shape, { dtype: "f2" }));
  return new Uint8Array(dump(array.data, shape));
}
