"use strict";

const $ = (id) => document.getElementById(id);
const SVG = document.getElementById("plot").namespaceURI;
const MARGIN = { left: 64, right: 14, top: 12, bottom: 44 };
const WIDTH = 640;
const HEIGHT = 420;
const TABLE_ROWS = 50;

const state = { models: [], model: null, columns: [], categories: [], rows: [], scored: null, answer: null };

function show(number, digits = 5) {
  if (number === null) return "overflow";
  return Math.abs(number) >= 10 ** digits
    ? String(Math.round(number))
    : Number(number.toPrecision(digits)).toString();
}

function element(name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
}

function cell(name, text) {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}

function complain(message) {
  $("problem").hidden = !message;
  $("problem").textContent = message || "";
}

async function answered(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response;
  const problem = await response.json();
  throw new Error(problem.detail || problem.title);
}

async function ask(path, options) {
  return (await answered(path, options)).json();
}

function guarded(action) {
  return async (event) => {
    if (event) event.preventDefault();
    try {
      complain("");
      await action(event);
    } catch (error) {
      complain(error.message);
    }
  };
}

function path(role) {
  return `models/${encodeURIComponent(state.model.name)}/${role}`;
}

function range(values) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return [low - room, high + room];
}

/** A value as a place on an axis: the code of a label, any other number as it is. */
function place(column, value) {
  const labels = state.categories[column];
  return labels ? labels.indexOf(String(value)) : value;
}

function draw() {
  const plot = $("plot");
  plot.replaceChildren();
  const points = state.rows;
  if (points.length === 0) return;
  const across = Number($("across").value);
  const up = Number($("up").value);
  const all = state.scored ? [...points, state.scored] : points;
  const [x0, x1] = range(all.map((row) => place(across, row[across])));
  const [y0, y1] = range(all.map((row) => place(up, row[up])));
  const px = (x) => MARGIN.left + ((x - x0) / (x1 - x0)) * (WIDTH - MARGIN.left - MARGIN.right);
  const py = (y) => HEIGHT - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  plot.append(element("rect", {
    class: "frame", x: MARGIN.left, y: MARGIN.top,
    width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom,
  }));
  for (const share of [0, 0.5, 1]) {
    const x = x0 + share * (x1 - x0);
    const y = y0 + share * (y1 - y0);
    plot.append(element("text", { x: px(x), y: HEIGHT - MARGIN.bottom + 16, "text-anchor": ["start", "middle", "end"][share * 2] }, show(x, 3)));
    plot.append(element("text", { x: MARGIN.left - 6, y: py(y) + (share === 1 ? 12 : 0), "text-anchor": "end" }, show(y, 3)));
  }
  plot.append(element("text", { x: (WIDTH + MARGIN.left) / 2, y: HEIGHT - 8, "text-anchor": "middle" }, state.columns[across]));
  plot.append(element("text", {
    x: 14, y: HEIGHT / 2, "text-anchor": "middle", transform: `rotate(-90 14 ${HEIGHT / 2})`,
  }, state.columns[up]));
  for (const row of points) {
    plot.append(element("circle", { class: "dot", cx: px(place(across, row[across])), cy: py(place(up, row[up])), r: 3 }));
  }
  if (state.scored) {
    plot.append(element("circle", { class: "scored", cx: px(place(across, state.scored[across])), cy: py(place(up, state.scored[up])), r: 7 }));
  }
}

function tabulate() {
  const head = document.createElement("thead");
  const names = head.insertRow();
  state.columns.forEach((name) => names.append(cell("th", name)));
  const body = document.createElement("tbody");
  for (const row of state.rows.slice(0, TABLE_ROWS)) {
    const line = body.insertRow();
    line.title = "Score this row";
    row.forEach((value) => line.append(cell("td", typeof value === "string" ? value : show(value))));
    line.addEventListener("click", guarded(async () => {
      $("row").value = state.categories.some(Boolean)
        ? JSON.stringify(Object.fromEntries(state.columns.map((name, i) => [name, row[i]])))
        : row.join(", ");
      await score();
    }));
  }
  $("table").replaceChildren(head, body);
}

async function sample() {
  const query = new URLSearchParams({ n: $("n").value, temperature: $("temperature").value || "1" });
  if ($("seed").value.trim()) query.set("seed", $("seed").value.trim());
  if (isImage()) {
    $("seed").placeholder = `drawn: ${await pictures.draw(`${path("sample")}?${query}`)}`;
    return;
  }
  const answer = await ask(`${path("sample")}?${query}`);
  state.rows = answer.rows;
  $("seed").placeholder = `drawn: ${answer.seed}`;
  draw();
  tabulate();
}

function readRow() {
  const text = $("row").value.trim();
  if (text.startsWith("{")) {
    const named = JSON.parse(text);
    return { body: named, values: state.columns.map((name) => named[name]) };
  }
  const values = text.replace(/^\[|\]$/g, "").split(/[,;\s]+/).filter(Boolean).map((part, i) => {
    if (state.categories[i]) return part;
    const value = Number(part);
    if (Number.isNaN(value)) throw new Error(`"${part}" is not a number`);
    return value;
  });
  return { body: values, values };
}

