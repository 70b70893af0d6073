import { make } from "../dom.ts";
import { megapixels, milliseconds } from "../picture/timing.ts";
import { scrollBox } from "../scrollbox.ts";
import type { Result } from "./run.ts";

/** A bar chart of times and a table of all figures, the quickest first. */
export async function chartOf(results: readonly Result[], pixels: number): Promise<HTMLElement> {
  const Plot = await import("@observablehq/plot");
  const rows = [...results].sort((a, b) => a.time - b.time);
  const least = rows[0]?.time ?? 1;
  const chart = Plot.plot({
    marginLeft: 150,
    marginRight: 80,
    // Room for the axis's words below its numbers.
    marginBottom: 44,
    width: 640,
    height: 30 * rows.length + 62,
    style: { background: "none", color: "inherit", fontSize: "13px", overflow: "visible" },
    x: { label: "milliseconds, less is better", labelOffset: 40, grid: true, nice: true },
    y: { label: null, domain: rows.map(({ name }) => name), tickSize: 0 },
    ariaLabel: "Times",
    ariaDescription: rows.map(({ name, time }) => `${name} ${milliseconds(time)}`).join(", "),
    marks: [
      Plot.barX(rows, {
        x: "time",
        y: "name",
        fill: ({ name }: Result) => (name.startsWith("stridepool") ? "var(--accent)" : "var(--other)"),
        rx2: 3,
      }),
      Plot.text(rows, {
        x: "time",
        y: "name",
        text: ({ time }: Result) => milliseconds(time),
        textAnchor: "start",
        dx: 5,
      }),
      Plot.ruleX([0]),
    ],
  });
  // One picture for those who listen, told by the chart's own words; its parts have no roles that could be named.
  chart.setAttribute("role", "img");
  for (const part of chart.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  const scroll = scrollBox("Bar chart of times", chart);
  return make("div", { class: "race" }, scroll, tableOf(rows, least, pixels));
}

function tableOf(rows: readonly Result[], least: number, pixels: number): HTMLElement {
  const head = ["By", "Time", "Rate", "Times the best", "Channels differ by up to"].map((text) =>
    make("th", { scope: "col" }, text),
  );
  const body = rows.map(({ name, time, off }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      ...[milliseconds(time), megapixels(pixels, time), `${(time / least).toFixed(1)} ×`, String(off)].map((text) =>
        make("td", {}, text),
      ),
    ),
  );
  const table = make(
    "table",
    { class: "race-table" },
    make("caption", { class: "visually-hidden" }, "Times of the race"),
  );
  table.append(make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
  return scrollBox("Table of times", table);
}
