/*
 * What becomes of the sum of a window's valid taps: whether it is divided by their number, and whether windows with too few of them have
 * a result of their own, or the one that comes of itself (NaN of 0 / 0, a sum of nothing).
 */

@final
@unmanaged
export class Mean {
  @inline
  divides(): bool {
    return true;
  }
  @inline
  replaces(): bool {
    return true;
  }
}

@final
@unmanaged
export class MeanOfAny {
  @inline
  divides(): bool {
    return true;
  }
  @inline
  replaces(): bool {
    return false;
  }
}

@final
@unmanaged
export class Total {
  @inline
  divides(): bool {
    return false;
  }
  @inline
  replaces(): bool {
    return true;
  }
}

@final
@unmanaged
export class TotalOfAny {
  @inline
  divides(): bool {
    return false;
  }
  @inline
  replaces(): bool {
    return false;
  }
}
