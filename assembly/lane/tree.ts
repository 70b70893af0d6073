import { unpackHigh, unpackLow } from "./cell";

/*
 * As many vectors as one has lanes, one after the other in memory, each folded along its lanes into one lane of the result: halves of
 * two vectors are folded with each other while they are interleaved, so that no lane's work is for nothing.
 */

/** Two vectors of which each has whole windows in every other unit of C, into one. */
@inline
function foldTwo<A, Op, C>(a: v128, b: v128): v128 {
  return changetype<Op>(0).combineV<A>(unpackLow<C>(a, b), unpackHigh<C>(a, b));
}

@inline
function ofTwo<A, Op>(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  if (sizeof<A>() == 1) return foldTwo<A, Op, u8>(a, b);
  if (sizeof<A>() == 2) return foldTwo<A, Op, u16>(a, b);
  return sizeof<A>() == 4 ? foldTwo<A, Op, u32>(a, b) : foldTwo<A, Op, u64>(a, b);
}

@inline
function ofFour<A, Op>(at: usize): v128 {
  const a = ofTwo<A, Op>(at);
  const b = ofTwo<A, Op>(at + 32);
  if (sizeof<A>() == 1) return foldTwo<A, Op, u16>(a, b);
  return sizeof<A>() == 2 ? foldTwo<A, Op, u32>(a, b) : foldTwo<A, Op, u64>(a, b);
}

@inline
function ofEight<A, Op>(at: usize): v128 {
  const a = ofFour<A, Op>(at);
  const b = ofFour<A, Op>(at + 64);
  return sizeof<A>() == 1 ? foldTwo<A, Op, u32>(a, b) : foldTwo<A, Op, u64>(a, b);
}

@inline
export function foldEach<A, Op>(at: usize): v128 {
  if (sizeof<A>() == 8) return ofTwo<A, Op>(at);
  if (sizeof<A>() == 4) return ofFour<A, Op>(at);
  if (sizeof<A>() == 2) return ofEight<A, Op>(at);
  return foldTwo<A, Op, u64>(ofEight<A, Op>(at), ofEight<A, Op>(at + 128));
}

/** As many vectors as there are results, each folded along its lanes. What is behind them, up to sixteen, may be anything. */
@inline
export function foldAll<A, Op>(from: usize, to: usize, count: u32, scale: f32): void {
  const op = changetype<Op>(0);
  const end = to + (<usize>count << alignof<A>());
  for (; to + 16 <= end; from += 256 / sizeof<A>(), to += 16) v128.store(to, op.finishV<A>(foldEach<A, Op>(from), scale));
  if (to == end) return;
  v128.store(from, op.finishV<A>(foldEach<A, Op>(from), scale));
  memory.copy(to, from, end - to);
}

/**
 * Ones in the last `left` lanes of a vector of A, and elsewhere what changes no sum: -0 of floats, whose sums of -0 stay that, or 0. A
 * vector ANDed with the first and ORed with the second has its last lanes alone.
 */
@inline
export function lastLanes<A>(left: usize): v128 {
  const lane = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.ge_s(lane, i8x16.splat(<i8>(16 - (left << alignof<A>()))));
}

@inline
export function nothingElse<A>(mask: v128): v128 {
  if (!isFloat<A>()) return i32x4.splat(0);
  return v128.andnot(sizeof<A>() == 4 ? f32x4.splat(-0.0) : f64x2.splat(-0.0), mask);
}

/** The last vector of a run, with what was taken before left out of it, unless an op may fold a tap twice. */
@inline
export function lastOf<A, Op>(end: usize, mask: v128, nothing: v128): v128 {
  const last = v128.load(end - 16);
  if (changetype<Op>(0).idempotent()) return last;
  return isFloat<A>() ? v128.or(v128.and(last, mask), nothing) : v128.and(last, mask);
}

/** A run of memory of `bytes`, at least 16, folded into one vector: vector by vector, then what is over. */
@inline
export function foldRun<A, Op>(at: usize, bytes: usize, mask: v128, nothing: v128): v128 {
  const op = changetype<Op>(0);
  const end = at + bytes;
  let a = v128.load(at);
  at += 16;
  for (; at + 16 <= end; at += 16) a = op.combineV<A>(a, v128.load(at));
  if (at < end) a = op.combineV<A>(a, lastOf<A, Op>(end, mask, nothing));
  return a;
}

/** The same for a long run: four vectors at once where there are as many, then those as a tree. */
@inline
export function foldLongRun<A, Op>(at: usize, bytes: usize, mask: v128, nothing: v128): v128 {
  if (bytes < 64) return foldRun<A, Op>(at, bytes, mask, nothing);
  const op = changetype<Op>(0);
  const end = at + bytes;
  let a = v128.load(at);
  let b = v128.load(at, 16);
  let c = v128.load(at, 32);
  let d = v128.load(at, 48);
  for (at += 64; at + 64 <= end; at += 64) {
    a = op.combineV<A>(a, v128.load(at));
    b = op.combineV<A>(b, v128.load(at, 16));
    c = op.combineV<A>(c, v128.load(at, 32));
    d = op.combineV<A>(d, v128.load(at, 48));
  }
  if (at + 16 <= end) {
    a = op.combineV<A>(a, v128.load(at));
    at += 16;
    if (at + 16 <= end) {
      b = op.combineV<A>(b, v128.load(at));
      at += 16;
      if (at + 16 <= end) {
        c = op.combineV<A>(c, v128.load(at));
        at += 16;
      }
    }
  }
  a = op.combineV<A>(op.combineV<A>(a, b), op.combineV<A>(c, d));
  if (at < end) a = op.combineV<A>(a, lastOf<A, Op>(end, mask, nothing));
  return a;
}
