/** The sum of the taps times 1/count, for counts whose inverse is exact: the powers of two. */
@final
@unmanaged
export class Mean {
  @inline
  combine<T>(a: T, b: T): T {
    return <T>(a + b);
  }
  @inline
  combineV<T>(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
  @inline
  finish<T>(value: T, scale: f32): T {
    return <T>(value * <T>scale);
  }
  @inline
  finishV<T>(value: v128, scale: f32): v128 {
    return v128.mul<T>(value, v128.splat<T>(<T>scale));
  }
  /** Whether a tap may be folded in twice. */
  @inline
  idempotent(): bool {
    return false;
  }
}
