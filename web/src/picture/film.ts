/** Frames of a film: their pixels, and what shows them. */
export interface Frame {
  readonly pixels: ImageData;
  readonly shown: OffscreenCanvas;
}

const WIDTH = 1920;
const HEIGHT = 1080;
const FRAMES = 8;

/** A film of 1080p: a card with fine lines, and a ball that goes around. */
export function makeFilm(): Frame[] {
  return Array.from({ length: FRAMES }, (_, i) => {
    const shown = new OffscreenCanvas(WIDTH, HEIGHT);
    const context = shown.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
    drawCard(context, i / FRAMES);
    return { pixels: context.getImageData(0, 0, WIDTH, HEIGHT), shown };
  });
}

function drawCard(context: OffscreenCanvasRenderingContext2D, turn: number): void {
  const sky = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  sky.addColorStop(0, "#10243e");
  sky.addColorStop(0.5, "#3f6fb0");
  sky.addColorStop(1, "#ffb454");
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  // Lines a pixel wide, closer and closer: what careless halving turns into other patterns.
  context.fillStyle = "#ffffffb0";
  for (let x = 120, gap = 24; x < WIDTH - 120; x += Math.max(2, gap), gap *= 0.985)
    context.fillRect(Math.round(x), 120, 1, 260);
  context.strokeStyle = "#ffffff80";
  context.lineWidth = 1;
  for (let radius = 20; radius < 420; radius += 6) {
    context.beginPath();
    context.arc(WIDTH / 2, 700, radius, 0, 2 * Math.PI);
    context.stroke();
  }
  const angle = 2 * Math.PI * turn;
  const ball = { x: WIDTH / 2 + 520 * Math.cos(angle), y: 640 + 260 * Math.sin(angle) };
  const shade = context.createRadialGradient(ball.x - 30, ball.y - 30, 8, ball.x, ball.y, 90);
  shade.addColorStop(0, "#fff");
  shade.addColorStop(1, "#ff5d6c");
  context.fillStyle = shade;
  context.beginPath();
  context.arc(ball.x, ball.y, 90, 0, 2 * Math.PI);
  context.fill();
}
