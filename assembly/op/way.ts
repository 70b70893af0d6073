import { sideBySide, together } from "../lane/together";

/** Taps of neighbouring results that stand apart. */
@final
@unmanaged
export class Apart {
  @inline
  load<T>(at: usize, a: usize, b: usize, c: usize, d: usize): v128 {
    return together<T>(a + at, b + at, c + at, d + at);
  }
}

/** Taps of neighbouring results that stand side by side, from the first one's on. */
@final
@unmanaged
export class SideBySide {
  @inline
  load<T>(at: usize, a: usize, b: usize, c: usize, d: usize): v128 {
    return sideBySide<T>(a + at);
  }
}
