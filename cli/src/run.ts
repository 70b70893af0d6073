import { showExamples } from "./example.ts";
import { runJob } from "./job.ts";
import { type Io, print } from "./output.ts";
import { FAILED, messageOf, Refusal } from "./refusal.ts";
import { parseArguments, type Request } from "./request.ts";
import { planJobs } from "./target.ts";

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
  for (const job of await planJobs(request)) {
    try {
      await runJob(job, request, io);
    } catch (error) {
      const named = error instanceof Refusal ? error : new Refusal(`${job.file}: ${asTyped(messageOf(error))}`);
      exitCode = await complain(named, io);
    }
  }
  return exitCode;
}

/** The library's options as the command line writes them: `edge: "trim"` is `--edge trim`. */
function asTyped(message: string): string {
  return message.replace(/\b([a-z]+): "([^"]+)"/g, "--$1 $2");
}

async function complain(error: unknown, io: Io): Promise<number> {
  // Where this line cannot be printed, the exit code has to do.
  await print(io.stderr, [`stridepool: ${messageOf(error)}\n`]).catch(() => {});
  return error instanceof Refusal ? error.exitCode : FAILED;
}
