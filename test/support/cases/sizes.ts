import { countOf } from "../oracle.ts";
import type { Drawn, DrawnAxis } from "./drawn.ts";

/** An axis of a case: the extent of the input follows from that of the output. */
export interface Sized {
  readonly extent: number;
  readonly out: number;
  readonly pooled: boolean;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  readonly low: number;
  readonly high: number;
}

/** Outputs, taps of all of them together, and elements, that are gone through quickly; and what a few cases may have. */
const MOST = { outputs: 60, taps: 2000, elements: 3000 };
const MOST_OF_LARGE = { outputs: 600, taps: 30_000, elements: 60_000 };

/** The axes with their extents. */
export function sized(raw: Drawn): Sized[] {
  const most = raw.large ? MOST_OF_LARGE : MOST;
  const count = raw.axes.length;
  const nonePooled = !raw.axes.some((axis) => axis.pooled);
  let outputs = 1;
  let taps = 1;
  let elements = 1;
  const sizes: Sized[] = [];
  // From the last axis on, so that it is the outer ones that are cut short.
  for (let a = count - 1; a >= 0; a--) {
    const axis = raw.axes[a] as DrawnAxis;
    const pooled = axis.pooled || (nonePooled && a === count - 1);
    const wanted = raw.long !== null && raw.long.axis % count === a ? raw.long.out : axis.out;
    const window = pooled ? Math.max(1, Math.min(axis.window, Math.floor(most.taps / (outputs * taps)))) : 1;
    taps *= window;
    const room = Math.min(Math.floor(most.outputs / outputs), Math.floor(most.taps / (outputs * taps)));
    const out = Math.max(1, Math.min(wanted, room));
    outputs *= out;
    const wide = pooled ? axis.stride || window : 1;
    // Wide hops over many axes would make inputs of which next to nothing is read.
    const stride = elements * (out + 1) * wide > most.elements ? 1 : wide;
    const dilation = pooled && raw.dilated ? axis.dilation : 1;
    const span = (window - 1) * dilation + 1;
    let [low, high] = raw.padding === "some" && pooled ? [axis.low, axis.high] : [0, 0];
    let extents = extentsOf(raw, pooled, out, span, stride, low, high);
    // So much padding may leave no input that gives this output; none always does.
    if (extents.length === 0) [low, high, extents] = [0, 0, extentsOf(raw, pooled, out, span, stride, 0, 0)];
    const extent = extents[axis.slack % extents.length] as number;
    elements *= Math.max(1, extent);
    sizes.unshift({ extent, out, pooled, window, stride, dilation, low, high });
  }
  return sizes;
}

/** The extents on which so many windows lie: any of them will do. */
function extentsOf(
  { edge, padding, hollow, outside }: Drawn,
  pooled: boolean,
  out: number,
  span: number,
  stride: number,
  low: number,
  high: number,
): number[] {
  if (!pooled) return [out];
  const extents: number[] = [];
  const same = padding === "same" || padding === "same-lower";
  // Where nothing stands there is nothing to read beyond it.
  const fewest = hollow && !same && (outside === "absent" || outside === "fill") ? 0 : 1;
  const [least, most] = [(out - 1) * stride - low - high, (out - 1) * stride + Math.max(span, stride) + stride];
  for (let extent = Math.max(fewest, least); extent <= most; extent++) {
    const count = same ? Math.ceil(extent / stride) : countOf(extent, span, stride, edge, low, high);
    if (count !== out) continue;
    if (!same && edge === "exact" && (out - 1) * stride + span !== extent + low + high) continue;
    extents.push(extent);
  }
  return extents;
}
