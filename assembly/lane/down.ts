/*
 * One vector of every row of a window, folded. Windows of few rows keep their offsets in registers, in code of their own: N is how many rows
 * those have.
 */

@final
@unmanaged
export class TwoRows {
  @inline
  count(): u32 {
    return 2;
  }
}

@final
@unmanaged
export class ThreeRows {
  @inline
  count(): u32 {
    return 3;
  }
}

@final
@unmanaged
export class AnyRows {
  @inline
  count(): u32 {
    return 0;
  }
}

/** How many rows of a window there are to fold at once: those, or the taps of the only one. */
@inline
export function fewRowsOf(rowCount: u32, width: u32): u32 {
  return rowCount == 1 ? width : rowCount;
}

/** The offset of a window's second row, or third, from the table of them, where it has so few. */
@inline
export function secondRow<N>(rows: usize): usize {
  return changetype<N>(0).count() >= 2 ? <usize>load<i32>(rows, 4) : 0;
}

@inline
export function thirdRow<N>(rows: usize): usize {
  return changetype<N>(0).count() >= 3 ? <usize>load<i32>(rows, 8) : 0;
}

/** Two rows or three, folded. */
@inline
export function down<T, Op, N>(at: usize, second: usize, third: usize): v128 {
  const op = changetype<Op>(0);
  const a = op.combineV<T>(v128.load(at), v128.load(at + second));
  return changetype<N>(0).count() == 3 ? op.combineV<T>(a, v128.load(at + third)) : a;
}
