import { isQuick } from "./background.ts";
import { closeCamera, openCamera } from "./camera.ts";
import { type Frame, makeFilm } from "./film.ts";
import { OpenFault } from "./open.ts";
import { planFor } from "./page.ts";
import { hopOf, type Settings } from "./settings.ts";
import { meanTimes, type Times } from "./timing.ts";
import type { Size } from "./view.ts";
import { placeOf, type Viewer } from "./viewer.ts";

/** What is told of a moving picture now and then. */
export interface Pace extends Size {
  /** Of the last frames, on average. */
  readonly times: Times;
  /** Frames that were pooled and drawn, for each second that passed. */
  readonly rate: number;
  /** What the plan says of itself. */
  readonly description: string;
  /** How frames come and go. */
  readonly note: string;
}

/** A moving picture that is pooled frame by frame. */
export interface Moving {
  /** The canvas that holds the frame as pooled. */
  readonly pooled: HTMLCanvasElement;
  stop(): void;
}

/** What goes on while a picture moves. */
export interface Watcher {
  readonly viewer: Viewer;
  readonly settings: () => Settings;
  readonly onPace: (pace: Pace) => void;
  /** A frame could not be pooled; the next one may be. */
  readonly onFault: (fault: unknown) => void;
  /** It moves no more. */
  readonly onEnd: (fault: unknown) => void;
}

/** How often the pace is told, in milliseconds, and how much of a screen's frame goes into pooling. */
const TELL = 500;
const SHARE = 12;

/** Milliseconds without a frame, in a tab out of sight for one, that count as none. */
const PAUSE = 2000;

/** Pools one frame after another into a canvas, and keeps the time. */
class Pooling {
  readonly pooled = document.createElement("canvas");
  readonly #context = this.pooled.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  readonly #watcher: Watcher;
  #times: Times[] = [];
  #since = performance.now();
  #last = this.#since;
  #image: ImageData | undefined;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  /** Where pixels of a size go. */
  input(size: Size): Uint8ClampedArray<ArrayBuffer> {
    const settings = this.#watcher.settings();
    if (!isQuick(size, settings)) {
      const windows = `${settings.op} of windows of ${settings.window.join(" × ")}, every ${hopOf(settings).join(" × ")} pixels,`;
      throw new OpenFault(
        `${windows} takes too long for frames of ${size.width} × ${size.height}; make windows smaller, or stand them farther apart`,
      );
    }
    return planFor(size, settings).input.data;
  }

  /** Pools pixels that are not there yet; `read` is what reading them took. */
  pool(pixels: ImageData, read?: number): void {
    const input = this.input(pixels);
    const start = performance.now();
    input.set(pixels.data);
    const copyIn = performance.now() - start;
    this.run(pixels, read === undefined ? { copyIn } : { read, copyIn });
  }

