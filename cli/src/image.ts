import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import { type Dense, rowMajor, type Strided } from "./array.ts";
import type { ImageFormat } from "./formats.ts";
import { withProfile } from "./icc.ts";
import { messageOf, Refusal } from "./refusal.ts";

/** The pixels read without `--limit-pixels`: those of 16383 × 16383, the limit of sharp. */
export const PIXEL_LIMIT = 16383 * 16383;

/** A decoded image: shape [height, width, channels], or [height, width] for gray. */
export interface Picture {
  readonly pixels: Strided;
  /** The colour profile that the pixels are stored in. */
  readonly profile: Buffer | undefined;
  /** What was left out or converted on the way, for the user. */
  readonly notes: readonly string[];
}

/** Colour spaces whose stored values are pooled as they are; any other is converted to sRGB first. */
const STORED = new Set(["b-w", "srgb", "grey16", "rgb16"]);
const CONVERTED = new Set(["cmyk", "lab", "labs"]);

/** Decodes the pixels that a viewer shows: upright, but in the values and the channels that the file stores. */
export async function readImage(bytes: Uint8Array<ArrayBuffer>, path: string, limit: number): Promise<Picture> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const options: SharpOptions = {
    autoOrient: true,
    failOn: "error",
    ignoreIcc: true,
    limitInputPixels: false,
    unlimited: limit === 0 || limit > PIXEL_LIMIT,
  };
  try {
    const metadata = await sharp(buffer, options).metadata();
    checkReadable(metadata, path, limit);
    if (STORED.has(metadata.space)) return await readStored(buffer, options, metadata);
    const { data, info } = await sharp(buffer, { ...options, ignoreIcc: false })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const notes = [...pageNotes(metadata), `${metadata.space.toUpperCase()} colours were converted to sRGB`];
    const pixels = strided(data, "uint8", [info.height, info.width, info.channels]);
    return { pixels, profile: undefined, notes };
  } catch (error) {
    throw error instanceof Refusal ? error : decodeRefusal(path, error);
  }
}

function checkReadable(metadata: Metadata, path: string, limit: number): void {
  const { format, width, height, space, depth } = metadata;
  const known =
    ["png", "jpeg", "webp", "tiff"].includes(format) || (format === "heif" && metadata.compression === "av1");
  if (!known) throw new Refusal(`${path} holds ${format.toUpperCase()}, not PNG, JPEG, WebP, AVIF or TIFF`);
  if (limit !== 0 && width * height > limit) {
    const size = `${width} × ${height} = ${width * height} pixels`;
    throw new Refusal(
      `${path} has ${size}, over the limit of ${limit}; raise it with --limit-pixels ${width * height}`,
    );
  }
  if (CONVERTED.has(space) || (STORED.has(space) && (depth === "uchar" || depth === "ushort"))) return;
  throw new Refusal(`${path} holds ${depth} samples in colour space ${space}; only 8- and 16-bit integers are read`);
}

