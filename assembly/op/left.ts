/*
 * Which taps are left out, in vectors: lanes of ones where one is (`of`). Where the largest is sought, they are cleared to what is
 * never larger than another: floats to NaN, unsigned integers to 0. The nodata value of a plan comes as a vector of its own.
 */

/** NaN. */
@final
@unmanaged
export class NaNs {
  @inline
  of<T>(taps: v128, nodata: v128): v128 {
    return v128.ne<T>(taps, taps);
  }
  /** Whether a sum of taps is left out if one of them is. */
  @inline
  showsInSums(): bool {
    return true;
  }
  @inline
  cleared<T>(taps: v128, nodata: v128): v128 {
    return taps;
  }
  /** Whether NaN taps are among those that are not left out. */
  @inline
  keepsNaN(): bool {
    return false;
  }
}

/** The nodata value. */
@final
@unmanaged
export class Nodata {
  @inline
  of<T>(taps: v128, nodata: v128): v128 {
    return v128.eq<T>(taps, nodata);
  }
  @inline
  showsInSums(): bool {
    return false;
  }
  @inline
  cleared<T>(taps: v128, nodata: v128): v128 {
    const mask = v128.eq<T>(taps, nodata);
    return isFloat<T>() ? v128.or(taps, mask) : v128.andnot(taps, mask);
  }
  @inline
  keepsNaN(): bool {
    return true;
  }
}

/** Both. */
@final
@unmanaged
export class NaNsAndNodata {
  @inline
  of<T>(taps: v128, nodata: v128): v128 {
    return v128.or(v128.ne<T>(taps, taps), v128.eq<T>(taps, nodata));
  }
  @inline
  showsInSums(): bool {
    return false;
  }
  @inline
  cleared<T>(taps: v128, nodata: v128): v128 {
    return v128.or(taps, v128.eq<T>(taps, nodata));
  }
  @inline
  keepsNaN(): bool {
    return false;
  }
}
