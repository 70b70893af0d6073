// Packs a module for assembly/unpack.ts, which says how. What repeats is found however far back it stands, since copies of a kernel
// for several types lie hundreds of KB apart; of all ways to say the same the shortest is taken, by the cost of every beginning.

const LEAST = 2;
const MORE = 15;

/** Places with the same four bytes that are looked at. */
const LOOKED_AT = 100;

/** A token is one byte, but the fewer there are, the quicker. */
const TOKEN = 1.6;

/** Beyond this length, and below the whole, repeats are not worth shortening. */
const LONG = 40;

const moreBytes = (count) => (count < MORE ? 0 : 1 + Math.floor((count - MORE) / 255));
const backBytes = (distance) => (distance < 2 ** 7 ? 1 : distance < 2 ** 14 ? 2 : 3);

/** The packed bytes. */
export function packed(bytes) {
  const { steps, backs } = shortest(bytes);
  const parts = [];
  let plain = 0;
  let last = 0;
  let at = 0;
  for (const length of steps) {
    const back = backs[at + length];
    if (back === 0) plain++;
    else {
      parts.push(sequence(bytes.subarray(at - plain, at), length, back === last ? 0 : back));
      last = back;
      plain = 0;
    }
    at += length;
  }
  parts.push(sequence(bytes.subarray(at - plain, at), LEAST, undefined));
  return Buffer.concat(parts);
}

/** Bytes as text: each six as eight letters of six bits, the lowest first. No quote, backslash or $ is among them. */
export function lettered(bytes) {
  const letters = Buffer.alloc(8 * Math.ceil(bytes.length / 6));
  for (let i = 0; i < letters.length; i++) {
    const at = Math.floor((6 * i) / 8);
    const value = (((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) >> ((6 * i) % 8)) & 63;
    letters[i] = 48 + value + (value < 38 ? 0 : 11);
  }
  return letters.toString("latin1");
}

/** Bytes as they are, then so many from so far back. */
function sequence(plain, length, back) {
  const parts = [(Math.min(plain.length, MORE) << 4) | Math.min(length - LEAST, MORE), ...more(plain.length), ...plain];
  if (back === undefined) return Uint8Array.from(parts);
  for (; back > 127; back >>= 7) parts.push((back & 127) | 128);
  return Uint8Array.from([...parts, back, ...more(length - LEAST)]);
}

function more(count) {
  const parts = [];
  if (count < MORE) return parts;
  for (count -= MORE; count >= 255; count -= 255) parts.push(255);
  parts.push(count);
  return parts;
}

/** The steps of the cheapest way to the end: single bytes, or repeats, whose distances stand where they end. */
function shortest(bytes) {
  const end = bytes.length;
  const costs = new Float64Array(end + 1).fill(Number.POSITIVE_INFINITY);
  const lengths = new Int32Array(end + 1);
  const backs = new Int32Array(end + 1);
  const lasts = new Int32Array(end + 1);
  costs[0] = 0;
  const reach = (at, length, back, cost) => {
    const to = at + length;
    if (costs[at] + cost >= costs[to]) return;
    costs[to] = costs[at] + cost;
    lengths[to] = length;
    backs[to] = back;
    lasts[to] = back || lasts[at];
  };
  const alike = (before, at) => {
    let length = 0;
    while (at + length < end && bytes[before + length] === bytes[at + length]) length++;
    return length;
  };
  const repeat = (at, least, most, back, cost) => {
    for (let length = least; length <= most; length++) {
      reach(at, length, back, cost + moreBytes(length - LEAST));
      if (length > LONG && length < most - 1) length = most - 1;
    }
  };
  const heads = new Int32Array(2 ** 18).fill(-1);
  const befores = new Int32Array(end);
  for (let at = 0; at < end; at++) {
    reach(at, 1, 0, 1);
    const last = lasts[at];
    const again = last > 0 ? alike(at - last, at) : 0;
    repeat(at, LEAST, again, last, TOKEN + 1);
    if (at + 4 > end) continue;
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    const slot = Math.imul(word, 0x9e3779b1) >>> 14;
    let longest = Math.max(again, 3);
    for (let before = heads[slot], looks = 0; before >= 0 && looks < LOOKED_AT; before = befores[before], looks++) {
      if (bytes[before + longest] !== bytes[at + longest]) continue;
      const length = alike(before, at);
      if (length <= longest) continue;
      repeat(at, longest + 1, length, at - before, TOKEN + backBytes(at - before));
      longest = length;
    }
    befores[at] = heads[slot];
    heads[slot] = at;
  }
  const steps = [];
  for (let at = end; at > 0; at -= lengths[at]) steps.push(lengths[at]);
  return { steps: steps.reverse(), backs };
}
