import { crc32, deflateSync } from "node:zlib";

/** A PNG begins with 8 bytes of signature and a header chunk of 25; the colour profile's chunk may follow. */
const AFTER_HEADER = 33;

/**
 * A PNG with this colour profile attached and its pixels as they are. sharp attaches a profile only together with a
 * conversion of the pixels to it, or from a file that carries it.
 */
export function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from("iCCPicc\0\0", "latin1"), deflateSync(profile)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, AFTER_HEADER), chunk, png.subarray(AFTER_HEADER)]);
}
