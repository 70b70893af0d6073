import type { Cell, Value } from "./task.ts";

/** A value that is known exactly. */
export function exact(value: Value, zero: Cell["zero"]): Cell {
  return { low: value, high: value, zero };
}

/** Whether only one value will do. */
export function isExact({ low, high, orNaN }: Cell): boolean {
  return !orNaN && (low === high || Object.is(low, high));
}

/** Where a value is not what it may be, in words; undefined where it is. */
export function wrong(value: Value, cell: Cell): string | undefined {
  const { low, high, zero, orNaN } = cell;
  const shown = (end: Value): string => (Object.is(end, -0) ? "-0" : String(end));
  const complain = () => `${shown(value)} instead of ${isExact(cell) ? shown(low) : `${shown(low)} to ${shown(high)}`}`;
  if (typeof value !== typeof low) return `${typeof value} ${complain()}`;
  if (typeof value === "number" && Number.isNaN(value)) {
    return orNaN || Number.isNaN(low as number) ? undefined : complain();
  }
  if (!(value >= low && value <= high)) return complain();
  if (zero !== 0 && value === 0 && Object.is(value, -0) !== (zero === -1))
    return `${shown(value)} instead of ${zero === -1 ? "-0" : "0"}`;
  return undefined;
}
