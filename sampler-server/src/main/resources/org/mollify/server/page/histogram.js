/** The scores of what came, over those of held-out items, and the threshold between them. */
import { svg } from "./dom.js";
import { counted, figure } from "./figures.js";
import { KINDS } from "./verdicts.js";

const HEIGHT = 250;
const LEAST_WIDTH = 280;
const MARGIN = { left: 12, right: 12, top: 26, bottom: 42 };
const FLOOR = HEIGHT - MARGIN.bottom;
/** So few scores stand alone; more of them become bars. */
const FEW = 30;
/** Room on the odd side beyond the held-out scores, in shares of their range. */
const BEYOND = 0.4;
const BINS_BEYOND = 16;

/**
 * Draws the histogram, and says in words what it shows.
 *
 * @param picture the SVG
 * @param calibration held-out scores by bin, and the threshold
 * @param values scores of the items; null is what overflowed
 * @param odd whether each is an anomaly
 * @returns the caption
 */
export function drawHistogram(picture, calibration, values, odd) {
  const kind = KINDS[calibration.score];
  const axis = axisOf(calibration, kind.oddSide);
  const width = Math.max(LEAST_WIDTH, picture.clientWidth);
  const place = (value) => MARGIN.left + axis.part(value) * (width - MARGIN.left - MARGIN.right);
  picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  picture.replaceChildren();
  heldOutBars(picture, calibration, place);
  if (values.length <= FEW) needles(picture, values, odd, place, kind.oddSide);
  else itemBars(picture, values, odd, axis, place, kind.oddSide);
  drawAxis(picture, calibration, place, kind, width);
  const beyond = values.filter((value) => value === null || axis.isBeyond(value)).length;
  if (beyond > 0) edge(picture, beyond, kind.oddSide, width);
  const flagged = odd.filter(Boolean).length;
  const rate = calibration.threshold == null ? "" : ` The dashed line is the threshold, ${figure(calibration.threshold)} ${kind.unit}.`;
  const yours = values.length === 0 ? "" : ` Blue: ${counted(values.length - flagged, "usual item")} of yours.`
    + ` Red: ${counted(flagged, "anomaly", "anomalies")}${beyond > 0 ? `, ${counted(beyond, "score")} beyond the edge` : ""}.`;
  return `Grey: ${counted(calibration.heldOut, "held-out item")}.${yours}${rate}`;
}

function axisOf(calibration, oddSide) {
  const [first, last] = [calibration.edges[0], calibration.edges.at(-1)];
  const span = last - first || 1;
  const low = oddSide === "low" ? first - BEYOND * span : first - 0.03 * span;
  const high = oddSide === "low" ? last + 0.06 * span : last + BEYOND * span;
  return {
    low, high,
    part: (value) => Math.min(1, Math.max(0, (value - low) / (high - low))),
    isBeyond: (value) => value < low || value > high,
  };
}

function heldOutBars(picture, { edges, counts }, place) {
  const most = Math.max(...counts, 1);
  counts.forEach((count, i) => {
    const tall = ((FLOOR - MARGIN.top) * count) / most;
    picture.append(svg("rect", { class: "held-out", x: place(edges[i]), y: FLOOR - tall, width: Math.max(0, place(edges[i + 1]) - place(edges[i]) - 0.5), height: tall }));
  });
}

const orEdge = (value, oddSide) => value ?? (oddSide === "low" ? -Infinity : Infinity);

function needles(picture, values, odd, place, oddSide) {
  values.forEach((value, i) => {
    const x = place(orEdge(value, oddSide));
    picture.append(
      svg("rect", { class: odd[i] ? "odd" : "usual", x: x - 1.2, y: MARGIN.top + 30, width: 2.4, height: FLOOR - MARGIN.top - 30 }),
      svg("circle", { class: odd[i] ? "odd" : "usual", cx: x, cy: MARGIN.top + 28, r: 5 }));
  });
}

function itemBars(picture, values, odd, axis, place, oddSide) {
  const bins = 40 + BINS_BEYOND;
  const usual = new Array(bins).fill(0);
  const flagged = new Array(bins).fill(0);
  values.forEach((value, i) => {
    const bin = Math.min(bins - 1, Math.floor(axis.part(orEdge(value, oddSide)) * bins));
    (odd[i] ? flagged : usual)[bin]++;
  });
  const most = Math.max(...usual.map((count, i) => count + flagged[i]), 1);
  const width = (place(axis.high) - place(axis.low)) / bins;
  for (let bin = 0; bin < bins; bin++) {
    const x = MARGIN.left + bin * width;
    const tall = ((FLOOR - MARGIN.top) * usual[bin]) / most;
    // One anomaly in thousands is still to be seen.
    const oddTall = flagged[bin] === 0 ? 0 : Math.max(3, ((FLOOR - MARGIN.top) * flagged[bin]) / most);
    if (tall > 0) picture.append(svg("rect", { class: "usual", x, y: FLOOR - tall, width: width - 0.5, height: tall }));
    if (oddTall > 0) picture.append(svg("rect", { class: "odd", x, y: FLOOR - tall - oddTall, width: width - 0.5, height: oddTall }));
  }
}

function drawAxis(picture, calibration, place, kind, width) {
  picture.append(svg("line", { class: "axis", x1: MARGIN.left, x2: width - MARGIN.right, y1: FLOOR, y2: FLOOR }));
  const [first, last] = [calibration.edges[0], calibration.edges.at(-1)];
  for (const value of [first, (first + last) / 2, last]) {
    const x = Math.min(width - 30, Math.max(30, place(value)));
    picture.append(svg("text", { x, y: FLOOR + 16, "text-anchor": "middle" }, figure(value, 4)));
  }
  picture.append(svg("text", { x: width / 2, y: HEIGHT - 6, "text-anchor": "middle" }, kind.axis));
  if (Number.isFinite(calibration.threshold)) {
    const x = place(calibration.threshold);
    picture.append(svg("line", { class: "threshold", x1: x, x2: x, y1: MARGIN.top - 8, y2: FLOOR }));
    const left = x < width / 2;
    picture.append(svg("text", { x: x + (left ? 6 : -6), y: MARGIN.top - 10, "text-anchor": left ? "start" : "end" }, `threshold ${figure(calibration.threshold)}`));
  }
}

function edge(picture, count, oddSide, width) {
  const x = oddSide === "low" ? MARGIN.left : width - MARGIN.right;
  const to = oddSide === "low" ? -9 : 9;
  picture.append(
    svg("path", { class: "edge", d: `M${x} ${FLOOR + 6} v10 l${to} -5 z` }),
    svg("text", { x: x - to * 0.4, y: FLOOR + 32, "text-anchor": oddSide === "low" ? "start" : "end" }, `${count} beyond`));
}