  /** Pools what stands in the input. */
  run(size: Size, before: Pick<Times, "read" | "copyIn">): void {
    const plan = planFor(size, this.#watcher.settings());
    const { output } = plan;
    if (this.#image?.data !== output.data) {
      // The plan's own memory, seen as a picture: a canvas takes it from there.
      this.#image = new ImageData(output.data, output.width, output.height);
      Object.assign(this.pooled, { width: output.width, height: output.height });
    }
    const start = performance.now();
    plan.run();
    const done = performance.now();
    this.#context.putImageData(this.#image, 0, 0);
    this.#times.push({ ...before, kernel: done - start, copyOut: performance.now() - done });
  }

  /** Shows the frame. */
  show(source: CanvasImageSource, { width, height }: Size): void {
    const { viewer, settings } = this.#watcher;
    const { window } = settings();
    const { pooled } = this;
    viewer.frame(
      { source, width, height, hop: [1, 1], from: [0, 0] },
      { source: pooled, width: pooled.width, height: pooled.height, ...placeOf(window, hopOf(settings())) },
    );
  }

  /** Tells the pace when it is time. */
  tell({ width, height }: Size, note: string): void {
    const now = performance.now();
    if (now - this.#last > PAUSE) {
      this.#times = [];
      this.#since = now;
    }
    this.#last = now;
    const passed = now - this.#since;
    if (passed < TELL || this.#times.length === 0) return;
    const rate = (1000 * this.#times.length) / passed;
    const description = planFor({ width, height }, this.#watcher.settings()).describe();
    this.#watcher.onPace({ width, height, times: meanTimes(this.#times), rate, description, note });
    this.#times = [];
    this.#since = now;
  }
}

/** Calls a function for each frame that there is, until it is stopped or fails; it is told whether it was. */
function eachFrame(
  act: (isStopped: () => boolean) => void | Promise<void>,
  ask: (next: () => void) => void,
  onFault: (fault: unknown) => void,
): () => void {
  let stopped = false;
  const next = async (): Promise<void> => {
    if (stopped) return;
    try {
      await act(() => stopped);
    } catch (fault) {
      if (!stopped) onFault(fault);
    }
    if (!stopped) ask(next);
  };
  ask(next);
  return () => {
    stopped = true;
  };
}

let film: Frame[] | undefined;

/** Plays the film of 1080p as quickly as it can be pooled. */
export function playFilm(watcher: Watcher): Moving {
  film ??= makeFilm();
  const frames = film;
  const pooling = new Pooling(watcher);
  let at = 0;
  const act = (): void => {
    const until = performance.now() + SHARE;
    let frame: Frame;
    do {
      frame = frames[at++ % frames.length] as Frame;
      pooling.pool(frame.pixels);
    } while (performance.now() < until);
    pooling.show(frame.shown, frame.pixels);
    pooling.tell(frame.pixels, "pooled one after another onto a canvas, of which the screen shows some.");
  };
  return { pooled: pooling.pooled, stop: eachFrame(act, requestAnimationFrame, watcher.onFault) };
}

/** Pools what the webcam sees. */
export async function playCamera(watcher: Watcher): Promise<Moving> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  await openCamera(video, watcher.onEnd);
  const pooling = new Pooling(watcher);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  let isCopied = typeof VideoFrame === "function";
  let shown: VideoFrame | undefined;

  /** The frame's pixels straight into the engine's memory; false where this browser does not convert them. */
  const copied = async (size: Size, isStopped: () => boolean): Promise<boolean> => {
    const input = pooling.input(size);
    const frame = new VideoFrame(video);
    const { visibleRect } = frame;
    const start = performance.now();
    try {
      if (visibleRect?.width !== size.width || visibleRect.height !== size.height) throw new Error("another size");
      const [layout] = await frame.copyTo(input, {
        format: "RGBA",
        layout: [{ offset: 0, stride: 4 * size.width }],
      });
      if (layout?.stride !== 4 * size.width) throw new Error("another layout");
    } catch {
      frame.close();
      return false;
    }
    // Settings may have changed, and with them the memory that it was read into.
    if (isStopped() || input !== pooling.input(size)) {
      frame.close();
      return true;
    }
    // Converted on the way, as reading from a canvas does; there is nothing left to copy.
    pooling.run(size, { read: performance.now() - start, copyIn: 0 });
    pooling.show(frame, size);
    pooling.tell(size, "read straight into the engine's memory, and copied out onto a canvas.");
    // Drawn until the next one is there.
    shown?.close();
    shown = frame;
    return true;
  };

  const drawn = (size: Size): void => {
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const start = performance.now();
    context.drawImage(video, 0, 0);
    const pixels = context.getImageData(0, 0, size.width, size.height);
    pooling.pool(pixels, performance.now() - start);
    pooling.show(canvas, size);
    pooling.tell(size, "read from a canvas, and copied out onto one.");
  };

  const act = async (isStopped: () => boolean): Promise<void> => {
    const size = { width: video.videoWidth, height: video.videoHeight };
    if (size.width === 0) return;
    isCopied &&= await copied(size, isStopped);
    if (!isCopied && !isStopped()) drawn(size);
  };
  // Once for each frame of the camera's, where the browser tells.
  const ask = (next: () => void): void => {
    if (typeof video.requestVideoFrameCallback === "function") video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  };
  const stop = eachFrame(act, ask, watcher.onFault);
  return {
    pooled: pooling.pooled,
    stop() {
      stop();
      closeCamera(video);
      if (shown === undefined) return;
      // What stays in sight is a copy: the frame itself is given back.
      const size = { width: shown.displayWidth, height: shown.displayHeight };
      Object.assign(canvas, size);
      context.drawImage(shown, 0, 0);
      pooling.show(canvas, size);
      shown.close();
    },
  };
}
