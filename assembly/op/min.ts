import { minV, minOf } from "../lane/extreme";

/** The smallest tap; NaN wins. */
@final
@unmanaged
export class Min {
  @inline
  combine<T>(a: T, b: T): T {
    return minOf<T>(a, b);
  }
  @inline
  combineV<T>(a: v128, b: v128): v128 {
    return minV<T>(a, b);
  }
  @inline
  finish<T>(value: T, scale: f32): T {
    return value;
  }
  @inline
  finishV<T>(value: v128, scale: f32): v128 {
    return value;
  }
  /** Whether a tap may be folded in twice. */
  @inline
  idempotent(): bool {
    return true;
  }
}
