/*
 * Rows are first taken as if no tap were left out, piece by piece, which is quicker; and with care from a piece on where one is. There
 * are often more then: as many rows after that one are taken with care at once. Results are the same either way.
 */

/** Results of a piece. */
const PIECE: u32 = 64;

/** Rows. */
const WARINESS: u32 = 15;

let left: u32 = 0;

/** Whether a row is to be taken with care at once. */
@inline
export function isWary(): bool {
  if (left == 0) return false;
  left--;
  return true;
}

@inline
export function beWary(): void {
  left = WARINESS;
}

/** How many results come next: what is left over after a piece must be a vector's worth at least. */
@inline
export function pieceOf(count: u32, vector: u32): u32 {
  return count < PIECE + vector ? count : PIECE;
}
