/** Sums that are divided by the number of valid taps; those of none are 0 / 0. */
@final
@unmanaged
export class Mean {
  @inline
  divides(): bool {
    return true;
  }
}

/** Sums as they are. */
@final
@unmanaged
export class Total {
  @inline
  divides(): bool {
    return false;
  }
}
