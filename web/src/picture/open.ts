/** A picture that stands still. */
export interface Still {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly bitmap: ImageBitmap;
  /** Decodes it once more, for a worker to take. */
  again(): Promise<ImageBitmap>;
}

/** What is wrong with what was opened, and what to do. */
export class OpenFault extends Error {}

const KNOWN = /\.(png|jpe?g|webp|avif|gif|bmp|ico|svg)$/i;
const ADVICE = "open a PNG, JPEG, WebP, AVIF, GIF or SVG file";

/** Decodes a file. */
export async function openFile(file: File): Promise<Still> {
  const { name, type, size } = file;
  if (!type.startsWith("image/") && !(type === "" && KNOWN.test(name))) {
    throw new OpenFault(`${name} is no picture but ${type === "" ? "of an unknown type" : type}; ${ADVICE}`);
  }
  if (size === 0) throw new OpenFault(`${name} is empty, 0 bytes; ${ADVICE}`);
  try {
    const isDrawn = type === "image/svg+xml" || (type === "" && /\.svg$/i.test(name));
    const decode = (): Promise<ImageBitmap> => (isDrawn ? drawn(file) : createImageBitmap(file));
    const bitmap = await decode();
    return { name, bitmap, width: bitmap.width, height: bitmap.height, again: decode };
  } catch {
    throw new OpenFault(
      `${name} (${type || "no type"}, ${sizeOf(size)}) can't be decoded by this browser: it is damaged, too large for it, or of a kind that it does not know; ${ADVICE}`,
    );
  }
}

/** What is drawn by a description of shapes is made pixels of at its own size, or at the size that the browser takes for it. */
async function drawn(file: File): Promise<ImageBitmap> {
  const address = URL.createObjectURL(new Blob([file], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    // As createImageBitmap would, which refuses drawings without a size, or gives nothing but transparency.
    const { naturalWidth, naturalHeight } = image;
    const canvas = new OffscreenCanvas(naturalWidth, naturalHeight);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0, naturalWidth, naturalHeight);
    return canvas.transferToImageBitmap();
  } finally {
    URL.revokeObjectURL(address);
  }
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`;

/** Decodes what lies at an address of the page's own. */
export async function openAddress(address: string, name: string): Promise<Still> {
  const answer = await fetch(address);
  if (!answer.ok) throw new OpenFault(`${name} is not there (${answer.status}); reload the page`);
  const blob = await answer.blob();
  return openFile(new File([blob], name, { type: blob.type }));
}

/** The picture among what was dropped or pasted. */
export function pictureIn(moved: DataTransfer | null, how: "dropped" | "pasted"): File {
  const files = [...(moved?.files ?? [])];
  const picture = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
  if (picture !== undefined) return picture;
  throw new OpenFault(`what was ${how} holds no file but ${moved?.types.join(", ") || "nothing"}; ${ADVICE}`);
}

/** The file among what was dropped that is to be read as text: where none is a picture. */
export function textIn(moved: DataTransfer | null): File | undefined {
  const files = [...(moved?.files ?? [])];
  const isPicture = ({ name, type }: File): boolean => type.startsWith("image/") || (type === "" && KNOWN.test(name));
  return files.some(isPicture) ? undefined : files[0];
}
