import { depthOf, type Layout, type Pixels } from "./form.ts";
import { bytesOfLight, fromLinear, lightOfBytes, lightOfWords, toLinear } from "./transfer.ts";
import type { Alpha, Transfer } from "./types.ts";

/** Windows along an axis: window i begins at i * stride and ends before the image does. */
export interface Windows {
  readonly extent: number;
  readonly window: number;
  readonly stride: number;
  readonly count: number;
}

/** How colours are averaged. */
export interface Way {
  readonly alpha: Alpha;
  readonly transfer: Transfer;
}

/** What becomes of values that are no parts of a whole. */
export const STRAIGHT = 'give alpha: "straight" and transfer: "none", or convert it';

/** Which channel is alpha: the last of two or four. */
export function alphaOf({ channels }: { readonly channels: number }): number {
  return channels === 2 || channels === 4 ? channels - 1 : -1;
}

/** What is summed up of a window's colours, and what becomes of the sums. */
interface Rule {
  /** The channel that colours are weighted by, or -1. */
  readonly weight: number;
  /** The channel that is alpha, or -1. */
  readonly alpha: number;
  /** What is summed up of a colour, which is weighted by that channel, for its light. */
  readonly light: (value: number, weight: number) => number;
  /** The mean colour of a sum of light: over the sum of weights, or the number of pixels; with alpha's mean. */
  readonly colour: (sum: number, divisor: number, opacity: number) => number;
  /** The mean alpha. */
  readonly opacity: (sum: number, taps: number) => number;
}

/** The quotient of two sums of integers, rounded half up. */
function halfUp(sum: number, divisor: number): number {
  return Math.floor((2 * sum + divisor) / (2 * divisor));
}

/** A real value as an integer of so many steps. */
const steps = (value: number, full: number): number => Math.min(full, Math.max(0, Math.floor(full * value + 0.5)));

/**
 * The rule for pixels of a kind. Of n pixels with alpha a and colours c: alpha is sum(a) / n, a colour sum(a c) / sum(a), or 0 where nothing
 * shows (as libvips shrinks); straight ones sum(c) / n. In linear light, c stands for the light that it encodes, and the mean is
 * encoded again: bytes by tables of 16 bits, others by the formula. Premultiplied colours are divided by alpha before, and multiplied by
 * the result's behind.
 */
function ruleOf(pixels: Layout, way: Way): Rule {
  const { bits, full } = depthOf(pixels, STRAIGHT);
  const alpha = alphaOf(pixels);
  const weight = way.alpha === "straight" ? -1 : alpha;
  const whole = bits !== "float";
  const mean = whole ? halfUp : (sum: number, divisor: number): number => sum / divisor;
  const linear = way.transfer === "srgb";
  const base = { weight, alpha, opacity: mean };
  if (weight >= 0 && way.alpha === "premultiplied") {
    const part = (value: number, by: number): number => (whole ? Math.min(1, value / by) : value / by);
    const encoded = (sum: number, divisor: number): number => (linear ? fromLinear(sum / divisor) : sum / divisor);
    return {
      ...base,
      light: (value, by) => (linear ? toLinear(part(value, by)) : part(value, by)),
      colour: (sum, divisor, opacity) => {
        const value = encoded(sum, divisor) * opacity;
        return whole ? Math.floor(value + 0.5) : value;
      },
    };
  }
  if (!linear) return { ...base, light: (value) => value, colour: mean };
  if (bits === 8) {
    const [light, bytes] = [lightOfBytes(), bytesOfLight()];
    const colour = (sum: number, divisor: number): number => bytes[halfUp(sum, divisor)] as number;
    return { ...base, light: (value) => light[value] as number, colour };
  }
  if (bits === 16) {
    const light = lightOfWords();
    const colour = (sum: number, divisor: number): number => steps(fromLinear(sum / divisor), full);
    return { ...base, light: (value) => light[value] as number, colour };
  }
  return { ...base, light: toLinear, colour: (sum, divisor) => fromLinear(sum / divisor) };
}

/** Sums of so many products of words are exact in float64, and so are their quotients. */
const MOST_WORDS = 2 ** 20;

/** Whether the sums of windows of so many pixels are too large for float64. */
export function needsMore({ dtype }: Layout, rows: Windows, columns: Windows, { alpha, transfer }: Way): boolean {
  return dtype === "uint16" && alpha === "weighted" && transfer === "none" && rows.window * columns.window > MOST_WORDS;
}

/** Means of windows by their definition, with room for their sums where there is some. */
export function meanByDefinition(
  from: Pixels,
  to: Pixels,
  rows: Windows,
  columns: Windows,
  way: Way,
  room?: Float64Array,
): void {
  if (alphaOf(from) >= 0 && needsMore(from, rows, columns, way)) meanOfMany(from, to, rows, columns);
  else settle(sumsByDefinition(from, rows, columns, way, room), from, to, rows, columns, way);
}

