import { find } from "../dom.ts";
import { centred, fitted, moved, type Size, type View, zoomed } from "./view.ts";

/** What the viewer shows on one side. */
export interface Layer extends Size {
  readonly source: CanvasImageSource;
  /** Pixels of the picture that one of the layer's stands for, and where its first one begins. */
  readonly hop: readonly [rows: number, columns: number];
  readonly from: readonly [row: number, column: number];
}

/** A picture before and after, with a line between. */
export interface Viewer {
  /** Shows another picture, whole. */
  open(before: Layer): void;
  /** Shows what became of it; undefined while that is not known. */
  result(after: Layer | undefined): void;
  /** Shows a frame and what became of it. */
  frame(before: Layer, after: Layer): void;
  /** Takes the keys. */
  focus(): void;
}

/** Where pooled pixels stand over the picture: in the middle of their windows. */
export function placeOf(
  window: readonly [rows: number, columns: number],
  hop: readonly [rows: number, columns: number],
): Pick<Layer, "hop" | "from"> {
  return { hop, from: [(window[0] - hop[0]) / 2, (window[1] - hop[1]) / 2] };
}

const KEY_STEP = 40;
const GRIP = 16;

/** Makes a viewer of the page's elements. */
export function mountViewer(panel: HTMLElement): Viewer {
  const canvas = find(panel, "#view", HTMLCanvasElement);
  const divider = find(panel, "#divider", HTMLInputElement);
  const zoom = find(panel, "#zoom", HTMLOutputElement);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  let before: Layer | undefined;
  let after: Layer | undefined;
  let view: View = { scale: 1, x: 0, y: 0 };
  let isFitted = true;
  let isAsked = false;

  const redraw = (): void => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw();
    });
  };
  const look = (next: View, fit = false): void => {
    view = next;
    isFitted = fit;
    canvas.style.touchAction = fit ? "pan-y" : "none";
    zoom.value = `${(100 * view.scale).toFixed(view.scale < 0.1 ? 1 : 0)} %`;
    redraw();
  };
  const fit = (): void => {
    if (before !== undefined) look(fitted(before, canvas), true);
  };
  const zoomBy = (factor: number, at = { x: canvas.width / 2, y: canvas.height / 2 }): void => {
    if (before !== undefined) look(zoomed(view, factor, at, before, canvas));
  };
  const move = (dx: number, dy: number): void => {
    if (before !== undefined) look(moved(view, dx, dy, before, canvas), isFitted);
  };
  const oneToOne = (): void => {
    if (before !== undefined) look(moved(centred(before, canvas, 1), 0, 0, before, canvas));
  };
  const lineAt = (): number => (canvas.width * divider.valueAsNumber) / 100;
  const setLine = (percent: number): void => {
    divider.valueAsNumber = percent;
    redraw();
  };

  function draw(): void {
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (before === undefined) return;
    const line = after === undefined ? canvas.width : lineAt();
    drawLayer(context, before, view, 0, line);
    if (after === undefined) return;
    drawLayer(context, after, view, line, canvas.width);
    drawLine(context, line, canvas.height);
  }

  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "picture before and after");
  canvas.setAttribute("aria-label", "No picture yet");
  mountPointers(canvas, { move, zoomBy, lineAt, setLine });
  divider.addEventListener("input", redraw);
  find(panel, "#zoom-fit", HTMLButtonElement).addEventListener("click", fit);
  find(panel, "#zoom-one", HTMLButtonElement).addEventListener("click", oneToOne);
  find(panel, "#zoom-in", HTMLButtonElement).addEventListener("click", () => zoomBy(2));
  find(panel, "#zoom-out", HTMLButtonElement).addEventListener("click", () => zoomBy(0.5));
  const keys: Readonly<Record<string, () => void>> = {
    "+": () => zoomBy(2),
    "=": () => zoomBy(2),
    "-": () => zoomBy(0.5),
    "0": fit,
    "1": oneToOne,
    ArrowLeft: () => move(KEY_STEP, 0),
    ArrowRight: () => move(-KEY_STEP, 0),
    ArrowUp: () => move(0, KEY_STEP),
    ArrowDown: () => move(0, -KEY_STEP),
    "[": () => setLine(divider.valueAsNumber - 2),
    "]": () => setLine(divider.valueAsNumber + 2),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  new ResizeObserver(() => {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (width === 0 || (width === canvas.width && height === canvas.height)) return;
    Object.assign(canvas, { width, height });
    if (isFitted) fit();
    else move(0, 0);
    redraw();
  }).observe(canvas);

  const open = (layer: Layer): void => {
    const same = before !== undefined && before.width === layer.width && before.height === layer.height;
    before = layer;
    after = undefined;
    if (same) redraw();
    else fit();
  };
  const result = (layer: Layer | undefined): void => {
    after = layer;
    redraw();
  };
  return {
    open,
    result,
    frame(from, to) {
      open(from);
      result(to);
    },
    focus: () => canvas.focus(),
  };
}

