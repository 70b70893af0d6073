/** The product of the taps. */
@final
@unmanaged
export class Prod {
  @inline
  combine<T>(a: T, b: T): T {
    return <T>(a * b);
  }
  @inline
  combineV<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
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
    return false;
  }
}
