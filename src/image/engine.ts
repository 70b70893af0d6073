import { compiled } from "./compiled.ts";
import type { Way, Windows } from "./definition.ts";
import type { Layout, Pixels } from "./form.ts";
import { bytesOfLight, lightOfBytes } from "./transfer.ts";

/** Where the tables stand that assembly/image.ts and image/light.ts read, and where a band may begin, behind the columns of image/windows.ts. */
const TO_LINEAR = 1024;
const INVERSES = 8192;
const TO_BYTE = 65536;
const PAIRS = 131072;
const BAND_AT = 458752;

/** The largest sum of four alphas. */
const MOST_ALPHA = 1020;

/** Bytes of input that go through at once: they stay in the L2 cache with their results. */
const BAND = 2 ** 18;
const PAGE = 65536;

/** Memory for windows that are larger than that, and what is kept of it. */
const MOST = 2 ** 28;
const KEPT = 2 ** 22;

const LINEAR = 1;
const WEIGHTED = 2;

/** The first is a way, or the number of channels where none of them is alpha. */
type Call = (
  kind: number,
  from: number,
  pitch: number,
  rowHop: number,
  hop: number,
  rows: number,
  width: number,
  to: number,
  outPitch: number,
  rowCount: number,
  count: number,
) => void;

interface Engine {
  readonly memory: WebAssembly.Memory;
  readonly mean: Call;
  readonly sums: Call;
  readonly lightMean: Call;
  readonly lightSums: Call;
}

let module: WebAssembly.Module | undefined;
let known: Engine | null | undefined;

/** The image engine, made on first use; null where there is none. */
function engine(): Engine | null {
  if (known === undefined) {
    try {
      module = typeof WebAssembly === "object" ? compiled() : undefined;
      known = module === undefined ? null : instance(module, BAND_AT + 2 * BAND, BAND_AT + 2 * MOST);
    } catch {
      known = null;
    }
  }
  return known;
}

function instance(module: WebAssembly.Module, bytes: number, most: number): Engine {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE), maximum: Math.ceil(most / PAGE) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const { mean, sums, lightMean, lightSums } = exports as Record<string, Call>;
  return { memory, mean, sums, lightMean, lightSums } as Engine;
}

let lit = false;

/** The engine, with the tables that a way needs. */
function ready({ transfer }: Way): Engine {
  const found = engine() as Engine;
  if (transfer === "srgb" && !lit) {
    light(found);
    lit = true;
  }
  return found;
}

/** Writes the tables of light. */
function light({ memory: { buffer } }: Engine): void {
  const bytes = lightOfBytes();
  new Uint16Array(buffer).set(bytes, TO_LINEAR / 2);
  new Uint8Array(buffer).set(bytesOfLight(), TO_BYTE);
  const inverses = new Float64Array(buffer, INVERSES, MOST_ALPHA + 1);
  for (let alpha = 1; alpha <= MOST_ALPHA; alpha++) inverses[alpha] = (1 + 2 ** -40) / alpha;
  const pairs = new Uint32Array(buffer, PAIRS, 65536);
  for (let more = 0; more < 256; more++) {
    for (let byte = 0; byte + more < 256; byte++) {
      pairs[256 * more + byte] = (bytes[byte] as number) + (bytes[byte + more] as number);
    }
  }
}

/** So many windows from one on, whose every one has so many elements. */
interface Part {
  readonly first: number;
  readonly count: number;
  readonly taps: number;
}

/** The windows of an axis cut into parts of at most so many; the last one may be smaller than the others. */
function partsOf({ extent, window, stride, count }: Windows, most: number): Part[] {
  const clipped = (count - 1) * stride + window > extent;
  const whole = clipped ? count - 1 : count;
  const parts: Part[] = [];
  for (let first = 0; first < whole; first += most) {
    parts.push({ first, count: Math.min(most, whole - first), taps: window });
  }
  if (clipped) parts.push({ first: whole, count: 1, taps: extent - whole * stride });
  return parts;
}

/** Whether the engine takes such pixels: bytes whose channels lie beside each other, RGBA or none of them alpha. */
export function takes({ dtype, channels, pitch, channelPitch, rowPitch }: Layout, { alpha, transfer }: Way): boolean {
  const bytes = dtype === "uint8" || dtype === "uint8_clamped";
  const tight = channelPitch === 1 && pitch === channels && rowPitch >= 0;
  const known = channels === 4 ? alpha !== "premultiplied" : channels !== 2 && transfer === "srgb";
  return bytes && tight && known && engine() !== null;
}

/** Means of windows into pixels of the same kind; false where they take too much memory. */
export function meanByEngine(from: Pixels, to: Pixels, rows: Windows, columns: Windows, way: Way): boolean {
  const target = to.data as Uint8Array;
  const { channels } = from;
  const found = ready(way);
  const { memory } = found;
  const mean = channels === 4 ? found.mean : found.lightMean;
  const kind = kindOf(channels, way);
  return byParts(from, rows, columns, channels, (at, out, down, across, pitch) => {
    const outPitch = channels * across.count;
    const hops = [rows.stride * pitch, columns.stride * channels] as const;
    mean(kind, at, pitch, ...hops, down.taps, across.taps, out, outPitch, down.count, across.count);
    const results = new Uint8Array(memory.buffer, out, outPitch * down.count);
    const home = to.offset + down.first * to.rowPitch + across.first * channels;
    if (to.rowPitch === outPitch) {
      target.set(results, home);
      return;
    }
    for (let y = 0; y < down.count; y++) {
      target.set(results.subarray(y * outPitch, (y + 1) * outPitch), home + y * to.rowPitch);
    }
  });
}

