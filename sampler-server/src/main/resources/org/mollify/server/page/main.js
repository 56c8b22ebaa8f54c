/** The page: which model is shown, and what shows it. */
import { ask, pathOf } from "./api.js";
import { showCard } from "./card.js";
import { byId, element, guarded } from "./dom.js";
import { key, replaceKey } from "./key.js";
import { startInterpolation } from "./interpolation.js";
import { startSamples } from "./samples.js";
import { startScoring } from "./scoring.js";
import { forgetSpeed } from "./speed.js";

const samples = startSamples();
const interpolation = startInterpolation();
const scoring = startScoring();

async function choose(name) {
  const { body: model } = await ask(pathOf(name, ""));
  if (byId("model").value !== name) return;
  forgetSpeed();
  showCard(model);
  document.title = `${name} · Mollify`;
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  for (const node of document.querySelectorAll("[data-for]")) {
    node.hidden = node.dataset.for !== model.data.kind;
  }
  for (const id of ["samples", "score"]) byId(id).hidden = false;
  interpolation.choose(model);
  await Promise.all([samples.choose(model), scoring.choose(model)]);
}

async function start() {
  const { body: list } = await ask("models");
  if (list.models.length === 0) throw new Error("The server has no models yet.");
  const names = list.models.map((model) => model.name);
  byId("model").replaceChildren(...names.map((name) => element("option", { value: name }, name)));
  // The default model may be none of them: one that was unloaded keeps its place.
  const wanted = [decodeURIComponent(location.hash.slice(1)), list.default, names[0]];
  byId("model").value = wanted.find((name) => names.includes(name));
  await choose(byId("model").value);
}

// What one panel has drawn, the other may score or mark.
samples.onScore((picture) => scoring.scorePicture(picture));
interpolation.onScore((picture) => scoring.scorePicture(picture));
scoring.onMarked((rows) => samples.mark(rows));
scoring.samplesFrom(() => samples.rows());

byId("model").addEventListener("change", guarded("page-problem", () => choose(byId("model").value)));
byId("change-key").addEventListener("click", guarded("page-problem", async () => {
  if (await replaceKey("another key may be for something else")) await start();
}));
byId("change-key").hidden = !key();
guarded("page-problem", start)();
