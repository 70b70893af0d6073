/** What changes nothing that it is folded with. */
export function neutralOf<T, Op>(): T {
  const op = changetype<Op>(0);
  if (!op.idempotent() && op.combine<T>(1, 1) == 1) return 1;
  // Adding the negative zero keeps the sign of zeros.
  if (!op.idempotent()) return isFloat<T>() ? <T>-0.0 : <T>0;
  const least = lowest<T>();
  const most = highest<T>();
  return op.combine<T>(least, most) == most ? least : most;
}

@inline
function lowest<T>(): T {
  if (isFloat<T>()) return <T>-Infinity;
  return isSigned<T>() ? <T>(<i32>1 << (8 * <i32>sizeof<T>() - 1)) : <T>0;
}

@inline
function highest<T>(): T {
  if (isFloat<T>()) return <T>Infinity;
  return isSigned<T>() ? <T>~(<i32>1 << (8 * <i32>sizeof<T>() - 1)) : <T>-1;
}
