import { StridepoolError } from "stridepool";
import { showExamples } from "./example.ts";
import { asTyped } from "./flags.ts";
import { runJob } from "./job.ts";
import { readMask } from "./mask.ts";
import { type Io, print } from "./output.ts";
import { FAILED, messageOf, Refusal } from "./refusal.ts";
import { parseArguments, type Request } from "./request.ts";
import { type Job, planJobs } from "./target.ts";

/** Runs the command on its arguments and returns its exit code; nothing is thrown. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    if (argv.length === 0) {
      await showExamples(io);
      return 0;
    }
    const request = parseArguments(argv);
    if ("text" in request) {
      await print(io.stdout, [request.text]);
      return 0;
    }
    return await poolFiles(request, io);
  } catch (error) {
    return await complain(error, io);
  }
}

/** A file that fails does not keep the others from being pooled. */
async function poolFiles(request: Request, io: Io): Promise<number> {
  let exitCode = 0;
  const jobs = await planJobs(request);
  const mask = await readMask(request);
  for (const job of jobs) {
    try {
      await runJob(job, mask, request, io);
    } catch (error) {
      exitCode = await complain(named(error, job, request), io);
    }
  }
  return exitCode;
}

/** The refusal of one file, which it names. */
function named(error: unknown, { file, target }: Job, { mask }: Request): Refusal {
  if (error instanceof Refusal) return error;
  if (!(error instanceof StridepoolError)) return new Refusal(`${file}: ${messageOf(error)}`);
  let message = asTyped(error, mask);
  // What the library offers instead of an integer dtype, an image file cannot hold.
  if (target.format.kind === "image") message = message.replace("--dtype float64", "write .npy with $&");
  return new Refusal(`${file}: ${message}`);
}

async function complain(error: unknown, io: Io): Promise<number> {
  // Where this line cannot be printed, the exit code has to do.
  await print(io.stderr, [`stridepool: ${messageOf(error)}\n`]).catch(() => {});
  return error instanceof Refusal ? error.exitCode : FAILED;
}
