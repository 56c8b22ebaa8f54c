/** What a model is: where it came from, and how well it is proven. */
import { byId, element, fillTable, line } from "./dom.js";
import { counted, figure, whole } from "./figures.js";

const LIKELIHOODS = {
  exact: "exact: the log-likelihood of continuous data",
  "lower-bound": "lower bound of the log-likelihood",
  undequantised: "undequantised: a density of grey levels as if they were continuous; its bits per dimension are not comparable",
};
const FAMILIES = { flow: "normalizing flow", vae: "variational autoencoder" };
const LISTED = 6;

/** Shows the card of a model as {@code GET /models/NAME} describes it. */
export function showCard(model) {
  byId("card").hidden = false;
  byId("card-title").textContent = model.name;
  byId("proof").textContent = model.proven ? "proven" : "unproven";
  byId("proof").classList.toggle("unproven", !model.proven);
  const family = FAMILIES[model.model.family] ?? model.model.family;
  byId("card-text").textContent = `A ${family} (${model.model.name}) of ${items(model.data)}`
    + `${trainedOn(model.provenance)}.`;
  const config = model.provenance?.training?.config ?? {};
  const facts = [
    ["Parameters", whole(model.model.parameters)],
    ["Data set", dataSet(model.provenance?.training?.data)],
    ["Mollification", mollification(config)],
    ["Seed of the training", config.seed ?? "not recorded"],
    ["Proof", proof(model)],
    ["Likelihood", likelihood(model.likelihood)],
    ["Held-out items for calibration", model.heldOut ? whole(model.heldOut) : "none"],
    ["Runs on", `${model.provider.toUpperCase()}, version ${model.version}`],
  ];
  byId("facts").replaceChildren(...pairs(facts));
  byId("configuration").replaceChildren(...pairs(configuration(model)));
  fillTable(byId("checks"),
    [element("th", { class: "text", scope: "col" }, "Quantity"), element("th", { class: "text", scope: "col" }, "Inputs"), "Rows", "Largest error", "Counts"],
    (model.proof?.checks ?? []).map((check) => line([
      element("td", { class: "text" }, check.quantity),
      element("td", { class: "text" }, check.inputs),
      whole(check.rows), figure(check.maxError, 3), check.binding ? "yes" : "for information"])));
}

function pairs(facts) {
  return facts.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, String(value))));
}

function items(data) {
  if (data.kind === "image") {
    const [channels, height, width] = data.shape;
    return `${channels === 1 ? "grey" : "colour"} images of ${width} × ${height} pixels`;
  }
  const names = (data.columns ?? []).map((column) => column.name);
  const listed = names.length === 0 ? "" : `: ${names.slice(0, LISTED).join(", ")}${names.length > LISTED ? ", …" : ""}`;
  return `rows of ${counted(data.shape[0], "column")}${listed}`;
}

function trainedOn(provenance) {
  const data = provenance?.training?.data;
  return data?.trainRows ? `, trained on ${counted(data.trainRows, "item")}` : "";
}

function dataSet(data) {
  if (!data) return "not recorded";
  const split = data.split ? `, ${data.split} split` : "";
  const sums = (data.files ?? []).map((file) => file.sha256).filter(Boolean);
  const sum = sums.length > 0 ? `, sha256 ${sums[0].slice(0, 12)}…` : "";
  return `${data.data}${split}${sum}`;
}

function mollification(config) {
  if (!config.mollifier) return "not recorded";
  if (config.mollifier === "none") return "none";
  const share = config.mollifyFraction === undefined ? "" : `, over the first ${figure(100 * config.mollifyFraction, 3)} percent of the steps`;
  const noise = config.mollifier === "gaussian" ? "Gaussian noise" : config.mollifier;
  return `${noise}, ${config.schedule ?? "unnamed"} schedule${share}`;
}

function proof(model) {
  const { status, tolerance, checks, reference } = model.proof ?? {};
  const binding = (checks ?? []).filter((check) => check.binding);
  const largest = binding.length > 0 ? Math.max(...binding.map((check) => check.maxError)) : null;
  const error = largest === null ? "" : `: largest error ${figure(largest, 3)} against ${reference}`;
  const limit = tolerance ? `, tolerance ${figure(tolerance, 3)}` : "";
  return `${status ?? "none"}${error}${limit}`;
}

function likelihood({ kind, proposal }) {
  return `${LIKELIHOODS[kind] ?? kind}${proposal ? `; proposal: ${proposal}` : ""}`;
}

/** What was set, and what made it, flat. */
function configuration(model) {
  const { config, environment, data } = model.provenance?.training ?? {};
  const files = Object.fromEntries((data?.files ?? []).map((file) => [`sha256 of ${file.name}`, file.sha256]));
  const all = { ...model.model.options, ...config, ...environment, warnings: data?.warnings, ...files };
  return Object.entries(all)
    .filter(([name, value]) => name !== "options" && value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : value]);
}
