/** Pictures on the way from the sample of one seed to that of another. */
import { ask, pathOf } from "./api.js";
import { byId, complain, guarded, rove } from "./dom.js";
import { counted, milliseconds } from "./figures.js";
import { showTiles, tilesOf } from "./tiles.js";

/** Prepares the form; models that cannot do it have none. */
export function startInterpolation() {
  let model = null;
  let onPicture = () => {};
  for (const id of ["gallery", "strip"]) rove(byId(id));

  byId("interpolation-form").addEventListener("submit", guarded("interpolation-problem", async () => {
    const asked = model;
    const [from, to, steps] = ["from-seed", "to-seed", "steps"].map((id) => byId(id).value.trim());
    const query = { from, to, steps, temperature: byId("temperature").value };
    const start = performance.now();
    const { body } = await ask(pathOf(asked.name, "interpolate", query),
      { kind: "interpolation", rows: Number(steps), headers: { Accept: "image/png" } }, "blob");
    const tiles = await tilesOf(body, Number(steps), asked.data.shape, Number(steps));
    if (asked !== model) return;
    showTiles(byId("strip"), tiles, "Step", onPicture);
    byId("interpolation-status").textContent =
      `${counted(Number(steps), "step")} from seed ${from} to seed ${to}, in ${milliseconds(performance.now() - start)}.`;
  }));

  return {
    choose(next) {
      model = next;
      byId("interpolation").hidden = !model.roles.includes("decode");
      byId("strip").replaceChildren();
      byId("interpolation-status").textContent = "";
      complain("interpolation-problem", "");
    },
    onScore(taker) {
      onPicture = taker;
    },
  };
}
