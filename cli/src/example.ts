import { stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { byteStrides, maxPool, meanPool, pool, toNested, windows } from "stridepool";
import { readWhole, writeAside } from "./files.ts";
import { formatOf, type ImageFormat } from "./formats.ts";
import { PIXEL_LIMIT, readImage, writeImage } from "./image.ts";
import { type Io, print } from "./output.ts";
import { describeArray, duration, engine, labelled, rate, tuple } from "./report.ts";
import { matrixTable, textTable } from "./table.ts";
import { timed } from "./timing.ts";

const SIDE = 8;
const MATRIX = BigInt64Array.of(
  ...[19n, 32n, 28n, 25n, 31n, 49n, 17n, 18n],
  ...[4n, 19n, 50n, 57n, 29n, 42n, 5n, 8n],
  ...[44n, 16n, 54n, 13n, 15n, 1n, 58n, 50n],
  ...[18n, 36n, 29n, 12n, 39n, 45n, 47n, 44n],
  ...[34n, 31n, 17n, 28n, 35n, 62n, 30n, 54n],
  ...[38n, 50n, 14n, 50n, 25n, 24n, 36n, 4n],
  ...[58n, 27n, 20n, 34n, 55n, 22n, 63n, 59n],
  ...[61n, 30n, 37n, 24n, 23n, 34n, 5n, 16n],
);
const WINDOW = [2, 2];

/** The photo of a checkout; an installed package comes without it. */
const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
const PHOTO = "coffee.png";

const NEXT = "\nNow a file of yours: stridepool photo.jpg --window 2x2 --op max --out small.png (see --help)\n";

/** Pools the 8×8 matrix, then the photo: what the command shows without arguments. */
export async function showExamples(io: Io, examples = EXAMPLES): Promise<void> {
  await print(io.stdout, matrixExample());
  const photo = resolve(examples, PHOTO);
  await print(io.stdout, (await isFile(photo)) ? await photoExample(photo, examples) : [NEXT]);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function matrixExample(): string[] {
  const matrix = { data: MATRIX, shape: [SIDE, SIDE] };
  const view = windows(matrix, WINDOW);
  const max = maxPool(matrix, WINDOW);
  const mean = meanPool(matrix, WINDOW);
  const by = WINDOW.join("×");
  return [
    matrixTable(`The matrix: ${SIDE}×${SIDE}, int64`, toNested(matrix) as bigint[][]),
    `\nIts ${by} windows: a view, nothing is copied\n`,
    labelled([
      ["shape", tuple(view.shape)],
      ["byte strides", tuple(byteStrides(view))],
    ]),
    "\n",
    matrixTable(`Max of every ${by} window: ${max.shape.join("×")}, ${max.dtype}`, toNested(max) as bigint[][]),
    "\n",
    matrixTable(`Mean of every ${by} window: ${mean.shape.join("×")}, ${mean.dtype}`, toNested(mean) as number[][]),
  ];
}

async function photoExample(photo: string, examples: string): Promise<string[]> {
  const format = formatOf(photo) as ImageFormat;
  const picture = await readImage(await readWhole(photo), photo, PIXEL_LIMIT);
  const { data, shape, stride, dtype } = picture.pixels;
  const rows: string[][] = [];
  for (const op of ["max", "mean"] as const) {
    const { result, timing } = timed(() => pool(op, { data, shape, stride }, WINDOW, { axes: [0, 1], dtype }));
    const path = resolve(examples, `pooled-${op}.png`);
    await writeAside(path, await writeImage(result, format, path, { quality: undefined, picture }));
    const [height, width] = result.shape;
    const speed = rate(picture.pixels, format, timing.best);
    rows.push([op, `${width} × ${height}`, duration(timing.best), speed, nearby(path)]);
  }
  return [
    `\nThe photo ${nearby(photo)}: ${describeArray(picture.pixels, format)}\n`,
    textTable([WINDOW.join("×"), "size", "time", "speed", "written to"], rows),
    "  time: of the pooling alone, the best of several calls\n",
    `  engine: ${engine()}\n`,
  ];
}

/** A path as short as it can be said from here. */
function nearby(path: string): string {
  const short = relative("", path);
  return short.startsWith(`..${sep}`) ? path : short;
}
