/** The dtypes' codes: src/registry/dtypes.ts has them. */
export const INT8: u32 = 0;
export const UINT8: u32 = 1;
export const INT16: u32 = 2;
export const UINT16: u32 = 3;
export const INT32: u32 = 4;
export const UINT32: u32 = 5;
export const INT64: u32 = 6;
export const UINT64: u32 = 7;
export const FLOAT32: u32 = 8;
export const FLOAT64: u32 = 9;

/** The code of a type. */
@inline
export function codeOf<T>(): u32 {
  if (isFloat<T>()) return sizeof<T>() == 4 ? FLOAT32 : FLOAT64;
  return (<u32>alignof<T>() << 1) + (isSigned<T>() ? 0 : 1);
}
