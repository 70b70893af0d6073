import { oneBehind, twoBehind } from "../lane/beside";

/*
 * Sums of sixteen neighbouring float32s, and of the rest of a window that is a multiple of sixteen wide and some more: in one pass over
 * a row, since all but pairs and fours are made of whole vectors. Added as trees, so that few sums are large.
 */

/**
 * `cells` sums of sixteen to `to`; those of the `rest` cells that are left, if more than one, to `beside`, from where the rest of the
 * first window begins, were it one of sixteen and the rest. Whole turns of two vectors.
 */
export function sixteens(row: usize, to: usize, beside: usize, cells: u32, rest: u32): void {
  if (!ASC_FEATURE_SIMD) return oneByOne(row, to, beside, cells, rest);
  switch (rest) {
    case 2: return vectors(0, 2, row, to, beside, cells);
    case 3: return vectors(0, 3, row, to, beside, cells);
    case 4: return vectors(1, 0, row, to, beside, cells);
    case 5: return vectors(1, 1, row, to, beside, cells);
    case 6: return vectors(1, 2, row, to, beside, cells);
    case 7: return vectors(1, 3, row, to, beside, cells);
    case 8: return vectors(2, 0, row, to, beside, cells);
    case 9: return vectors(2, 1, row, to, beside, cells);
    case 10: return vectors(2, 2, row, to, beside, cells);
    case 11: return vectors(2, 3, row, to, beside, cells);
    case 12: return vectors(3, 0, row, to, beside, cells);
    case 13: return vectors(3, 1, row, to, beside, cells);
    case 14: return vectors(3, 2, row, to, beside, cells);
    case 15: return vectors(3, 3, row, to, beside, cells);
    default: return vectors(0, 0, row, to, beside, cells);
  }
}

/** The last cells of a rest, fewer than four, which begin where `x` does. */
@inline
function lastOf(more: i32, x: v128, behind: v128, pairs: v128): v128 {
  if (more == 3) return f32x4.add(pairs, twoBehind<f32>(x, behind));
  return more == 2 ? pairs : x;
}

/** A rest of so many fours and so many cells more. */
@inline
function restOf(fours: i32, more: i32, eight: v128, four: v128, last: v128): v128 {
  if (fours == 0) return last;
  if (fours == 3) return f32x4.add(eight, more ? f32x4.add(four, last) : four);
  const whole = fours == 2 ? eight : four;
  return more ? f32x4.add(whole, last) : whole;
}

/** The number of fours of a rest, and of cells more, are constants. */
@inline
function vectors(fours: i32, more: i32, row: usize, to: usize, beside: usize, cells: u32): void {
  const rests = fours > 0 || more > 1;
  const end = to + (<usize>cells << 2);
  let pairsBefore = v128.load(row);
  let x = v128.load(row, 16);
  let then = v128.load(row, 32);
  pairsBefore = f32x4.add(pairsBefore, oneBehind<f32>(pairsBefore, x));
  let pairs = f32x4.add(x, oneBehind<f32>(x, then));
  const first = f32x4.add(pairsBefore, twoBehind<f32>(pairsBefore, pairs));
  x = v128.load(row, 48);
  pairsBefore = pairs;
  pairs = f32x4.add(then, oneBehind<f32>(then, x));
  const second = f32x4.add(pairsBefore, twoBehind<f32>(pairsBefore, pairs));
  then = v128.load(row, 64);
  pairsBefore = pairs;
  pairs = f32x4.add(x, oneBehind<f32>(x, then));
  x = then;
  let four = f32x4.add(pairsBefore, twoBehind<f32>(pairsBefore, pairs));
  // The eights that end before the one before the last four, and with it.
  let eightBefore = f32x4.add(first, second);
  let eight = f32x4.add(second, four);
  row += 80;
  // The last four is the fourth of a sixteen, and of a rest the one before its last cells.
  beside += 64 - 16 * fours;
  do {
    then = v128.load(row);
    const pairsThen = f32x4.add(x, oneBehind<f32>(x, then));
    const fourThen = f32x4.add(pairs, twoBehind<f32>(pairs, pairsThen));
    const eightThen = f32x4.add(four, fourThen);
    v128.store(to, f32x4.add(eightBefore, eightThen));
    if (rests) v128.store(beside, restOf(fours, more, fours == 3 ? eight : eightThen, fourThen, lastOf(more, x, then, pairsThen)));
    x = v128.load(row, 16);
    pairs = f32x4.add(then, oneBehind<f32>(then, x));
    four = f32x4.add(pairsThen, twoBehind<f32>(pairsThen, pairs));
    eightBefore = eightThen;
    const eightLast = f32x4.add(fourThen, four);
    v128.store(to, f32x4.add(eight, eightLast), 16);
    if (rests) v128.store(beside, restOf(fours, more, fours == 3 ? eightThen : eightLast, four, lastOf(more, then, x, pairs)), 16);
    eight = eightLast;
    row += 32;
    to += 32;
    beside += 32;
  } while (to < end);
}

@inline
function pairAt(at: usize): f32 {
  return load<f32>(at) + load<f32>(at, 4);
}

@inline
function fourAt(at: usize): f32 {
  return pairAt(at) + pairAt(at + 8);
}

@inline
function eightAt(at: usize): f32 {
  return fourAt(at) + fourAt(at + 16);
}

function oneByOne(row: usize, to: usize, beside: usize, cells: u32, rest: u32): void {
  const fours = <usize>rest >> 2;
  const more = rest & 3;
  beside += 64 - 16 * fours;
  for (let i: usize = 0; i < <usize>cells << 2; i += 4) {
    const at = row + i;
    store<f32>(to + i, eightAt(at) + eightAt(at + 32));
    if (rest < 2) continue;
    const begin = at + 64 - 16 * fours;
    const last = at + 64;
    let v: f32 = more == 3 ? pairAt(last) + load<f32>(last, 8) : more == 2 ? pairAt(last) : load<f32>(last);
    if (fours == 3) v = eightAt(begin) + (more ? fourAt(begin + 32) + v : fourAt(begin + 32));
    else if (fours) {
      const whole = fours == 2 ? eightAt(begin) : fourAt(begin);
      v = more ? whole + v : whole;
    }
    store<f32>(beside + i, v);
  }
}
