/** Taps whose larger ones are sought: see lane/pick.ts. */
@final
@unmanaged
export class AsTheyAre {
  @inline
  turn(v: v128, flip: v128): v128 {
    return v;
  }
}

/** Taps that are brought into that order. */
@final
@unmanaged
export class TurnedOver {
  @inline
  turn(v: v128, flip: v128): v128 {
    return v128.xor(v, flip);
  }
}
