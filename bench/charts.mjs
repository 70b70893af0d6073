import { load } from "./peers/load.mjs";

/** @typedef {"plan" | "call" | "native" | "js" | "plain" | "limit"} Look how a contestant is drawn */

/**
 * One point of a line, one bar of a group.
 * @typedef {object} Point
 * @property {string} name of who it is about
 * @property {Look} look
 * @property {number} x
 * @property {number} y
 */

/** @typedef {{ title: string, bars: { name: string, look: Look, value: number }[] }} Group */

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} subtitle
 * @property {string} x what the axis says
 * @property {string} y what the axis says
 * @property {(value: number) => string} tick what stands at a line of the grid
 * @property {Point[]} points
 */

const WIDTH = 860;
const FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

/** @type {Record<Look, string>} */
const BARS = { plan: "#0b6e69", call: "#62b3ac", native: "#5470b0", js: "#d99a2b", plain: "#9a9a9a", limit: "#dddddd" };

/** Every library has its own colour, in every chart. */
const LIBRARIES = {
  OpenCV: "#b59b00",
  NumPy: "#3a9ed8",
  PyTorch: "#c25fa8",
  "ONNX Runtime": "#6b8e23",
  "scikit-image": "#5a6b7b",
  SciPy: "#8a5a3c",
  Pillow: "#2f4b9b",
  "onnxruntime-web": "#4269d0",
  "onnxruntime-node": "#e08a00",
  "TensorFlow.js": "#d6455d",
  "opencv.js": "#8f5fd0",
  sharp: "#e377a4",
  "numpy-ts": "#a2653e",
};

/**
 * Draws into a document of no browser.
 * @returns {Promise<{ bars: (groups: Group[], head: { title: string, subtitle: string }) => string, lines: (chart: Chart) => string }>}
 */
