import { readFileSync } from "node:fs";
import { Command, CommanderError, Option } from "commander";
import type { PaddingOption } from "stridepool";
import {
  DTYPES,
  type DType,
  EDGES,
  type Edge,
  INTERPOLATIONS,
  type Interpolation,
  NAN_RULES,
  type NanRule,
  NUMBERINGS,
  type Numbering,
  OPS,
  type Op,
  PAD_MODES,
  type PadMode,
  ROUNDINGS,
  type Rounding,
} from "./choices.ts";
import { flagOf } from "./flags.ts";
import { MORE } from "./help.ts";
import { PIXEL_LIMIT } from "./image.ts";
import { MISUSED, oneLine, Refusal } from "./refusal.ts";
import { axisList, type Extents, element, integer, number, padding, perAxis } from "./values.ts";

/** What the command line asks for. */
export interface Request {
  readonly files: readonly string[];
  readonly window: Extents;
  readonly op: Op;
  readonly stride?: Extents;
  readonly dilation?: Extents;
  readonly axes?: readonly number[];
  readonly edge: Edge;
  readonly padding?: PaddingOption;
  readonly fill?: number | bigint;
  readonly padMode?: PadMode;
  readonly nan: NanRule;
  readonly nodata?: number | bigint;
  readonly mask?: string;
  readonly minCount?: number;
  readonly countPadding?: boolean;
  readonly divisor?: number;
  readonly p?: number;
  readonly ddof?: number;
  readonly interpolation?: Interpolation;
  readonly indices?: Numbering;
  readonly dtype?: DType;
  readonly round: Rounding;
  readonly out?: string;
  readonly quality?: number;
  readonly limitPixels: number;
  readonly header?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

function command(): Command {
  return new Command("stridepool")
    .description("Pool images, NumPy arrays and matrices: the max, mean, median … of every window.")
    .argument("[files...]", "the files to pool")
    .optionsGroup("Windows:")
    .option("-w, --window <extents>", "the window: rows x columns, or one number for both", perAxis, 2)
    .addOption(new Option("--op <op>", "what to take of every window").choices(OPS).default(OPS[0]))
    .option("-s, --stride <extents>", "the hop between windows (default: the window)", perAxis)
    .option("--dilation <extents>", "the distance between the taps of a window (default: 1)", perAxis)
    .option(
      "--axes <list>",
      "the pooled axes, from 0, negative from the end (default: 0,1 of an image, else the last)",
      axisList,
    )
    .addOption(
      new Option("--edge <edge>", "a ragged end is dropped, pooled or refused").choices(EDGES).default(EDGES[0]),
    )
    .optionsGroup("Around the array:")
    .option(
      "--padding <extents>",
      "taps that do not exist: 1, 1x2, 0:1x2:2 (low:high), valid, same, same-lower (default: 0)",
      padding,
    )
    .option("--fill <value>", "let taps outside the array have this value", element)
    .addOption(new Option("--pad-mode <mode>", "let taps outside the array read one inside").choices(PAD_MODES))
    .optionsGroup("Left out:")
    .addOption(
      new Option("--nan <rule>", "NaN spreads, or is left out of the windows").choices(NAN_RULES).default(NAN_RULES[0]),
    )
    .option("--nodata <value>", "leave this value out; windows with too few others give it", element)
    .option("--mask <file>", "an image or array of the same shape; leave out where it is 0")
    .option("--min-count <n>", "the fewest taps a window needs (default: 1 with --nodata or --mask)", number)
    .optionsGroup("For single ops:")
    .option("--count-padding", "mean: count padding in the divisor")
    .option("--divisor <n>", "mean: divide by this, not by the number of taps", number)
    .option("--p <n>", "lp: the exponent, or inf (default: 2)", number)
    .option("--ddof <n>", "var, std: divide by the number of taps less this (default: 0)", number)
    .addOption(
      new Option("--interpolation <which>", "median of an even count (default: midpoint)").choices(INTERPOLATIONS),
    )
    .addOption(
      new Option("--indices <numbering>", "argmax, argmin: number positions in this (default: window)").choices(
        NUMBERINGS,
      ),
    )
    .optionsGroup("Result:")
    .addOption(new Option("--dtype <dtype>", "the result's element type").choices(DTYPES))
    .addOption(new Option("--round <rounding>", "a fraction made integer").choices(ROUNDINGS).default(ROUNDINGS[0]))
    .option("-o, --out <path>", "file or directory to write; - prints (default: <name>-<op>-<window> beside the input)")
    .option("--quality <n>", "1 to 100, of JPEG (default 80), WebP (80) and AVIF (50)", integer(1, 100))
    .optionsGroup("Files:")
    .option(
      "--limit-pixels <n>",
      "refuse larger images; 0 is no limit",
      integer(0, Number.MAX_SAFE_INTEGER),
      PIXEL_LIMIT,
    )
    .option("--header", "leave out the first row of a .csv, .tsv or .txt")
    .option("--force", "allow the output to replace the input")
    .option("-q, --quiet", "print nothing but errors")
    .optionsGroup("About:")
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
  const request: Request = { files: parser.args, ...parser.opts<Omit<Request, "files">>() };
  checkUse(request);
  return request;
}

/** Options that only some ops have a use for. */
const ONLY_FOR = {
  countPadding: ["mean"],
  divisor: ["mean"],
  p: ["lp"],
  ddof: ["var", "std"],
  interpolation: ["median"],
  indices: ["argmax", "argmin"],
} as const satisfies { readonly [Name in keyof Request]?: readonly Op[] };

/** No option is ignored in silence. */
function checkUse(request: Request): void {
  for (const [option, ops] of Object.entries(ONLY_FOR) as [keyof typeof ONLY_FOR, readonly Op[]][]) {
    if (request[option] === undefined || ops.includes(request.op)) continue;
    throw new Refusal(`${flagOf(option)} is for --op ${ops.join(" and ")}, got ${request.op}`, MISUSED);
  }
}
