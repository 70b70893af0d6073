/**
 * The sum of the taps in their own type: floats of small windows, 64-bit integers modulo 2^64. The sum of floats is scaled
 * by 1/count where that is exact, a power of two: their mean; and by 1 otherwise.
 */
@final
@unmanaged
export class Sum {
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
    if (isFloat<T>()) return <T>(value * <T>scale);
    return value;
  }
  @inline
  finishV<T>(value: v128, scale: f32): v128 {
    if (isFloat<T>()) return v128.mul<T>(value, v128.splat<T>(<T>scale));
    return value;
  }
  /** Whether a tap may be folded in twice. */
  @inline
  idempotent(): bool {
    return false;
  }
}