export async function drawer() {
  const Plot = await load("@observablehq/plot");
  const { parseHTML } = await load("linkedom");
  const { document } = parseHTML("<html><body></body></html>");
  const shared = { document, width: WIDTH, style: { fontFamily: FONT, fontSize: "12px" } };

  /** @type {(svg: any, title: string, subtitle: string, y?: string) => string} */
  const finished = (svg, title, subtitle, y = "") => {
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", `${title}: ${subtitle}`);
    // Rules for a page around it.
    for (const style of svg.querySelectorAll("style")) style.remove();
    // Text and ground are part of the picture: it is shown on pages of any colour.
    svg.setAttribute("font-family", FONT);
    svg.setAttribute("fill", "#333333");
    const made = (/** @type {string} */ name, /** @type {Record<string, string | number>} */ attributes, text = "") => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
      element.textContent = text;
      return element;
    };
    const ground = made("rect", { width: "100%", height: "100%", fill: "#ffffff" });
    const head = made("text", { x: 16, y: 26, "font-size": 17, "font-weight": 600, fill: "#111111" }, title);
    const below = made("text", { x: 16, y: 45, "font-size": 12.5, fill: "#555555" }, subtitle);
    const axis = made("text", { x: 16, y: 68, "font-size": 12, fill: "#333333" }, y);
    for (const text of [head, below, axis]) text.setAttribute("text-anchor", "start");
    svg.prepend(ground, head, below, axis);
    return `${svg.outerHTML}\n`;
  };

  return {
    bars(groups, { title, subtitle }) {
      const rows = groups.flatMap(({ title: name, bars }, g) => [
        { key: `${g}`, head: name },
        ...bars.toSorted((a, b) => b.value - a.value).map((bar) => ({ key: `${g} ${bar.name}`, ...bar })),
      ]);
      const bars = rows.filter((row) => "value" in row);
      const names = new Map(rows.map((row) => [row.key, "name" in row ? row.name : ""]));
      const most = Math.max(...bars.map((bar) => ("value" in bar ? bar.value : 0)));
      const svg = Plot.plot({
        ...shared,
        height: 90 + rows.length * 19,
        marginTop: 60,
        marginLeft: 190,
        marginRight: 60,
        marginBottom: 40,
        x: { label: "GB of input per second →", domain: [0, most], grid: true, labelAnchor: "right" },
        y: {
          domain: rows.map((row) => row.key),
          label: null,
          tickSize: 0,
          padding: 0.18,
          tickFormat: (/** @type {string} */ key) => names.get(key),
        },
        marks: [
          Plot.barX(bars, { x: "value", y: "key", fill: (/** @type {{ look: Look }} */ bar) => BARS[bar.look] }),
          Plot.text(bars, {
            x: "value",
            y: "key",
            text: (/** @type {{ value: number }} */ bar) => figure(bar.value),
            textAnchor: "start",
            dx: 4,
            fill: "#333333",
          }),
          Plot.text(
            rows.filter((row) => "head" in row),
            {
              frameAnchor: "left",
              y: "key",
              text: "head",
              dx: -174,
              textAnchor: "start",
              fontWeight: 600,
              fontSize: 13,
              dy: 1,
            },
          ),
        ],
      });
      return finished(svg, title, subtitle);
    },

    lines({ title, subtitle, x, y, tick, points }) {
      const colorOf = (/** @type {Point} */ { name, look }) =>
        LIBRARIES[/** @type {keyof typeof LIBRARIES} */ (name)] ?? LOOKS[look] ?? "#555555";
      const height = 520;
      const [top, bottom] = [84, 52];
      const ys = points.map((point) => point.y);
      const domain = [Math.min(...ys) / 1.15, Math.max(...ys) * 1.15];
      const labels = labelsOf(points, domain, 15 / (height - top - bottom));
      // Logarithms of its own: a log scale names only the ticks that it thinks round.
      const along = (/** @type {Point} */ point) => Math.log2(point.x);
      const ticks = [...new Set(points.map(along))].sort((a, b) => a - b);
      const svg = Plot.plot({
        ...shared,
        height,
        marginTop: top,
        marginBottom: bottom,
        marginLeft: 66,
        marginRight: 168,
        x: {
          label: `${x} →`,
          ticks,
          tickFormat: (/** @type {number} */ n) => `${Math.round(2 ** n)}`,
          labelAnchor: "center",
        },
        y: { type: "log", domain, label: null, grid: true, ticks: 6, tickFormat: tick },
        marks: [
          Plot.line(points, {
            x: along,
            y: "y",
            z: "name",
            stroke: (/** @type {Point} */ point) => colorOf(point),
            strokeWidth: (/** @type {Point} */ point) => (point.look === "plan" || point.look === "call" ? 3 : 1.6),
            strokeDasharray: null,
            sort: along,
          }),
          Plot.dot(points, {
            x: along,
            y: "y",
            r: (/** @type {Point} */ point) => (point.look === "plan" || point.look === "call" ? 3.2 : 2.2),
            fill: (/** @type {Point} */ point) => colorOf(point),
          }),
          Plot.text(labels, {
            x: along,
            y: "y",
            text: "name",
            textAnchor: "start",
            dx: 9,
            fill: (/** @type {Point} */ point) => colorOf(point),
            fontWeight: (/** @type {Point} */ point) => (point.look === "plan" || point.look === "call" ? 700 : 500),
            stroke: "white",
            strokeWidth: 3,
          }),
        ],
      });
      return finished(svg, title, subtitle, `↑ ${y}`);
    },
  };
}

/** @type {Record<string, string>} */
const LOOKS = { plan: BARS.plan, call: "#4aa79f", plain: "#777777", limit: "#b5b5b5" };

/**
 * The end of every line, moved apart where names would overlap.
 * @param {Point[]} points
 * @param {number[]} domain
 * @param {number} gap part of the height that a name needs
 * @returns {Point[]}
 */
function labelsOf(points, domain, gap) {
  const names = [...new Set(points.map((point) => point.name))];
  const ends = names.map((name) =>
    points.filter((point) => point.name === name).reduce((last, point) => (point.x > last.x ? point : last)),
  );
  const apart = (domain[1] / domain[0]) ** gap;
  return [...new Set(ends.map((end) => end.x))].flatMap((x) => {
    const placed = ends
      .filter((end) => end.x === x)
      .sort((a, b) => a.y - b.y)
      .map((end) => ({ ...end }));
    // Each pushes the next one up; what then stands too high pushes those below it down again.
    for (let i = 1; i < placed.length; i++) placed[i].y = Math.max(placed[i].y, placed[i - 1].y * apart);
    for (let i = placed.length - 1, most = domain[1]; i >= 0 && placed[i].y > most; i--, most /= apart)
      placed[i].y = most;
    return placed;
  });
}

/** @type {(value: number) => string} */
export function figure(value) {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(2)));
}
