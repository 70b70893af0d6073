/*
 * A module of its own, from which the engine's modules come: scripts/pack.mjs packs them, so that their text is a sixth as long.
 * A language's runtime takes longer to read a text than this takes to unpack it.
 */

/** What a count of 15 in a token goes on with: bytes that are added, up to the first below 255. */
const MORE: usize = 15;

/**
 * Text, eight letters for six bytes, into those in its place; these, packed, into `length` others from `to` on. Up to 7 bytes behind
 * either are written, too.
 */
export function unpack(text: usize, end: usize, to: usize, length: usize): void {
  let bytes = text;
  for (let at = text; at < end; at += 8, bytes += 6) {
    // Letters 0 to U, then a to z: eleven stand between.
    let eight = load<u64>(at) - 0x3030303030303030;
    eight -= (((eight + 0x5a5a5a5a5a5a5a5a) >> 7) & 0x0101010101010101) * 11;
    eight = (eight & 0x003f003f003f003f) | ((eight >> 2) & 0x0fc00fc00fc00fc0);
    eight = (eight & 0x00000fff00000fff) | ((eight >> 4) & 0x00fff00000fff000);
    store<u64>(bytes, (eight & 0x0000000000ffffff) | ((eight >> 8) & 0x0000ffffff000000));
  }
  expand(text, to, to + length);
}

/**
 * In the manner of LZ4's blocks (Collet): a token with the number of bytes that follow as they are and of those, less 2, that stood
 * before; how far back, in groups of 7 bits, or 0 for as far as the last time.
 */
function expand(at: usize, to: usize, end: usize): void {
  let back: usize = 0;
  for (;;) {
    const token = <usize>load<u8>(at++);
    let count = token >> 4;
    if (count == MORE) {
      let more: usize;
      do {
        more = load<u8>(at++);
        count += more;
      } while (more == 255);
    }
    copy(at, to, count);
    at += count;
    to += count;
    if (to >= end) return;
    let distance: usize = 0;
    let byte: usize;
    let shift: usize = 0;
    do {
      byte = load<u8>(at++);
      distance |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    if (distance) back = distance;
    count = token & 15;
    if (count == MORE) {
      let more: usize;
      do {
        more = load<u8>(at++);
        count += more;
      } while (more == 255);
    }
    count += 2;
    // A run repeats itself where it is longer than it is far.
    if (back >= 8) copy(to - back, to, count);
    else for (let i: usize = 0; i < count; i++) store<u8>(to + i, load<u8>(to + i - back));
    to += count;
  }
}

/** Eight bytes at a time. */
@inline
function copy(from: usize, to: usize, count: usize): void {
  for (let i: usize = 0; i < count; i += 8) store<u64>(to + i, load<u64>(from + i));
}
