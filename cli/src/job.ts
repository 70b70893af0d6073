import { performance } from "node:perf_hooks";
import type { Dense, Strided } from "./array.ts";
import { writeCsv } from "./csv.ts";
import { writeAside } from "./files.ts";
import { type Picture, writeImage, writeNotes } from "./image.ts";
import { writeJson } from "./json.ts";
import { layout } from "./layout.ts";
import { maskOver } from "./mask.ts";
import { writeNpy } from "./npy.ts";
import { type Io, print } from "./output.ts";
import { reduce } from "./reduce.ts";
import { describeArray, duration, engine, labelled, poolingTime, rate, size } from "./report.ts";
import type { Request } from "./request.ts";
import { readSource } from "./source.ts";
import type { Job, Target } from "./target.ts";
import { joined } from "./text.ts";

/** Reads one file, pools it, writes the result and says so. */
export async function runJob(job: Job, mask: Strided | undefined, request: Request, io: Io): Promise<void> {
  const { file, source, target } = job;
  const began = performance.now();
  const { array, picture } = await readSource(file, source, request);
  const decoded = performance.now();
  const over = mask && maskOver(mask, array, source);
  const { result, timing, notes } = reduce(array, over, request, source, target.format);
  const pooled = performance.now();
  const content = await encode(result, target, request, picture);
  if (target.path === undefined) {
    await print(io.stdout, content as Iterable<string>);
    return;
  }
  const bytes = await writeAside(target.path, content);
  if (request.quiet) return;
  const remarks = [
    ...(picture?.notes ?? []),
    ...notes,
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
      ...remarks.map((note) => ["note", note] as const),
      ["wrote", `${target.shown} (${size(bytes)})`],
    ]),
  ]);
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