async function readStored(buffer: Buffer, options: SharpOptions, metadata: Metadata): Promise<Picture> {
  const wide = metadata.depth === "ushort";
  // Raw output of 8-bit gray drops its alpha, so gray with alpha is decoded as RGBA and viewed as two of its channels.
  const grayAlpha = metadata.space === "b-w" && metadata.hasAlpha;
  const { data, info } = await sharp(buffer, options)
    .toColourspace(grayAlpha ? "srgb" : metadata.space)
    .raw({ depth: wide ? "ushort" : "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  let pixels = strided(data, wide ? "uint16" : "uint8", channels === 1 ? [height, width] : [height, width, channels]);
  if (grayAlpha) pixels = { ...pixels, shape: [height, width, 2], stride: [width * channels, channels, channels - 1] };
  return { pixels, profile: metadata.icc, notes: pageNotes(metadata) };
}

function strided(bytes: Buffer, dtype: "uint8" | "uint16", shape: number[]): Strided {
  if (dtype === "uint8") return { data: bytes, shape, stride: rowMajor(shape), dtype };
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
  const data = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
  return { data, shape, stride: rowMajor(shape), dtype };
}

function pageNotes({ pages = 1 }: Metadata): string[] {
  return pages > 1 ? [`the first of ${pages} pages was read`] : [];
}

function decodeRefusal(path: string, error: unknown): Refusal {
  const message = messageOf(error);
  if (/unsupported image format/.test(message)) {
    return new Refusal(`cannot read ${path}: it is no PNG, JPEG, WebP, AVIF or TIFF image`);
  }
  return new Refusal(`cannot decode ${path}: ${message}`);
}

/** Refuses what an image file cannot hold, and says what it is. */
function checkWritable(array: Dense, format: ImageFormat, path: string, channels: readonly number[]): void {
  const { shape, dtype } = array;
  if (dtype !== "uint8" && dtype !== "uint16") {
    throw new Refusal(
      `cannot write ${path}: ${format.name} holds uint8 or uint16, the result is ${dtype}; add --dtype uint8`,
    );
  }
  const holds = `an image is height × width, with ${channels.join(", ")} channels on a third axis`;
  const shown = `(${shape.join(", ")})`;
  if (shape.length < 2 || shape.length > 3 || (shape.length === 3 && !channels.includes(shape[2]))) {
    throw new Refusal(`cannot write ${path}: the result has shape ${shown}, ${holds}; write .npy or .json`);
  }
  if (shape.includes(0)) throw new Refusal(`cannot write ${path}: the result has shape ${shown}, no pixel at all`);
  const depth = shape[2] ?? 1;
  if (depth % 2 === 0 && !format.alpha) {
    throw new Refusal(`cannot write ${path}: ${format.name} has no alpha channel; write .png, .webp, .avif or .tiff`);
  }
}

/** What writing this image leaves out, for the user. */
export function writeNotes(array: Dense, format: ImageFormat): string[] {
  if (array.dtype !== "uint16" || format.bits === 16) return [];
  return [`${format.name} keeps the upper ${format.bits} of the 16 bits`];
}

/** Encodes a pooled array. `picture` is the image it came from, if any, whose profile and channels it keeps. */
export async function writeImage(
  array: Dense,
  format: ImageFormat,
  path: string,
  options: { readonly quality: number | undefined; readonly picture: Picture | undefined },
): Promise<Buffer> {
  const channelsOf = (shape: readonly number[]): number => shape[2] ?? 1;
  const kept = options.picture !== undefined && channelsOf(options.picture.pixels.shape) === channelsOf(array.shape);
  checkWritable(array, format, path, kept ? [1, 2, 3, 4] : [1, 3, 4]);
  const [height, width] = array.shape;
  const channels = channelsOf(array.shape) as 1 | 2 | 3 | 4;
  const raw = sharp(array.data as Uint8Array | Uint16Array, {
    raw: { width, height, channels },
    limitInputPixels: false,
  });
  try {
    const profile = kept ? options.picture?.profile : undefined;
    if (profile === undefined) return await encoded(raw, array, format, options.quality);
    const plain = await raw.toColourspace(spaceOf(array, 16)).png({ compressionLevel: 0 }).toBuffer();
    const profiled = sharp(withProfile(plain, profile), { ignoreIcc: true, limitInputPixels: false }).keepIccProfile();
    return await encoded(profiled, array, format, options.quality);
  } catch (error) {
    throw new Refusal(`cannot encode ${path} as ${format.name}: ${messageOf(error)}`);
  }
}

function spaceOf({ shape, dtype }: Dense, bits: number): "b-w" | "srgb" | "grey16" | "rgb16" {
  const gray = (shape[2] ?? 1) < 3;
  if (dtype === "uint16" && bits > 8) return gray ? "grey16" : "rgb16";
  return gray ? "b-w" : "srgb";
}

function encoded(image: Sharp, array: Dense, format: ImageFormat, quality: number | undefined): Promise<Buffer> {
  const lossy = quality === undefined ? {} : { quality };
  const placed = image.toColourspace(spaceOf(array, format.bits));
  switch (format.codec) {
    case "png":
      return placed.png().toBuffer();
    case "jpeg":
      return placed.jpeg(lossy).toBuffer();
    case "webp":
      return placed.webp(lossy).toBuffer();
    case "avif":
      return placed.avif({ ...lossy, bitdepth: array.dtype === "uint16" ? 10 : 8 }).toBuffer();
    case "tiff":
      return placed.tiff({ compression: "deflate", predictor: "horizontal" }).toBuffer();
  }
}