/** The part of a layer that is seen between two columns of the canvas. */
function drawLayer(context: CanvasRenderingContext2D, layer: Layer, view: View, left: number, right: number): void {
  const { canvas } = context;
  const [down, across] = [view.scale * layer.hop[0], view.scale * layer.hop[1]];
  const [top, start] = [view.y + view.scale * layer.from[0], view.x + view.scale * layer.from[1]];
  const { source, width, height } = layer;
  const [firstX, firstY] = [Math.floor(Math.max(0, (left - start) / across)), Math.floor(Math.max(0, -top / down))];
  const [lastX, lastY] = [
    Math.ceil(Math.min(width, (right - start) / across)),
    Math.ceil(Math.min(height, (canvas.height - top) / down)),
  ];
  if (lastX <= firstX || lastY <= firstY) return;
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, canvas.height);
  context.clip();
  const [x, y] = [start + firstX * across, top + firstY * down];
  const [wide, high] = [(lastX - firstX) * across, (lastY - firstY) * down];
  context.fillStyle = checks(context);
  // Not where an edge lies between pixels of the canvas: it would show through there.
  context.fillRect(x + 1, y + 1, wide - 2, high - 2);
  context.imageSmoothingEnabled = across < 1;
  context.drawImage(source, firstX, firstY, lastX - firstX, lastY - firstY, x, y, wide, high);
  context.restore();
}

let pattern: CanvasPattern | undefined;

/** What shows through what is transparent. */
function checks(context: CanvasRenderingContext2D): CanvasPattern {
  if (pattern !== undefined) return pattern;
  const tile = new OffscreenCanvas(16, 16);
  const drawn = tile.getContext("2d") as OffscreenCanvasRenderingContext2D;
  drawn.fillStyle = "#c9c9c9";
  drawn.fillRect(0, 0, 16, 16);
  drawn.fillStyle = "#9a9a9a";
  drawn.fillRect(0, 0, 8, 8);
  drawn.fillRect(8, 8, 8, 8);
  pattern = context.createPattern(tile, "repeat") as CanvasPattern;
  return pattern;
}

function drawLine(context: CanvasRenderingContext2D, x: number, height: number): void {
  const ratio = devicePixelRatio;
  context.fillStyle = "#000a";
  context.fillRect(x - 1.5 * ratio, 0, 3 * ratio, height);
  context.fillStyle = "#fff";
  context.fillRect(x - 0.5 * ratio, 0, ratio, height);
  context.beginPath();
  context.arc(x, height / 2, 11 * ratio, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = "#222";
  for (const side of [-1, 1]) {
    context.beginPath();
    context.moveTo(x + side * 7.5 * ratio, height / 2);
    context.lineTo(x + side * 2.5 * ratio, height / 2 - 4.5 * ratio);
    context.lineTo(x + side * 2.5 * ratio, height / 2 + 4.5 * ratio);
    context.fill();
  }
}

/** A place on the canvas, in its pixels. */
interface Point {
  readonly x: number;
  readonly y: number;
}

interface Moves {
  move(dx: number, dy: number): void;
  zoomBy(factor: number, at: Point): void;
  lineAt(): number;
  setLine(percent: number): void;
}

/** Mouse, pen and fingers: one moves the picture or the line, two zoom. */
function mountPointers(canvas: HTMLCanvasElement, { move, zoomBy, lineAt, setLine }: Moves): void {
  const held = new Map<number, Point>();
  let onLine = false;
  const placeOf = (event: MouseEvent): Point => ({
    x: event.offsetX * devicePixelRatio,
    y: event.offsetY * devicePixelRatio,
  });
  /** The two fingers. */
  const both = (): [Point, Point] => [...held.values()] as [Point, Point];
  const apart = (): number => {
    const [a, b] = both();
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  const between = (): Point => {
    const [a, b] = both();
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  canvas.addEventListener("pointerdown", (event) => {
    const at = placeOf(event);
    canvas.setPointerCapture(event.pointerId);
    onLine = held.size === 0 && Math.abs(at.x - lineAt()) < GRIP * devicePixelRatio;
    held.set(event.pointerId, at);
  });
  canvas.addEventListener("pointermove", (event) => {
    const from = held.get(event.pointerId);
    const at = placeOf(event);
    if (from === undefined) {
      canvas.style.cursor = Math.abs(at.x - lineAt()) < GRIP * devicePixelRatio ? "ew-resize" : "grab";
      return;
    }
    const [width, middle] = held.size === 2 ? [apart(), between()] : [0, at];
    held.set(event.pointerId, at);
    if (held.size === 2) {
      const now = between();
      move(now.x - middle.x, now.y - middle.y);
      zoomBy(apart() / Math.max(1, width), now);
    } else if (onLine) setLine((100 * at.x) / canvas.width);
    else move(at.x - from.x, at.y - from.y);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(end, ({ pointerId }) => held.delete(pointerId));
  }
  canvas.addEventListener(
    "wheel",
    (event) => {
      // The wheel alone scrolls the page, unless the picture was chosen.
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      zoomBy(2 ** (-event.deltaY / (event.ctrlKey ? 100 : 300)), placeOf(event));
    },
    { passive: false },
  );
}
