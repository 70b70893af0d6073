import type { Strided } from "./array.ts";
import { readCsv } from "./csv.ts";
import { readWhole } from "./files.ts";
import type { Format } from "./formats.ts";
import { type Picture, readImage } from "./image.ts";
import { readJson } from "./json.ts";
import { readNpy } from "./npy.ts";
import type { Request } from "./request.ts";

/** The array in a file, and what is known of it as an image. */
export interface Source {
  readonly array: Strided;
  readonly picture: Picture | undefined;
}

/** Reads a file of any kind. */
export async function readSource(
  path: string,
  format: Format,
  { limitPixels, header = false }: Pick<Request, "limitPixels" | "header">,
): Promise<Source> {
  const bytes = await readWhole(path);
  switch (format.kind) {
    case "image": {
      const picture = await readImage(bytes, path, limitPixels);
      return { array: picture.pixels, picture };
    }
    case "npy":
      return { array: readNpy(bytes, path), picture: undefined };
    case "csv":
      return { array: readCsv(bytes, path, header), picture: undefined };
    case "json":
      return { array: readJson(bytes, path), picture: undefined };
  }
}
