/** Latency and throughput of the requests of this page. */
import { byId, element, fillTable, line, svg } from "./dom.js";
import { figure, milliseconds, whole } from "./figures.js";

const KEPT = 100;
const SHOWN = 40;
const measured = new Map();

/** Takes note of an answer. */
export function record(kind, time, rows) {
  const all = measured.get(kind) ?? [];
  all.push({ time, rows });
  if (all.length > KEPT) all.shift();
  measured.set(kind, all);
  show();
}

/** Forgets what was measured, since another model comes. */
export function forgetSpeed() {
  measured.clear();
  byId("speed").hidden = true;
}

function show() {
  byId("speed").hidden = false;
  const rows = [...measured].map(([kind, all]) => {
    const times = all.map((one) => one.time);
    const ascending = times.toSorted((a, b) => a - b);
    const total = times.reduce((a, b) => a + b, 0);
    const items = all.reduce((sum, one) => sum + one.rows, 0);
    return line([
      element("td", { class: "text" }, kind),
      whole(all.length),
      milliseconds(times.at(-1)),
      milliseconds(quantile(ascending, 0.5)),
      milliseconds(quantile(ascending, 0.95)),
      figure((1000 * items) / total, 3),
      element("td", {}, spark(times.slice(-SHOWN))),
    ]);
  });
  fillTable(byId("speed-table"),
    [element("th", { class: "text", scope: "col" }, "Request"), "Count", "Last", "Median", "95 percent", "Items a second", "Latency so far"], rows);
}

const quantile = (ascending, share) => ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))];

function spark(times) {
  const most = Math.max(...times);
  const points = times.map((time, i) => `${times.length === 1 ? 50 : (100 * i) / (times.length - 1)},${22 - (20 * time) / most}`);
  return svg("svg", { class: "spark", viewBox: "0 0 100 24", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("polyline", { points: points.join(" "), "vector-effect": "non-scaling-stroke" }));
}
