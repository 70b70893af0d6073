/** Sum of values, each so many times, with every addition's rounding error kept and added at the end (Knuth's TwoSum). */
export function sumOf(
  values: readonly number[],
  times: readonly number[],
  of: (value: number) => number = itself,
): number {
  let sum = -0;
  let error = 0;
  for (let i = 0; i < values.length; i++) {
    const tap = of(values[i] as number) * (times[i] as number);
    const next = sum + tap;
    const part = next - sum;
    error += sum - (next - part) + (tap - part);
    sum = next;
  }
  // The errors of infinite sums are NaN; a zero error must not turn -0 into 0.
  return Math.abs(error) > 0 ? sum + error : sum;
}

const itself = (value: number): number => value;

/** Values whose squares pass float64 are made smaller by this, exactly. */
const SMALLER = 2 ** -600;
const LARGER = 2 ** 600;

/** The sum of the squares of the deviations from the mean, over `rest`. */
export function varianceOf(values: readonly number[], times: readonly number[], count: number, rest: number): number {
  const variance = squaresOf(values, times, count, 1) / rest;
  if (Number.isFinite(variance) || !values.every(Number.isFinite)) return variance;
  return (squaresOf(values, times, count, SMALLER) / rest) * LARGER * LARGER;
}

/** The sum of the squares of the deviations from the mean, in two passes: what rounding leaves of the mean's error is taken off. */
function squaresOf(values: readonly number[], times: readonly number[], count: number, scale: number): number {
  const mean = sumOf(values, times, (value) => value * scale) / count;
  const rest = sumOf(values, times, (value) => value * scale - mean);
  const squares = sumOf(values, times, (value) => (value * scale - mean) ** 2);
  return Math.max(0, squares - rest ** 2 / count);
}

/** Sum of integers, exact at any size. */
export function exactSum(values: readonly (number | bigint)[], times: readonly number[]): number | bigint {
  let sum = 0;
  let safe = true;
  for (let i = 0; i < values.length && safe; i++) {
    if (typeof values[i] === "bigint") safe = false;
    else sum += (values[i] as number) * (times[i] as number);
    safe &&= Number.isSafeInteger(sum);
  }
  if (safe) return sum;
  return values.reduce<bigint>((total, value, i) => total + BigInt(value) * BigInt(times[i] as number), 0n);
}

/** Factors beyond this many of one value cannot change what 64 bits, or a float64, make of a product; its sign is kept. */
const MANY = 2048;

/** Product of integers, each so many times, exact as long as anybody can tell. */
export function exactProduct(values: readonly (number | bigint)[], times: readonly number[]): number | bigint {
  let product = 1;
  let safe = true;
  for (let i = 0; i < values.length && safe; i++) {
    if (typeof values[i] === "bigint") safe = false;
    else product *= (values[i] as number) ** (times[i] as number);
    safe &&= Number.isSafeInteger(product);
  }
  // The integers know no -0.
  if (safe) return product + 0;
  return values.reduce<bigint>((total, value, i) => {
    const n = times[i] as number;
    return total * BigInt(value) ** BigInt(n > MANY ? MANY + (n % 2) : n);
  }, 1n);
}

/** Product of integers modulo 2^64. */
export function wrappedProduct(values: readonly bigint[], times: readonly number[]): bigint {
  return values.reduce((total, value, i) => {
    let product = total;
    let factor = value;
    for (let n = BigInt(times[i] as number); n > 0n; n >>= 1n) {
      if (n & 1n) product = BigInt.asUintN(64, product * factor);
      factor = BigInt.asUintN(64, factor * factor);
    }
    return product;
  }, 1n);
}