async function score() {
  if (isImage()) {
    verdict(await pictures.scoreFile(path("loglik")));
    return;
  }
  const row = readRow();
  verdict(await ask(path("loglik"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ rows: [row.body] }),
  }));
  state.scored = row.values;
  draw();
}

/** The scores that can say how odd an item is: percentile in the answer, name, and what 99 means. */
const SCORES = {
  loglik: ["anomalyPercentile", "Anomaly percentile", "Less likely than"],
  typicality: ["typicalityPercentile", "Typicality percentile", "Likelihood farther from the mean than that of"],
  complexity: ["complexityPercentile", "Complexity percentile", "Less likely, for its complexity, than"],
};

/** Offers the scores that the answer holds, and keeps the choice. */
function offer(answer) {
  const held = Object.keys(SCORES).filter((score) => answer[SCORES[score][0]]);
  const usual = isImage() && held.includes("typicality") ? "typicality" : held[0];
  const chosen = held.includes($("by").value) ? $("by").value : usual;
  $("by").replaceChildren(...held.map((score) => new Option(SCORES[score][1], score)));
  if (chosen) $("by").value = chosen;
  $("by-choice").hidden = held.length < 2;
  return chosen;
}

function verdict(answer) {
  state.answer = answer;
  const facts = [
    ["Log-likelihood", `${show(answer.logLikelihood[0])} nats`],
    ["Kind", answer.kind],
    ["Bits per dimension", show(answer.bitsPerDimension[0])],
  ];
  if (answer.complexity) {
    facts.push(["PNG bits per dimension", show(answer.codeLength[0])]);
    facts.push(["Complexity-corrected score", show(answer.complexity[0])]);
  }
  const chosen = offer(answer);
  for (const score of Object.keys(SCORES)) {
    const [field, name] = SCORES[score];
    if (answer[field]) facts.push([score === chosen && !$("by-choice").hidden ? `${name} (shown)` : name, show(answer[field][0], 4)]);
  }
  $("score").replaceChildren(...facts.flatMap(([name, value]) => [cell("dt", name), cell("dd", value)]));
  const percentile = chosen ? answer[SCORES[chosen][0]][0] : null;
  $("gauge").hidden = percentile === null;
  if (percentile !== null) $("needle").style.left = `${percentile}%`;
  const rarer = !chosen || $("by-choice").hidden ? "Rarer than" : SCORES[chosen][2];
  $("verdict").textContent = percentile === null ? "" :
    `${rarer} ${show(percentile, 4)} percent of ${answer.heldOut} held-out ${isImage() ? "images" : "rows"}.`;
}

function isImage() {
  return state.model.data.kind === "image";
}

function choose(name) {
  state.model = state.models.find((model) => model.name === name);
  const data = state.model.data;
  for (const node of document.querySelectorAll("[data-for]")) {
    // Not the property hidden, which an SVG does not have.
    node.toggleAttribute("hidden", node.dataset.for !== data.kind);
  }
  $("scored").hidden = true;
  $("row").required = !isImage();
  $("file").required = isImage();
  $("n").value = isImage() ? 64 : 400;
  const size = data.shape.reduce((a, b) => a * b, 1);
  state.categories = data.columns ? data.columns.map((column) => column.categories) : [];
  state.columns = data.columns ? data.columns.map((column) => column.name)
    : isImage() ? [] : Array.from({ length: size }, (_, i) => `x${i}`);
  state.scored = null;
  for (const id of ["across", "up"]) {
    $(id).replaceChildren(...state.columns.map((column, i) => new Option(column, i)));
  }
  $("up").value = String(Math.min(1, state.columns.length - 1));
  $("score").replaceChildren();
  $("gauge").hidden = true;
  $("by-choice").hidden = true;
  $("verdict").textContent = "";
  $("row").value = "";
  $("row").placeholder = state.columns.slice(0, 8).join(", ");
  $("about").textContent = [
    [...new Set([state.model.model.name, state.model.model.family])].join(" "),
    isImage() ? `${data.shape[2]} × ${data.shape[1]} pixels` : `${size} columns`,
    `${state.model.likelihood.kind} likelihood`,
    state.model.provider.toUpperCase(),
    ...(state.model.proven ? [] : ["unproven"]),
  ].join(" · ");
}

async function start() {
  const list = await ask("models");
  state.models = list.models;
  $("model").replaceChildren(...list.models.map((model) => new Option(model.name, model.name)));
  $("model").value = list.default;
  choose(list.default);
  await sample();
}

$("sample-form").addEventListener("submit", guarded(sample));
$("score-form").addEventListener("submit", guarded(score));
$("grid").addEventListener("click", guarded(async (event) => {
  verdict(await pictures.scoreAt(event, state.model.data.shape, path("loglik")));
}));
$("by").addEventListener("change", () => verdict(state.answer));
$("across").addEventListener("change", draw);
$("up").addEventListener("change", draw);
$("model").addEventListener("change", guarded(async () => {
  choose($("model").value);
  await sample();
}));
guarded(start)();
