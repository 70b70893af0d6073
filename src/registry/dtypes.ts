/** Float16Array where the runtime has one; else the bits are held in a Uint16Array, and the array's dtype says so. */
const Float16 = (globalThis as { Float16Array?: unknown }).Float16Array ?? Uint16Array;

/** The element types. One row is one dtype: everything that iterates dtypes iterates this table. */
export const DTYPES = {
  int8: row("int8", 0, Int8Array, 8, true, false),
  uint8: row("uint8", 1, Uint8Array, 8, false, false),
  int16: row("int16", 2, Int16Array, 16, true, false),
  uint16: row("uint16", 3, Uint16Array, 16, false, false),
  int32: row("int32", 4, Int32Array, 32, true, false),
  uint32: row("uint32", 5, Uint32Array, 32, false, false),
  int64: row("int64", 6, BigInt64Array, 64, true, false),
  uint64: row("uint64", 7, BigUint64Array, 64, false, false),
  float16: row("float16", 10, Float16, 16, true, true),
  float32: row("float32", 8, Float32Array, 32, true, true),
  float64: row("float64", 9, Float64Array, 64, true, true),
  // A name for uint8 whose results come back in a Uint8ClampedArray; the engine sees uint8.
  uint8_clamped: row("uint8_clamped", 1, Uint8ClampedArray, 8, false, false),
} as const;

/** The name of an element type. */
export type DType = keyof typeof DTYPES;

/** Float16Array, where the program's library of types has it. */
export type Float16Data = typeof globalThis extends { Float16Array: { readonly prototype: infer Data } } ? Data : never;

/** The typed arrays that hold matrices. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array
  | Float16Data
  | Uint8ClampedArray;

/** The typed array that each dtype is held in. */
export interface DTypeArrays {
  int8: Int8Array<ArrayBuffer>;
  uint8: Uint8Array<ArrayBuffer>;
  int16: Int16Array<ArrayBuffer>;
  uint16: Uint16Array<ArrayBuffer>;
  int32: Int32Array<ArrayBuffer>;
  uint32: Uint32Array<ArrayBuffer>;
  int64: BigInt64Array<ArrayBuffer>;
  uint64: BigUint64Array<ArrayBuffer>;
  /** A Float16Array where the runtime has one, else the bits. */
  float16: Uint16Array<ArrayBuffer> | Float16Data;
  float32: Float32Array<ArrayBuffer>;
  float64: Float64Array<ArrayBuffer>;
  uint8_clamped: Uint8ClampedArray<ArrayBuffer>;
}

/** Makes a typed array of a length, or a view of a buffer. */
type ArrayConstructor = {
  new (length: number): TypedArray;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  readonly name: string;
  readonly prototype: TypedArray;
};

/** One dtype: how it is stored and which values it holds. */
export interface DTypeRow {
  readonly name: DType;
  /** The number the engine knows it by. */
  readonly code: number;
  readonly array: ArrayConstructor;
  readonly bytes: number;
  readonly bits: number;
  readonly signed: boolean;
  readonly float: boolean;
  /** Held as bigint. */
  readonly big: boolean;
  /** Held as bits that a table turns into numbers: float16 where there is no Float16Array. */
  readonly coded: boolean;
  /** The least and greatest integer held (infinities for floats). */
  readonly lowest: number | bigint;
  readonly highest: number | bigint;
}

function row(name: string, code: number, array: unknown, bits: number, signed: boolean, float: boolean): DTypeRow {
  const big = bits === 64 && !float;
  const high = 2n ** BigInt(signed ? bits - 1 : bits) - 1n;
  const low = signed ? -high - 1n : 0n;
  return {
    name: name as DType,
    code,
    array: array as ArrayConstructor,
    bytes: bits / 8,
    bits,
    signed,
    float,
    big,
    coded: name === "float16" && array === Uint16Array,
    lowest: float ? -Infinity : big ? low : Number(low),
    highest: float ? Infinity : big ? high : Number(high),
  };
}

/** The names, in table order. */
export const DTYPE_NAMES = Object.keys(DTYPES) as DType[];

/** Without a Float16Array, a Uint16Array is uint16 unless it says otherwise. */
const BY_ARRAY_NAME = new Map(
  DTYPE_NAMES.filter((name) => name !== "float16" || DTYPES.float16.array.name === "Float16Array").map((name) => [
    DTYPES[name].array.name,
    DTYPES[name] as DTypeRow,
  ]),
);

/** The getters that every typed array of any realm answers truly, whatever a subclass says. */
const getter = (name: string | symbol): ((this: unknown) => unknown) =>
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name)?.get as () => unknown;
const tagOf = getter(Symbol.toStringTag) as (this: unknown) => string | undefined;
const bufferOf = getter("buffer") as (this: unknown) => ArrayBufferLike;
const byteOffsetOf = getter("byteOffset") as (this: unknown) => number;
const lengthOf = getter("length") as (this: unknown) => number;

/** The class name of a typed array of any realm (`"Float32Array"`; a Buffer is a `"Uint8Array"`), else undefined. */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf.call(value);
}

/** The dtype whose values this typed array holds, or undefined for anything else. */
export function dtypeOfArray(value: unknown): DTypeRow | undefined {
  const name = tagOf.call(value);
  return name === undefined ? undefined : BY_ARRAY_NAME.get(name);
}

/**
 * A typed array as one of this realm's own: Buffers, subclasses and arrays of other realms become views of the same memory, so
 * that nothing of theirs runs from here on, and copies are plain memory moves. Undefined where its buffer is gone.
 */
export function ownArray(data: unknown, dtype: DTypeRow): TypedArray | undefined {
  const plain = Object.getPrototypeOf(data) === dtype.array.prototype && !overrides(data as TypedArray);
  if (plain && (data as TypedArray).length > 0) return data as TypedArray;
  if (isGone(data as TypedArray)) return undefined;
  return plain
    ? (data as TypedArray)
    : new dtype.array(bufferOf.call(data), byteOffsetOf.call(data), lengthOf.call(data));
}

/** Whether a typed array has properties of its own in the place of what is read of it, or called, after this. */
function overrides(data: TypedArray): boolean {
  const { hasOwn } = Object;
  return (
    hasOwn(data, "length") ||
    hasOwn(data, "buffer") ||
    hasOwn(data, "byteOffset") ||
    hasOwn(data, "set") ||
    hasOwn(data, "subarray")
  );
}

const { indexOf } = Uint8Array.prototype as { indexOf: (this: TypedArray, value: number) => number };

/** Whether the buffer under a typed array was transferred elsewhere, or shrank from under it. */
export function isGone(data: TypedArray): boolean {
  if (lengthOf.call(data) > 0) return false;
  try {
    // Every method of a typed array first checks that its buffer is there and reaches its end.
    indexOf.call(data, 0);
    return false;
  } catch {
    return true;
  }
}
