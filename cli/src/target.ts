import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { CSV, type Format, formatOf, JSON_FORMAT } from "./formats.ts";
import { needsDtype } from "./pixels.ts";
import { errorCode, fileRefusal, MISUSED, Refusal } from "./refusal.ts";
import type { Request } from "./request.ts";

/** Where a result goes: a file, or the standard output (no path). */
export interface Target {
  readonly path: string | undefined;
  /** The path as the user knows it. */
  readonly shown: string;
  readonly format: Format;
}

/** One file to pool, and where to. */
export interface Job {
  readonly file: string;
  readonly source: Format;
  readonly target: Target;
}

/** Decides where every result goes, and refuses what could not be written, before any work is done. */
export async function planJobs(request: Request): Promise<Job[]> {
  const jobs: Job[] = [];
  const taken = new Map<string, string>();
  for (const file of request.files) {
    const source = formatOf(file);
    const target = await planTarget(request, file, source);
    checkOptions(request, file, source, target);
    if (target.path !== undefined) {
      const earlier = taken.get(target.path);
      if (earlier !== undefined) throw new Refusal(`${earlier} and ${file} would both be written to ${target.shown}`);
      taken.set(target.path, file);
    }
    jobs.push({ file, source, target });
  }
  return jobs;
}

async function planTarget(request: Request, file: string, source: Format): Promise<Target> {
  const { out, files } = request;
  if (out === "-") {
    if (files.length > 1) throw new Refusal(`--out - prints one result, got ${files.length} files`, MISUSED);
    return { path: undefined, shown: "standard output", format: source.kind === "csv" ? source : JSON_FORMAT };
  }
  let shown = out ?? join(dirname(file), defaultName(request, file));
  if (out !== undefined) {
    const isDirectory = (await statOf(out))?.isDirectory() ?? false;
    if (isDirectory || /[/\\]$/.test(out)) shown = join(out, defaultName(request, file));
    else if (files.length > 1) throw new Refusal(`--out must be a directory for ${files.length} files, got ${out}`);
  }
  const format = formatOf(shown);
  return { path: await checkPath(shown, request), shown, format };
}

/** `photo-mean-3x3.jpg`: the window as it was given. */
function defaultName({ op, window }: Request, file: string): string {
  const extension = extname(file);
  const extents = typeof window === "number" ? [window] : window;
  return `${basename(file, extension)}-${op}-${extents.join("x")}${extension}`;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw fileRefusal("write", path, error);
  }
}

/** The path to write, symbolic links followed. */
async function checkPath(path: string, { files, mask, force }: Request): Promise<string> {
  const folder = dirname(path);
  const parent = await statOf(folder);
  if (parent === undefined) {
    throw new Refusal(`cannot write ${path}: the directory ${folder} does not exist; create it first`);
  }
  if (!parent.isDirectory()) throw new Refusal(`cannot write ${path}: ${folder} is not a directory`);
  const existing = await statOf(path);
  try {
    await access(folder, constants.W_OK);
    if (existing === undefined) return join(await realpath(folder), basename(path));
    if (existing.isDirectory()) throw new Refusal(`cannot write ${path}: is a directory, not a file`);
    if (!existing.isFile()) throw new Refusal(`cannot write ${path}: is not a regular file`);
    await access(path, constants.W_OK);
  } catch (error) {
    throw error instanceof Refusal ? error : fileRefusal("write", path, error);
  }
  if (!force) {
    for (const file of mask === undefined ? files : [...files, mask]) {
      const input = await stat(file).catch(() => undefined);
      if (input?.ino === existing.ino && input.dev === existing.dev) {
        throw new Refusal(`${path} is an input file; name another --out, or add --force to replace it`);
      }
    }
  }
  return await realpath(path);
}

/** No option is ignored in silence. */
function checkOptions(
  { op, dtype, quality, header, mask }: Request,
  file: string,
  source: Format,
  { shown, format }: Target,
): void {
  const image = format.kind === "image";
  if (quality !== undefined && !(image && format.lossy)) {
    throw new Refusal(`--quality is for JPEG, WebP and AVIF, and ${shown} is ${format.name}`, MISUSED);
  }
  const text = source.kind === CSV.kind || (mask !== undefined && formatOf(mask).kind === CSV.kind);
  if (header && !text) {
    throw new Refusal(`--header is for .csv, .tsv and .txt, and ${file} is ${source.name}`, MISUSED);
  }
  const reason = needsDtype(op);
  if (image && reason !== undefined && dtype === undefined) {
    throw new Refusal(`--op ${op} into an image needs --dtype: ${reason}`, MISUSED);
  }
}
