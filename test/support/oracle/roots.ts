import { bitLength, nearestFloat, quotient } from "./exact.ts";

/** mantissa * 2^exponent; the mantissa is not negative. */
export interface Big {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** Bits that sums and roots are carried on with: what is cut off is too little to matter. */
const KEPT = 160;

/** The integer part of the n-th root (Newton's method, from above). */
function rootOf(value: bigint, n: number): bigint {
  if (value < 2n) return value;
  const [less, by] = [BigInt(n - 1), BigInt(n)];
  let root = 1n << BigInt(Math.ceil(bitLength(value) / n));
  for (;;) {
    const next = (less * root + value / root ** less) / by;
    if (next >= root) return root;
    root = next;
  }
}

/** (mantissa * 2^exponent)^(power / root), to KEPT bits. */
export function raised({ mantissa, exponent }: Big, power: number, root: number): Big {
  const grown = { mantissa: mantissa ** BigInt(power), exponent: exponent * power };
  if (root === 1 || mantissa === 0n) return cut(grown);
  // So many bits more that the root has enough of them, and that the exponent can be divided.
  let shift = Math.max(0, KEPT * root - bitLength(grown.mantissa));
  while ((grown.exponent - shift) % root !== 0) shift++;
  return cut({ mantissa: rootOf(grown.mantissa << BigInt(shift), root), exponent: (grown.exponent - shift) / root });
}

function cut({ mantissa, exponent }: Big): Big {
  const drop = Math.max(0, bitLength(mantissa) - 2 * KEPT);
  return { mantissa: mantissa >> BigInt(drop), exponent: exponent + drop };
}

/** A sum to KEPT bits of its largest term. */
export function total(terms: readonly Big[]): Big {
  const there = terms.filter(({ mantissa }) => mantissa !== 0n);
  if (there.length === 0) return { mantissa: 0n, exponent: 0 };
  const top = there.reduce((most, term) => Math.max(most, term.exponent + bitLength(term.mantissa)), -Infinity);
  const exponent = top - KEPT;
  let mantissa = 0n;
  for (const term of there) {
    const shift = term.exponent - exponent;
    mantissa += shift >= 0 ? term.mantissa << BigInt(shift) : term.mantissa >> BigInt(-shift);
  }
  return { mantissa, exponent };
}

export function toNumber({ mantissa, exponent }: Big): number {
  return nearestFloat(...quotient(mantissa, exponent), 64);
}