/** Weighted means of words whose sums are larger than what float64 holds: each row's are not. */
function meanOfMany(from: Pixels, to: Pixels, rows: Windows, columns: Windows): void {
  const { channels } = from;
  for (let y = 0; y < rows.count; y++) {
    const top = y * rows.stride;
    const high = Math.min(rows.window, rows.extent - top);
    for (let x = 0; x < columns.count; x++) {
      const left = x * columns.stride;
      const wide = Math.min(columns.window, columns.extent - left);
      const sums = new Array<bigint>(channels).fill(0n);
      for (let i = 0; i < high; i++) {
        for (let j = 0; j < wide; j += MOST_WORDS) {
          const part = Math.min(MOST_WORDS, wide - j);
          const offset = from.offset + (top + i) * from.rowPitch + (left + j) * from.pitch;
          const across = { extent: part, window: part, stride: part, count: 1 };
          const row = sumsByDefinition({ ...from, offset }, ONE, across, { alpha: "weighted", transfer: "none" });
          for (let c = 0; c < channels; c++) sums[c] = (sums[c] as bigint) + BigInt(row[c] as number);
        }
      }
      settleExact(sums, high * wide, to, y, x);
    }
  }
}

/** From the exact sums of a window of so many pixels to the pixel of their mean. */
export function settleExact(sums: readonly bigint[], taps: number, to: Pixels, y: number, x: number): void {
  const alpha = alphaOf(to);
  const target = to.data as unknown as { [index: number]: number };
  const pixel = to.offset + y * to.rowPitch + x * to.pitch;
  sums.forEach((sum, c) => {
    const divisor = c === alpha ? BigInt(taps) : (sums[alpha] as bigint);
    target[pixel + c * to.channelPitch] = divisor === 0n ? 0 : Number((2n * sum + divisor) / (2n * divisor));
  });
}

/** One row. */
const ONE: Windows = { extent: 1, window: 1, stride: 1, count: 1 };

/** Room for the sums of windows, one for each channel. */
export function roomForSums({ channels }: Layout, rows: Windows, columns: Windows): Float64Array {
  return new Float64Array(rows.count * columns.count * channels);
}

/** Adds what is lost where a term joins a sum. */
function lose(lost: Float64Array, c: number, sum: number, term: number): void {
  const more = sum + term;
  (lost[c] as number) += Math.abs(sum) >= Math.abs(term) ? sum - more + term : term - more + sum;
}

/** So few float64s are added as they come. */
const FEW = 16;

/** The sums of windows, one for each channel: of light, which is weighted, and of alpha. */
export function sumsByDefinition(
  from: Pixels,
  rows: Windows,
  columns: Windows,
  way: Way,
  sums = roomForSums(from, rows, columns),
): Float64Array {
  const rule = ruleOf(from, way);
  const { channels, rowPitch, pitch, channelPitch, offset } = from;
  const source = from.data as unknown as ArrayLike<number>;
  // What many additions lose is added in the end (A. Neumaier, ZAMM 54, 1974); values of fewer bits have none of it.
  const many = from.dtype === "float64" && rows.window * columns.window > FEW;
  const lost = many ? new Float64Array(channels) : undefined;
  sums.fill(0);
  let at = 0;
  for (let y = 0; y < rows.count; y++) {
    const top = y * rows.stride;
    const bottom = Math.min(top + rows.window, rows.extent);
    for (let x = 0; x < columns.count; x++, at += channels) {
      const left = x * columns.stride;
      const right = Math.min(left + columns.window, columns.extent);
      for (let i = top; i < bottom; i++) {
        for (let j = left; j < right; j++) {
          const pixel = offset + i * rowPitch + j * pitch;
          const weight = rule.weight < 0 ? 1 : (source[pixel + rule.weight * channelPitch] as number);
          for (let c = 0; c < channels; c++) {
            const value = source[pixel + c * channelPitch] as number;
            // Nothing of a pixel that does not show counts, be it NaN.
            const term = c === rule.alpha ? value : weight === 0 ? 0 : weight * rule.light(value, weight);
            if (lost !== undefined) lose(lost, c, sums[at + c] as number, term);
            (sums[at + c] as number) += term;
          }
        }
      }
      if (lost === undefined) continue;
      for (let c = 0; c < channels; c++) {
        // Of what is infinite nothing is lost.
        if (Number.isFinite(lost[c])) (sums[at + c] as number) += lost[c] as number;
      }
      lost.fill(0);
    }
  }
  return sums;
}

/** From sums of windows to the pixels of their means. */
export function settle(sums: Float64Array, from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): void {
  const rule = ruleOf(from, way);
  const target = to.data as unknown as { [index: number]: number };
  let at = 0;
  for (let y = 0; y < rows.count; y++) {
    const high = Math.min(rows.window, rows.extent - y * rows.stride);
    for (let x = 0; x < columns.count; x++, at += to.channels) {
      const taps = high * Math.min(columns.window, columns.extent - x * columns.stride);
      const weight = rule.weight < 0 ? taps : (sums[at + rule.weight] as number);
      const pixel = to.offset + y * to.rowPitch + x * to.pitch;
      for (let c = 0; c < to.channels; c++) {
        const sum = sums[at + c] as number;
        target[pixel + c * to.channelPitch] =
          c === rule.alpha ? rule.opacity(sum, taps) : weight === 0 ? 0 : rule.colour(sum, weight, weight / taps);
      }
    }
  }
}
