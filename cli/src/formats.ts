import { extname } from "node:path";
import { Refusal } from "./refusal.ts";

/** An image codec, and what its files can hold. */
export interface ImageFormat {
  readonly kind: "image";
  readonly name: string;
  readonly codec: "png" | "jpeg" | "webp" | "avif" | "tiff";
  /** The most bits per sample that it stores. */
  readonly bits: 8 | 10 | 16;
  readonly alpha: boolean;
  /** Whether it has the lossy coding that `--quality` steers. */
  readonly lossy: boolean;
}

/** A file of a matrix or an N-D array. */
export interface ArrayFormat {
  readonly kind: "npy" | "json";
  readonly name: string;
}

/** Rows of numbers as text. */
export interface TextFormat {
  readonly kind: "csv";
  readonly name: string;
  /** What is written between two cells; what is read is told from the file. */
  readonly delimiter: string;
}

export type Format = ImageFormat | ArrayFormat | TextFormat;

const PNG: ImageFormat = { kind: "image", name: "PNG", codec: "png", bits: 16, alpha: true, lossy: false };
const JPEG: ImageFormat = { kind: "image", name: "JPEG", codec: "jpeg", bits: 8, alpha: false, lossy: true };
const WEBP: ImageFormat = { kind: "image", name: "WebP", codec: "webp", bits: 8, alpha: true, lossy: true };
const AVIF: ImageFormat = { kind: "image", name: "AVIF", codec: "avif", bits: 10, alpha: true, lossy: true };
const TIFF: ImageFormat = { kind: "image", name: "TIFF", codec: "tiff", bits: 16, alpha: true, lossy: false };

export const CSV: TextFormat = { kind: "csv", name: "CSV", delimiter: "," };
export const JSON_FORMAT: ArrayFormat = { kind: "json", name: "JSON" };

const BY_EXTENSION: ReadonlyMap<string, Format> = new Map<string, Format>([
  [".png", PNG],
  [".jpg", JPEG],
  [".jpeg", JPEG],
  [".webp", WEBP],
  [".avif", AVIF],
  [".tif", TIFF],
  [".tiff", TIFF],
  [".npy", { kind: "npy", name: "NumPy" }],
  [".csv", CSV],
  [".tsv", { kind: "csv", name: "TSV", delimiter: "\t" }],
  [".txt", { kind: "csv", name: "text", delimiter: " " }],
  [".json", JSON_FORMAT],
]);

/** The format that a path's extension names. */
export function formatOf(path: string): Format {
  const extension = extname(path).toLowerCase();
  const format = BY_EXTENSION.get(extension);
  if (format !== undefined) return format;
  const problem = extension === "" ? "has no extension" : `has the unknown extension ${extension}`;
  throw new Refusal(`${path} ${problem}; use one of ${[...BY_EXTENSION.keys()].join(" ")}`);
}
