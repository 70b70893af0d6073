import { evenCells, everyOtherCell, oddCells } from "../lane/cell";
import { Plan } from "../plan";

/**
 * Windows two cells wide, side by side: every row of the window is folded in registers, then neighbouring cells.
 * `lanes` elements make a cell, and C is any type as wide.
 */
export function pairs<T, Op, C>(plan: Plan, from: usize, to: usize, count: u32, lanes: u32): void {
  if (!ASC_NO_ASSERT) assert(plan.width == 2 && sizeof<C>() == (lanes << alignof<T>()), "pairs of cells as wide as C");
  const bytes = <usize>(count * lanes) << alignof<T>();
  if (ASC_FEATURE_SIMD && bytes >= 16) {
    if (plan.rowCount == 2) pairsOfTwo<T, Op, C>(plan, from, to, bytes);
    else pairsOfMany<T, Op, C>(plan, from, to, bytes);
    return;
  }
  if (ASC_FEATURE_SIMD && bytes >= 4) {
    pairsOfFew<T, Op>(plan, from, to, bytes, sizeof<C>());
    return;
  }
  const op = changetype<Op>(0);
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const scale = plan.scale;
  const cell = <usize>lanes << alignof<T>();
  for (let i: u32 = 0; i < count; i++, from += cell) {
    for (let lane: u32 = 0; lane < lanes; lane++, from += sizeof<T>(), to += sizeof<T>()) {
      let left = load<T>(from);
      let right = load<T>(from + cell);
      for (let row = rows + 4; row < rowsEnd; row += 4) {
        const at = from + load<i32>(row);
        left = op.combine<T>(left, load<T>(at));
        right = op.combine<T>(right, load<T>(at + cell));
      }
      store<T>(to, op.finish<T>(op.combine<T>(left, right), scale));
    }
  }
}

/** Folds every other cell of two vectors with the cell beside it. */
@inline
function neighbours<T, Op, C>(a: v128, b: v128): v128 {
  const op = changetype<Op>(0);
  if (sizeof<C>() > 1) return op.combineV<T>(evenCells<C>(a, b), oddCells<C>(a, b));
  // Bytes are quicker apart in 16-bit lanes and narrowed again than shuffled, which takes x64 six instructions.
  if (isSigned<T>()) {
    const left = op.combineV<i16>(i16x8.shr_s(i16x8.shl(a, 8), 8), i16x8.shr_s(a, 8));
    const right = op.combineV<i16>(i16x8.shr_s(i16x8.shl(b, 8), 8), i16x8.shr_s(b, 8));
    return i8x16.narrow_i16x8_s(left, right);
  }
  const low = i16x8.splat(0xff);
  const left = op.combineV<i16>(v128.and(a, low), i16x8.shr_u(a, 8));
  const right = op.combineV<i16>(v128.and(b, low), i16x8.shr_u(b, 8));
  return i8x16.narrow_i16x8_u(left, right);
}

// Two rows of 32 bytes at once keep both load ports busy.
@inline
function pairsOfTwo<T, Op, C>(plan: Plan, from: usize, to: usize, bytes: usize): void {
  const op = changetype<Op>(0);
  const scale = plan.scale;
  const below = <usize>load<i32>(plan.rows, 4);
  const end = to + bytes;
  while (to + 32 <= end) {
    const a = op.combineV<T>(v128.load(from), v128.load(from + below));
    const b = op.combineV<T>(v128.load(from, 16), v128.load(from + below, 16));
    const c = op.combineV<T>(v128.load(from, 32), v128.load(from + below, 32));
    const d = op.combineV<T>(v128.load(from, 48), v128.load(from + below, 48));
    v128.store(to, op.finishV<T>(neighbours<T, Op, C>(a, b), scale));
    v128.store(to, op.finishV<T>(neighbours<T, Op, C>(c, d), scale), 16);
    from += 64;
    to += 32;
  }
  while (to < end) {
    // The last vector may overlap the one before it: a second store of the same values.
    const back = to + 16 > end ? to + 16 - end : 0;
    from -= back << 1;
    to -= back;
    const a = op.combineV<T>(v128.load(from), v128.load(from + below));
    const b = op.combineV<T>(v128.load(from, 16), v128.load(from + below, 16));
    v128.store(to, op.finishV<T>(neighbours<T, Op, C>(a, b), scale));
    from += 32;
    to += 16;
  }
}

@inline
function pairsOfMany<T, Op, C>(plan: Plan, from: usize, to: usize, bytes: usize): void {
  const op = changetype<Op>(0);
  const scale = plan.scale;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const end = to + bytes;
  while (to < end) {
    const back = to + 16 > end ? to + 16 - end : 0;
    from -= back << 1;
    to -= back;
    let a = v128.load(from);
    let b = v128.load(from, 16);
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      const at = from + load<i32>(row);
      a = op.combineV<T>(a, v128.load(at));
      b = op.combineV<T>(b, v128.load(at, 16));
    }
    v128.store(to, op.finishV<T>(neighbours<T, Op, C>(a, b), scale));
    from += 32;
    to += 16;
  }
}

/** Rows of 4 to 15 bytes of results: half a vector, or a quarter, twice if it takes two that overlap. */
function pairsOfFew<T, Op>(plan: Plan, from: usize, to: usize, bytes: usize, cell: usize): void {
  const op = changetype<Op>(0);
  const scale = plan.scale;
  const rows = plan.rows;
  const rowsEnd = rows + (<usize>plan.rowCount << 2);
  const even = everyOtherCell(cell);
  const odd = i8x16.add(even, i8x16.splat(<i8>cell));
  const chunk: usize = bytes >= 8 ? 8 : 4;
  for (let at: usize = 0; ; at = bytes - chunk) {
    const start = from + (at << 1);
    let a = chunk == 8 ? v128.load(start) : v128.load64_zero(start);
    for (let row = rows + 4; row < rowsEnd; row += 4) {
      const tap = start + load<i32>(row);
      a = op.combineV<T>(a, chunk == 8 ? v128.load(tap) : v128.load64_zero(tap));
    }
    a = op.finishV<T>(op.combineV<T>(i8x16.swizzle(a, even), i8x16.swizzle(a, odd)), scale);
    if (chunk == 8) v128.store64_lane(to + at, a, 0);
    else v128.store32_lane(to + at, a, 0);
    if (at + chunk == bytes) return;
  }
}