/** Sums of windows, one to each channel; false where they take too much memory. */
export function sumsByEngine(from: Pixels, to: Float64Array, rows: Windows, columns: Windows, way: Way): boolean {
  const { channels } = from;
  const found = ready(way);
  const { memory } = found;
  const sums = channels === 4 ? found.sums : found.lightSums;
  const kind = kindOf(channels, way);
  return byParts(from, rows, columns, 8 * channels, (at, out, down, across, pitch) => {
    const hops = [rows.stride * pitch, columns.stride * channels] as const;
    const length = channels * across.count;
    sums(kind, at, pitch, ...hops, down.taps, across.taps, out, 8 * length, down.count, across.count);
    const results = new Float64Array(memory.buffer, out, length * down.count);
    for (let y = 0; y < down.count; y++) {
      const row = results.subarray(length * y, length * (y + 1));
      to.set(row, channels * ((down.first + y) * columns.count + across.first));
    }
  });
}

/** A whole image in a memory of its own, which never grows, and its means. */
export interface Frame {
  readonly buffer: ArrayBuffer;
  /** Where the image stands, and where its means do. */
  readonly from: number;
  readonly to: number;
  /** Calls of the engine that a run takes: windows that the image's end clips have their own. */
  readonly calls: number;
  readonly run: () => void;
}

/** Bytes of memory that a frame takes. */
export function frameBytes(channels: number, rows: Windows, columns: Windows): number {
  return endOfFrame(channels, rows, columns) + channels * rows.count * columns.count;
}

/** Prepares means of an image that the engine takes; throws what the runtime does where it has no memory for that. */
export function frameOf(channels: number, rows: Windows, columns: Windows, way: Way): Frame {
  const bytes = frameBytes(channels, rows, columns);
  const own = instance(module as WebAssembly.Module, bytes, bytes);
  if (way.transfer === "srgb") light(own);
  const mean = channels === 4 ? own.mean : own.lightMean;
  const kind = kindOf(channels, way);
  const to = endOfFrame(channels, rows, columns);
  const [pitch, outPitch] = [channels * columns.extent, channels * columns.count];
  const runs = partsOf(rows, rows.count).flatMap((down) =>
    partsOf(columns, columns.count).map((across) => {
      const [high, wide] = [rows.stride * pitch, columns.stride * channels];
      const at = BAND_AT + down.first * high + across.first * wide;
      const out = to + down.first * outPitch + across.first * channels;
      return (): void =>
        mean(kind, at, pitch, high, wide, down.taps, across.taps, out, outPitch, down.count, across.count);
    }),
  );
  const run = (): void => {
    for (let i = 0; i < runs.length; i++) (runs[i] as () => void)();
  };
  return { buffer: own.memory.buffer, from: BAND_AT, to, calls: runs.length, run };
}

/** Where the means of an image begin, behind it. */
function endOfFrame(channels: number, { extent }: Windows, columns: Windows): number {
  return BAND_AT + Math.ceil((channels * extent * columns.extent) / 64) * 64;
}

/** What the engine's functions are told of pixels: how they are averaged, or how many channels they have, none of which is alpha. */
function kindOf(channels: number, { alpha, transfer }: Way): number {
  if (channels !== 4) return channels;
  return (transfer === "srgb" ? LINEAR : 0) + (alpha === "weighted" ? WEIGHTED : 0);
}

/** Brings the image in part by part, and has each pooled, with so many bytes for each result. */
function byParts(
  from: Pixels,
  rows: Windows,
  columns: Windows,
  resultBytes: number,
  run: (at: number, out: number, down: Part, across: Part, pitch: number) => void,
): boolean {
  const { memory } = engine() as Engine;
  const { channels } = from;
  const columnsAtOnce = within(columns, BAND / channels / Math.min(rows.window, 64));
  const wide = Math.min(columns.extent, (columnsAtOnce - 1) * columns.stride + columns.window);
  const rowsAtOnce = within(rows, BAND / (channels * wide));
  const tall = Math.min(rows.extent, (rowsAtOnce - 1) * rows.stride + rows.window);
  const out = BAND_AT + Math.ceil((channels * wide * tall) / 64) * 64;
  const end = out + columnsAtOnce * rowsAtOnce * resultBytes;
  if (end > BAND_AT + 2 * MOST) return false;
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) {
    try {
      memory.grow(Math.ceil(missing / PAGE));
    } catch {
      return false;
    }
  }
  const source = from.data as Uint8Array;
  const memoryBytes = new Uint8Array(memory.buffer);
  for (const down of partsOf(rows, rowsAtOnce)) {
    const top = down.first * rows.stride;
    const height = (down.count - 1) * rows.stride + down.taps;
    for (const across of partsOf(columns, columnsAtOnce)) {
      const left = across.first * columns.stride;
      const pitch = channels * ((across.count - 1) * columns.stride + across.taps);
      const first = from.offset + top * from.rowPitch + left * channels;
      if (pitch === from.rowPitch) memoryBytes.set(source.subarray(first, first + pitch * height), BAND_AT);
      else {
        for (let y = 0; y < height; y++) {
          const at = first + y * from.rowPitch;
          memoryBytes.set(source.subarray(at, at + pitch), BAND_AT + y * pitch);
        }
      }
      run(BAND_AT, out, down, across, pitch);
    }
  }
  if (memory.buffer.byteLength > KEPT) {
    // Memory does not shrink: another one is made for what comes next.
    known = undefined;
    lit = false;
  }
  return true;
}

/** How many windows keep within so many elements. */
function within({ window, stride, count }: Windows, elements: number): number {
  return Math.max(1, Math.min(count, Math.floor((elements - window) / stride) + 1));
}
