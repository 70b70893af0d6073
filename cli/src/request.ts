import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { PerAxis } from "stridepool";
import { DTYPES, type DType, EDGES, type Edge, OPS, type Op, ROUNDINGS, type Rounding } from "./choices.ts";
import { PIXEL_LIMIT } from "./image.ts";
import { MISUSED, oneLine, Refusal } from "./refusal.ts";

/** What the command line asks for. */
export interface Request {
  readonly files: readonly string[];
  readonly window: PerAxis;
  readonly op: Op;
  readonly stride?: PerAxis;
  readonly axes?: readonly number[];
  readonly edge: Edge;
  readonly dtype?: DType;
  readonly round: Rounding;
  readonly out?: string;
  readonly quality?: number;
  readonly limitPixels: number;
  readonly header?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** `3x3`, `2x3x4` or `2`. Which numbers fit is for the library to say. */
function perAxis(text: string): PerAxis {
  const parts = text.trim().split(/[x×,]/i);
  if (!parts.every((part) => NUMBER.test(part))) {
    throw new InvalidArgumentError("Write one number, or one per axis as in 3x3.");
  }
  return parts.length === 1 ? Number(parts[0]) : parts.map(Number);
}

function axisList(text: string): readonly number[] {
  const parts = text.trim().split(",");
  if (!parts.every((part) => NUMBER.test(part))) {
    throw new InvalidArgumentError("Write axis numbers with commas, as in 0,1.");
  }
  return parts.map(Number);
}

function integer(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`Write an integer from ${low} to ${high}.`);
  };
}

const MORE = `
Files, told apart by their extension:
  .png .jpg .jpeg .webp .avif .tif .tiff
      Pooled on rows and columns, channel by channel. Gray, colour, alpha and
      8 or 16 bits stay as they are; the EXIF orientation is applied, the colour
      profile kept, other metadata left out. Alpha is pooled as one more
      channel: colours are averaged straight, not weighted by it.
  .npy
      NumPy arrays of any rank; pooled on the last axes, or --axes.
  .csv .tsv .txt .json
      Rows of numbers; JSON also holds nested arrays of any rank.

dtype: max and min keep the input's. mean and sum of integers give float64, a sum
of 64-bit integers keeps theirs. Into an image file, mean keeps the image's own 8
or 16 bits, and sum needs --dtype, which saturates.

Output is written aside, then renamed: no half-written file is left. An existing
file is replaced, the input itself only with --force.

Exit codes: 0 done, 1 a bad file, window or path, 2 a bad command line.

Examples:
  $ stridepool photo.jpg                    writes photo-max-2.jpg beside it
  $ stridepool photo.jpg --window 3x3 --op mean --out small.png
  $ stridepool scan.tiff --window 4 --op min --edge partial
  $ stridepool volume.npy --window 2x2x2 --op mean --out half.npy
  $ stridepool matrix.csv --window 2x3 --stride 1 --out -
  $ stridepool *.png --op mean --out thumbnails/

Without arguments it pools an 8×8 matrix, and the photo that comes with a checkout
of the project.`;

function command(): Command {
  return new Command("stridepool")
    .description("Pool images, NumPy arrays and matrices: the max, min, mean or sum of every window.")
    .argument("[files...]", "the files to pool")
    .option("-w, --window <extents>", "the window: rows x columns, or one number for both", perAxis, 2)
    .addOption(new Option("--op <op>", "what to take of every window").choices(OPS).default(OPS[0]))
    .option("-s, --stride <extents>", "the hop between windows (default: the window)", perAxis)
    .option(
      "--axes <list>",
      "the pooled axes, from 0, negative from the end (default: 0,1 of an image, else the last)",
      axisList,
    )
    .addOption(
      new Option("--edge <edge>", "a ragged end is dropped, pooled or refused").choices(EDGES).default(EDGES[0]),
    )
    .addOption(new Option("--dtype <dtype>", "the result's element type").choices(DTYPES))
    .addOption(new Option("--round <rounding>", "a fraction made integer").choices(ROUNDINGS).default(ROUNDINGS[0]))
    .option("-o, --out <path>", "file or directory to write; - prints (default: <name>-<op>-<window> beside the input)")
    .option("--quality <n>", "1 to 100, of JPEG (default 80), WebP (80) and AVIF (50)", integer(1, 100))
    .option(
      "--limit-pixels <n>",
      "refuse larger images; 0 is no limit",
      integer(0, Number.MAX_SAFE_INTEGER),
      PIXEL_LIMIT,
    )
    .option("--header", "leave out the first row of a .csv, .tsv or .txt")
    .option("--force", "allow the output to replace the input")
    .option("-q, --quiet", "print nothing but errors")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", MORE);
}

function version(): string {
  const description = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(description) as { version: string }).version;
}

/** What the arguments ask for, or the text that they ask to see. */
export function parseArguments(argv: readonly string[]): Request | { readonly text: string } {
  let text = "";
  const parser = command()
    .exitOverride()
    .configureOutput({ writeOut: (part) => (text += part), writeErr: () => {} });
  try {
    parser.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { text };
    throw new Refusal(`${oneLine(error.message).replace(/^error: /, "")} (see --help)`, MISUSED);
  }
  if (parser.args.length === 0) throw new Refusal("no input file given (see --help)", MISUSED);
  return { files: parser.args, ...parser.opts<Omit<Request, "files">>() };
}
