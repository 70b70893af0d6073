/*
 * Which taps are left out, in vectors: lanes of ones where one is (`of`). Where the largest is sought, they are cleared to what is
 * never larger than another: floats to NaN, unsigned integers to 0. The nodata value of a plan comes as a vector of its own,
 * and so does what says whether NaN taps are left out: ones, or zeros.
 */

/** NaN taps. */
@final
@unmanaged
export class NaNs {
  @inline
  of<T>(taps: v128, nodata: v128, nans: v128): v128 {
    return v128.ne<T>(taps, taps);
  }
  @inline
  cleared<T>(taps: v128, nodata: v128, nans: v128): v128 {
    return taps;
  }
  /** Whether NaN taps are among the valid ones, for certain. */
  @inline
  keepsNaN(): bool {
    return false;
  }
  /** Whether a sum of taps is left out if one of them is. */
  @inline
  showsInSums(): bool {
    return true;
  }
}

/** Taps of the nodata value, and no NaN. */
@final
@unmanaged
export class Nodata {
  @inline
  of<T>(taps: v128, nodata: v128, nans: v128): v128 {
    return v128.eq<T>(taps, nodata);
  }
  @inline
  cleared<T>(taps: v128, nodata: v128, nans: v128): v128 {
    const mask = v128.eq<T>(taps, nodata);
    return isFloat<T>() ? v128.or(taps, mask) : v128.andnot(taps, mask);
  }
  @inline
  keepsNaN(): bool {
    return true;
  }
  @inline
  showsInSums(): bool {
    return false;
  }
}

/** Taps of the nodata value, and NaN taps as the plan says. */
@final
@unmanaged
export class Either {
  @inline
  of<T>(taps: v128, nodata: v128, nans: v128): v128 {
    const mask = v128.eq<T>(taps, nodata);
    return isFloat<T>() ? v128.or(mask, v128.and(nans, v128.ne<T>(taps, taps))) : mask;
  }
  @inline
  cleared<T>(taps: v128, nodata: v128, nans: v128): v128 {
    const mask = v128.eq<T>(taps, nodata);
    return isFloat<T>() ? v128.or(taps, mask) : v128.andnot(taps, mask);
  }
  @inline
  keepsNaN(): bool {
    return false;
  }
  @inline
  showsInSums(): bool {
    return false;
  }
}
