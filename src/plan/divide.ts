import type { Problem } from "../shape/problem.ts";

/**
 * Whether the engine divides exactly enough by a number: an integer of 31 bits; of 20 bits where integers become float32 by
 * way of float64, since beyond that the second rounding may see a tie that is none.
 */
export function dividesExactly({ input, result }: Problem, divisor: number): boolean {
  const most = !input.float && result.float && result.bits === 32 ? 2 ** 20 : 2 ** 31;
  return Number.isInteger(divisor) && divisor > 0 && divisor < most;
}
