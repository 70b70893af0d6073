/*
 * Largest and smallest where no tap is NaN: one instruction each of the three that the symmetric forms take, with the same result for
 * a mixed pair of zeros. Who folds by them watches for NaN.
 */

@final
@unmanaged
export class PlainMax {
  @inline
  combineV<T>(a: v128, b: v128): v128 {
    return v128.pmax<T>(a, b);
  }
  @inline
  idempotent(): bool {
    return true;
  }
}

@final
@unmanaged
export class PlainMin {
  @inline
  combineV<T>(a: v128, b: v128): v128 {
    return v128.pmin<T>(a, b);
  }
  @inline
  idempotent(): bool {
    return true;
  }
}
