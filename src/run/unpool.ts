import { readerOf } from "../registry/elements.ts";
import { forEachIndex, placeOf } from "../shape/each.ts";
import { rowMajor, type View } from "../shape/view.ts";
import type { Unpooling } from "./backend.ts";
import { fillBox } from "./fill.ts";

interface Elements {
  [at: number]: number | bigint;
}

/** Zeros all over the result, then each value at its target; the last in row-major order wins. */
export function unpool(unpooling: Unpooling): void {
  const { values, indices, out, planes } = unpooling;
  if (planes !== undefined && [values, indices, out].every(isRowMajor)) {
    unpoolPlanes(unpooling, planes);
    return;
  }
  const position = readerOf(indices.data, indices.dtype);
  const target = (index: readonly number[]): number => unpooling.targetOf(position(placeOf(indices, index)), index);
  // What is no position is refused before anything is written.
  forEachIndex(values.shape, target);
  fillBox(out.shape, values.dtype.big ? 0n : 0, out.data, out.offset, out.pitch);
  const from = elementsOf(values);
  const to = elementsOf(out);
  forEachIndex(values.shape, (index) => {
    const at = target(index);
    if (at >= 0) to[at] = from[placeOf(values, index)] as number | bigint;
  });
}

/** Arrays in the order of memory, whose positions count from the start of a plane: nothing is left to compute. */
function unpoolPlanes({ values, indices, out, targetOf }: Unpooling, planes: NonNullable<Unpooling["planes"]>): void {
  const length = values.shape.reduce((product, extent) => product * extent, 1);
  const positions = indices.data as unknown as Elements;
  const start = indices.offset;
  for (let i = 0; i < length; i++) {
    const position = Number(positions[start + i]);
    const isThere = position >= 0 && position < planes.out && Number.isInteger(position);
    if (!isThere && position !== -1) targetOf(positions[start + i] as number | bigint, indexOf(values.shape, i));
  }
  fillBox(out.shape, values.dtype.big ? 0n : 0, out.data, out.offset, out.pitch);
  const from = elementsOf(values);
  const to = elementsOf(out);
  for (let i = 0, base = out.offset; i < length; base += planes.out) {
    for (const end = Math.min(length, i + planes.values); i < end; i++) {
      const position = Number(positions[start + i]);
      if (position >= 0) to[base + position] = from[values.offset + i] as number | bigint;
    }
  }
}

/** Elements move as they are held, float16 as bits: the result has the values' dtype. */
function elementsOf({ data, dtype }: View): Elements {
  const held = dtype.name === "float16" ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return held as unknown as Elements;
}

function isRowMajor({ shape, pitch, dtype }: View): boolean {
  const steady = rowMajor(shape);
  return !dtype.coded && shape.every((extent, axis) => extent === 1 || pitch[axis] === steady[axis]);
}

function indexOf(shape: readonly number[], element: number): number[] {
  let rest = element;
  const index = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % (shape[axis] as number);
    rest = Math.floor(rest / (shape[axis] as number));
  }
  return index;
}
