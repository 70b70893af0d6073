import { unpackerBase64 } from "./bytes.generated.ts";

/** A module's bytes as scripts/pack.mjs makes them a text. */
export interface Packed {
  readonly text: string;
  /** How many bytes they are. */
  readonly length: number;
}

const PAGE = 65536;

/** What is written behind the bytes. */
const OVER = 8;

/** A module's bytes. WebAssembly unpacks them: they are needed once, before JavaScript that does it would be compiled. */
export function unpacked({ text, length }: Packed): Uint8Array<ArrayBuffer> {
  const from = length + OVER;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((from + text.length + OVER) / PAGE) });
  const bytes = new Uint8Array(memory.buffer);
  write(text, bytes.subarray(from));
  const unpacker = new WebAssembly.Module(lettersOf(atob(unpackerBase64)));
  const { exports } = new WebAssembly.Instance(unpacker, { env: { memory } });
  const unpack = exports.unpack as (from: number, end: number, to: number, length: number) => void;
  unpack(from, from + text.length, 0, length);
  return bytes.subarray(0, length);
}

function write(text: string, to: Uint8Array): void {
  if (typeof TextEncoder === "function") new TextEncoder().encodeInto(text, to);
  else to.set(lettersOf(text));
}

function lettersOf(text: string): Uint8Array<ArrayBuffer> {
  const letters = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) letters[i] = text.charCodeAt(i);
  return letters;
}
