/** Scatter plots of every pair of columns, histograms on the diagonal, correlations above it. */
import { colour } from "./dom.js";
import { figure } from "./figures.js";

const MOST_POINTS = 3000;
const LEFT = 54;
const BOTTOM = 22;
const GAP = 8;
const BINS = 24;
const MOST_CELL = 300;
const FONT = '12px system-ui, "DejaVu Sans", sans-serif';

/**
 * Draws the plots.
 *
 * @param canvas where; as wide as the style sheet says
 * @param names of all columns
 * @param rows values by column; labels as text
 * @param chosen numbers of the columns to show
 * @param categories labels of each column by code, null for numbers
 * @param marked rows to draw on top, in the colour of anomalies
 */
export function drawMatrix(canvas, names, rows, chosen, categories, marked) {
  const width = canvas.clientWidth;
  if (width === 0 || chosen.length === 0) return;
  const k = chosen.length;
  const cellWidth = (width - LEFT - GAP * (k - 1)) / k;
  const cellHeight = Math.min(cellWidth * (k === 1 ? 0.6 : 0.85), MOST_CELL);
  const height = k * cellHeight + (k - 1) * GAP + BOTTOM;
  const sharpness = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * sharpness);
  canvas.height = Math.round(height * sharpness);
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.scale(sharpness, sharpness);
  pen.font = FONT;
  const shown = rows.slice(0, MOST_POINTS);
  const axes = chosen.map((column) => axisOf(column, names[column], shown, marked, categories[column]));
  const colours = Object.fromEntries(["accent", "line", "soft", "ink", "mark"].map((name) => [name, colour(name)]));
  axes.forEach((down, i) => {
    axes.forEach((across, j) => {
      const cell = { x: LEFT + j * (cellWidth + GAP), y: i * (cellHeight + GAP), w: cellWidth, h: cellHeight };
      pen.strokeStyle = colours.line;
      pen.lineWidth = 1;
      if (j <= i) pen.strokeRect(cell.x + 0.5, cell.y + 0.5, cell.w - 1, cell.h - 1);
      if (i === j) bars(pen, cell, across, colours);
      else if (j < i) points(pen, cell, across, down, colours);
      else correlation(pen, cell, across, down, colours);
    });
  });
  labels(pen, axes, cellWidth, cellHeight, height, colours);
  canvas.setAttribute("aria-label",
    `Scatter plots of ${axes.map((axis) => axis.name).join(", ")} over ${shown.length} samples`
    + `${marked.length > 0 ? `, with ${marked.length} anomalies marked` : ""}. The table below has the values.`);
}

function axisOf(column, name, rows, marked, labels) {
  const place = (value) => (labels ? labels.indexOf(String(value)) : value === "" ? NaN : Number(value));
  const values = rows.map((row) => (row[column] === null ? NaN : place(row[column])));
  const extra = marked.map((row) => place(row[column]));
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  return { name, values, extra, labels, low: low - room, high: high + room, least: low, most: high };
}

/** Where an anomaly stands: those far off lie on the frame, so that the samples keep their room. */
const within = (axis, value) => Math.min(axis.high, Math.max(axis.low, value));

const part = (axis, value) => (value - axis.low) / (axis.high - axis.low);

function points(pen, cell, across, down, colours) {
  const radius = cell.w < 110 ? 1.2 : 1.8;
  const dot = (x, y, r) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    pen.beginPath();
    pen.arc(cell.x + part(across, x) * cell.w, cell.y + (1 - part(down, y)) * cell.h, r, 0, 7);
    pen.fill();
  };
  pen.globalAlpha = across.values.length > 1000 ? 0.3 : 0.5;
  pen.fillStyle = colours.accent;
  across.values.forEach((x, n) => dot(x, down.values[n], radius));
  pen.globalAlpha = 1;
  pen.fillStyle = colours.mark;
  across.extra.forEach((x, n) => dot(within(across, x), within(down, down.extra[n]), radius + 1.4));
}

function bars(pen, cell, axis, colours) {
  const counts = new Array(BINS).fill(0);
  for (const value of axis.values) {
    if (Number.isFinite(value)) counts[Math.min(BINS - 1, Math.floor(part(axis, value) * BINS))]++;
  }
  const most = Math.max(...counts, 1);
  // The name stands above the bars.
  const room = cell.h - 22;
  pen.globalAlpha = 0.55;
  pen.fillStyle = colours.accent;
  counts.forEach((count, bin) => {
    const tall = (room * count) / most;
    pen.fillRect(cell.x + (bin * cell.w) / BINS, cell.y + cell.h - tall, cell.w / BINS - 0.5, tall);
  });
  pen.globalAlpha = 1;
  pen.fillStyle = colours.ink;
  pen.textAlign = "left";
  pen.textBaseline = "top";
  pen.fillText(fit(pen, axis.name, cell.w - 10), cell.x + 6, cell.y + 5);
}

function correlation(pen, cell, across, down, colours) {
  if (across.labels || down.labels) return;
  const r = pearson(across.values, down.values);
  if (Number.isNaN(r)) return;
  pen.fillStyle = Math.abs(r) > 0.3 ? colours.ink : colours.soft;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(r.toFixed(2).replace("-", "−"), cell.x + cell.w / 2, cell.y + cell.h / 2);
}

/** The correlation of the pairs in which both are numbers. */
export function pearson(xs, ys) {
  const pairs = xs.map((x, i) => [x, ys[i]]).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const mean = (i) => pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
  const [mx, my] = [mean(0), mean(1)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : NaN;
}

/** The ends of every axis, along the left and the lower edge. */
function labels(pen, axes, cellWidth, cellHeight, height, colours) {
  pen.fillStyle = colours.soft;
  const digits = cellWidth < 110 ? 2 : 3;
  const text = (axis, value) => (axis.labels ? axis.labels[value] ?? "" : figure(value, digits));
  axes.forEach((axis, i) => {
    const x = LEFT + i * (cellWidth + GAP);
    const half = cellWidth / 2 - 4;
    pen.textBaseline = "bottom";
    pen.textAlign = "left";
    pen.fillText(fit(pen, text(axis, axis.least), half), x, height - 3);
    pen.textAlign = "right";
    pen.fillText(fit(pen, text(axis, axis.most), half), x + cellWidth, height - 3);
    if (i === 0) return;
    const y = i * (cellHeight + GAP);
    pen.textBaseline = "top";
    pen.fillText(fit(pen, text(axis, axis.most), LEFT - 6), LEFT - 5, y + 2);
    pen.textBaseline = "bottom";
    pen.fillText(fit(pen, text(axis, axis.least), LEFT - 6), LEFT - 5, y + cellHeight - 2);
  });
}

function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let kept = text;
  while (kept.length > 1 && pen.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1);
  return `${kept}…`;
}
