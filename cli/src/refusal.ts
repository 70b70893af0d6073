/** Exit code of a bad file, window or path. */
export const FAILED = 1;
/** Exit code of a command line that cannot be understood. */
export const MISUSED = 2;

/** A refusal written for the user: its message is the line they read. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly exitCode: typeof FAILED | typeof MISUSED;

  constructor(message: string, exitCode: typeof FAILED | typeof MISUSED = FAILED) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Text as one line that cannot disturb a terminal: file names and codecs' messages may hold control characters. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}

/** The message of whatever was thrown, on one line. */
export function messageOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}

const SYSTEM_ERRORS = new Map(
  Object.entries({
    ENOENT: "does not exist",
    ENOTDIR: "does not exist: a part of its path is not a directory",
    EISDIR: "is a directory, not a file",
    EACCES: "permission denied",
    EPERM: "operation not permitted",
    EROFS: "is on a read-only file system",
    ENOSPC: "no space left on the device",
    EMFILE: "too many open files",
    ENAMETOOLONG: "its name is too long",
    ELOOP: "its symbolic links form a loop",
  }),
);

/** The refusal for a failed file operation: `cannot read photo.png: does not exist`. */
export function fileRefusal(doing: string, path: string, error: unknown): Refusal {
  const reason = SYSTEM_ERRORS.get(errorCode(error) ?? "") ?? messageOf(error);
  return new Refusal(`cannot ${doing} ${path}: ${reason}`);
}

/** The `code` of a system or stream error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
