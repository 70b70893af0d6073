/** Float64s in memory, none of them NaN, in order or as far as it takes. */

const FEW: u32 = 24;

/** Rounds of dividing after which it is taken that the values are arranged against it. */
const ROUNDS: u32 = 64;

@inline
function at(values: usize, i: u32): f64 {
  return load<f64>(values + (<usize>i << 3));
}

@inline
function put(values: usize, i: u32, value: f64): void {
  store<f64>(values + (<usize>i << 3), value);
}

/** Ascending order, by insertion. */
export function sortFew(values: usize, count: u32): void {
  const end = values + (<usize>count << 3);
  for (let next = values + 8; next < end; next += 8) {
    const value = load<f64>(next);
    let place = next;
    while (place > values && load<f64>(place - 8) > value) {
      store<f64>(place, load<f64>(place - 8));
      place -= 8;
    }
    store<f64>(place, value);
  }
}

/** Ascending order, by a heap: as quick whatever the values. */
export function sort(values: usize, count: u32): void {
  if (count <= FEW) return sortFew(values, count);
  for (let root: u32 = count >> 1; root > 0; root--) sink(values, root - 1, count);
  for (let end = count - 1; end > 0; end--) {
    const most = at(values, 0);
    put(values, 0, at(values, end));
    put(values, end, most);
    sink(values, 0, end);
  }
}

function sink(values: usize, root: u32, count: u32): void {
  const value = at(values, root);
  for (;;) {
    let child: u32 = 2 * root + 1;
    if (child >= count) break;
    if (child + 1 < count && at(values, child + 1) > at(values, child)) child++;
    if (at(values, child) <= value) break;
    put(values, root, at(values, child));
    root = child;
  }
  put(values, root, value);
}

/** Brings the value of a rank to its place, what is less before it and what is greater behind it (Hoare's selection). */
export function select(values: usize, count: u32, rank: u32): void {
  let low: u32 = 0;
  let high = count - 1;
  for (let round: u32 = 0; high - low >= FEW; round++) {
    if (round == ROUNDS) return sort(values + (<usize>low << 3), high - low + 1);
    const pivot = middle(at(values, low), at(values, (low + high) >> 1), at(values, high));
    let i = low;
    let j = high;
    while (i <= j) {
      while (at(values, i) < pivot) i++;
      while (at(values, j) > pivot) j--;
      if (i > j) break;
      const value = at(values, i);
      put(values, i, at(values, j));
      put(values, j, value);
      i++;
      // Not below 0: of the three that the pivot is the middle of, one stood above the first place and was brought there.
      j--;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return;
  }
  sortFew(values + (<usize>low << 3), high - low + 1);
}

@inline
function middle(a: f64, b: f64, c: f64): f64 {
  return max(min(a, b), min(max(a, b), c));
}

/** The first place whose value is not less than another, in ascending order. */
export function firstNotLess(values: usize, count: u32, value: f64): u32 {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const half = (low + high) >> 1;
    if (at(values, half) < value) low = half + 1;
    else high = half;
  }
  return low;
}
