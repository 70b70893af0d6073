import { performance } from "node:perf_hooks";
import type { PerAxis } from "stridepool";
import type { Dense, Strided } from "./array.ts";
import { EDGES } from "./choices.ts";
import { readCsv, writeCsv } from "./csv.ts";
import { readWhole, writeAside } from "./files.ts";
import { type Picture, readImage, writeImage, writeNotes } from "./image.ts";
import { readJson, writeJson } from "./json.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { type Io, print } from "./output.ts";
import { reduce } from "./reduce.ts";
import { describeArray, duration, engine, labelled, poolingTime, rate, size } from "./report.ts";
import type { Request } from "./request.ts";
import type { Job, Target } from "./target.ts";
import { joined } from "./text.ts";

interface Source {
  readonly array: Strided;
  readonly picture: Picture | undefined;
}

/** Reads one file, pools it, writes the result and says so. */
export async function runJob(job: Job, request: Request, io: Io): Promise<void> {
  const { file, source, target } = job;
  const began = performance.now();
  const { array, picture } = await read(job, request);
  const decoded = performance.now();
  const { result, timing } = reduce(array, request, source, target.format);
  const pooled = performance.now();
  const content = await encode(result, target, request, picture);
  if (target.path === undefined) {
    await print(io.stdout, content as Iterable<string>);
    return;
  }
  const bytes = await writeAside(target.path, content);
  if (request.quiet) return;
  const notes = [
    ...(picture?.notes ?? []),
    ...(target.format.kind === "image" ? writeNotes(result, target.format) : []),
  ];
  const others = `${duration(decoded - began)} to read, ${duration(performance.now() - pooled)} to write`;
  await print(io.stdout, [
    `${file}: ${describeArray(array, source)}\n`,
    labelled([
      [request.op, `${describeArray(result, target.format)} (${layout(request)})`],
      ["time", `${poolingTime(timing)}; ${others}`],
      ["speed", rate(array, source, timing.best)],
      ["engine", engine()],
      ...notes.map((note) => ["note", note] as const),
      ["wrote", `${target.shown} (${size(bytes)})`],
    ]),
  ]);
}

/** Where the windows lie: the options that differ from their defaults. */
function layout({ window, stride, axes, edge }: Request): string {
  const extents = (value: PerAxis): string => (typeof value === "number" ? String(value) : value.join("×"));
  const parts = [`window ${extents(window)}`];
  if (stride !== undefined) parts.push(`stride ${extents(stride)}`);
  if (axes !== undefined) parts.push(`axes ${axes.join(", ")}`);
  if (edge !== EDGES[0]) parts.push(`edge ${edge}`);
  return parts.join(", ");
}

async function read({ file, source }: Job, { limitPixels, header = false }: Request): Promise<Source> {
  const bytes = await readWhole(file);
  switch (source.kind) {
    case "image": {
      const picture = await readImage(bytes, file, limitPixels);
      return { array: picture.pixels, picture };
    }
    case "npy":
      return { array: readNpy(bytes, file), picture: undefined };
    case "csv":
      return { array: readCsv(bytes, file, header), picture: undefined };
    case "json":
      return { array: readJson(bytes, file), picture: undefined };
  }
}

async function encode(
  result: Dense,
  { format, shown }: Target,
  { quality }: Request,
  picture: Picture | undefined,
): Promise<Uint8Array | Iterable<string>> {
  switch (format.kind) {
    case "image":
      return await writeImage(result, format, shown, { quality, picture });
    case "npy":
      return writeNpy(result);
    case "csv":
      return joined(writeCsv(result, format.delimiter, shown));
    case "json":
      return joined(writeJson(result, shown));
  }
}
