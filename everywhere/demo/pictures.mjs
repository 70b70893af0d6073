import { deflateSync } from "node:zlib";
import { PNG } from "pngjs";

/** Random bytes, the same every time (xorshift, George Marsaglia). */
export function noise(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 255;
  };
}

/** An opaque picture of noise, or one whose pixels are either opaque or not there at all. */
export function noisePicture(width, height, { seed = 1, alpha = false } = {}) {
  const next = noise(seed);
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < data.length; i += 4) {
    const there = !alpha || next() < 150;
    for (let c = 0; c < 3; c++) data[i + c] = there ? next() : 0;
    data[i + 3] = there ? 255 : 0;
  }
  return { width, height, data };
}

/** A picture side by side with itself, so often that it fills a larger one. */
export function tiled(tile, width, height) {
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 4 * ((y % tile.height) * tile.width + (x % tile.width));
      data.set(tile.data.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}

/** A picture as a PNG file. */
export function encodePng({ width, height, data }) {
  const png = new PNG({ width, height });
  png.data.set(data);
  return PNG.sync.write(png);
}

export const decodePng = (bytes) => PNG.sync.read(bytes);

/** A large picture, small as a file: rows of grey, `value(row, column)`, of which every `period` rows repeat. */
export function largePng(width, height, period, value) {
  const block = Buffer.alloc(period * (width + 1));
  for (let y = 0; y < period; y++) {
    for (let x = 0; x < width; x++) block[y * (width + 1) + 1 + x] = value(y, x);
  }
  const rows = Buffer.alloc(height * (width + 1));
  for (let at = 0; at < rows.length; at += block.length) block.copy(rows, at);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, grey.
  header[8] = 8;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}

const REMAINDERS = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc(bytes) {
  let rest = -1;
  for (const byte of bytes) rest = REMAINDERS[(rest ^ byte) & 255] ^ (rest >>> 8);
  return ~rest >>> 0;
}
