import { evenCells, oddCells } from "../lane/cell";

/** Cells of so many bytes, every other one: `pairs` even ones to `even`, as many odd ones to `odd`; up to 32 bytes more are written. */
export function splitCells(from: usize, even: usize, odd: usize, pairs: u32, bytes: usize): void {
  switch (bytes) {
    case 1: return splitOf<u8>(from, even, odd, pairs);
    case 2: return splitOf<u16>(from, even, odd, pairs);
    case 4: return splitOf<u32>(from, even, odd, pairs);
    case 8: return splitOf<u64>(from, even, odd, pairs);
  }
  pickCells(from, even, pairs, bytes, 2);
  pickCells(from + bytes, odd, pairs, bytes, 2);
}

function splitOf<C>(from: usize, even: usize, odd: usize, pairs: u32): void {
  if (ASC_FEATURE_SIMD) {
    const end = even + (<usize>pairs << alignof<C>());
    for (; even < end; from += 32, even += 16, odd += 16) {
      const a = v128.load(from);
      const b = v128.load(from, 16);
      v128.store(even, evenCells<C>(a, b));
      v128.store(odd, oddCells<C>(a, b));
    }
  } else {
    for (let i: u32 = 0; i < pairs; i++, from += 2 * sizeof<C>(), even += sizeof<C>(), odd += sizeof<C>()) {
      store<C>(even, load<C>(from));
      store<C>(odd, load<C>(from + sizeof<C>()));
    }
  }
}

/** Every `stride`-th cell of so many bytes, `count` of them, one after the other. */
export function pickCells(from: usize, to: usize, count: u32, bytes: usize, stride: u32): void {
  const hop = <usize>stride * bytes;
  const end = to + <usize>count * bytes;
  switch (bytes) {
    case 1: return pickOf<u8>(from, to, end, hop);
    case 2: return pickOf<u16>(from, to, end, hop);
    case 4: return pickOf<u32>(from, to, end, hop);
    case 8: return pickOf<u64>(from, to, end, hop);
  }
  for (; to < end; from += hop, to += bytes) {
    if (ASC_FEATURE_SIMD && bytes == 16) v128.store(to, v128.load(from));
    else memory.copy(to, from, bytes);
  }
}

function pickOf<C>(from: usize, to: usize, end: usize, hop: usize): void {
  if (ASC_FEATURE_SIMD && hop == 2 * sizeof<C>()) {
    // Within what is there: the odd cell after the last even one may not be.
    for (; to + 16 + sizeof<C>() <= end; from += 32, to += 16) {
      v128.store(to, evenCells<C>(v128.load(from), v128.load(from, 16)));
    }
  }
  for (; to + 4 * sizeof<C>() <= end; from += 4 * hop, to += 4 * sizeof<C>()) {
    const half = from + 2 * hop;
    store<C>(to, load<C>(from));
    store<C>(to, load<C>(from + hop), sizeof<C>());
    store<C>(to, load<C>(half), 2 * sizeof<C>());
    store<C>(to, load<C>(half + hop), 3 * sizeof<C>());
  }
  for (; to < end; from += hop, to += sizeof<C>()) store<C>(to, load<C>(from));
}
