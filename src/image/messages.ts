import type { ErrorCode } from "../errors.ts";
import type { Spent } from "./types.ts";

/** What a worker is asked for. */
export interface Ask {
  readonly id: number;
  readonly call: "poolImage" | "mipmaps";
  /** Pixels in any form, or a picture that the worker draws. */
  readonly image: object;
  readonly window?: number | readonly number[] | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Not to go on with what was asked for. */
export interface Stop {
  readonly stop: number;
}

/** What it answers: how far it is, the result, or what was refused. */
export interface Answer {
  readonly id: number;
  readonly progress?: number;
  readonly spent?: Spent | undefined;
  readonly result?: unknown;
  readonly refused?: Refused;
}

/** A refusal as it is sent. */
export interface Refused {
  readonly code: ErrorCode | undefined;
  readonly option: string;
  readonly message: string;
  readonly kind: "type" | "range";
}
