// @ts-nocheck: AssemblyScript, which the compiler of TypeScript does not know.
// The limits that memory sets. Every byte takes part in a result, so that no load can be left out, and the loops are
// written out far enough that counting costs nothing beside the loads.

/** Sizes are multiples of this; what is left of a LONG step is done by this one. */
const STEP: usize = 64;
const LONG: usize = 256;

/** The XOR of 64 bytes. */
@inline
function fold(from: usize): v128 {
  const low = v128.xor(v128.load(from, 0), v128.load(from, 16));
  return v128.xor(low, v128.xor(v128.load(from, 32), v128.load(from, 48)));
}

/** Reads `bytes` bytes and nothing more; their XOR. */
export function read(from: usize, bytes: usize): i32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = from + bytes;
  for (const last = end - bytes % LONG; from < last; from += LONG) {
    a = v128.xor(a, v128.load(from, 0));
    b = v128.xor(b, v128.load(from, 16));
    c = v128.xor(c, v128.load(from, 32));
    d = v128.xor(d, v128.load(from, 48));
    a = v128.xor(a, v128.load(from, 64));
    b = v128.xor(b, v128.load(from, 80));
    c = v128.xor(c, v128.load(from, 96));
    d = v128.xor(d, v128.load(from, 112));
    a = v128.xor(a, v128.load(from, 128));
    b = v128.xor(b, v128.load(from, 144));
    c = v128.xor(c, v128.load(from, 160));
    d = v128.xor(d, v128.load(from, 176));
    a = v128.xor(a, v128.load(from, 192));
    b = v128.xor(b, v128.load(from, 208));
    c = v128.xor(c, v128.load(from, 224));
    d = v128.xor(d, v128.load(from, 240));
  }
  for (; from < end; from += STEP) a = v128.xor(a, fold(from));
  a = v128.xor(v128.xor(a, b), v128.xor(c, d));
  const low = v128.extract_lane<i32>(a, 0) ^ v128.extract_lane<i32>(a, 1);
  return low ^ v128.extract_lane<i32>(a, 2) ^ v128.extract_lane<i32>(a, 3);
}

/** Reads `bytes` bytes and writes a quarter as many: what pooling by 2x2 moves. */
export function quarter(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  for (const last = end - bytes % LONG; from < last; from += LONG, to += LONG / 4) {
    v128.store(to, fold(from), 0);
    v128.store(to, fold(from + 64), 16);
    v128.store(to, fold(from + 128), 32);
    v128.store(to, fold(from + 192), 48);
  }
  for (; from < end; from += STEP, to += STEP / 4) v128.store(to, fold(from));
}
