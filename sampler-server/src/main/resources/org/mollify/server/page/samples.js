/** The panel of samples: draws them, and shows them as plot and table or as a gallery. */
import { ask, pathOf } from "./api.js";
import { chooseColumns } from "./columns.js";
import { byId, complain, element, fillTable, guarded, line, onScheme } from "./dom.js";
import { cellText, counted, milliseconds } from "./figures.js";
import { drawMatrix } from "./matrix.js";
import { showTiles, tilesOf } from "./tiles.js";

const TABLE_ROWS = 100;
const DEFAULTS = { vector: 500, image: 48 };

/** Prepares the panel. */
export function startSamples() {
  let model = null;
  let drawn = { columns: [], rows: [] };
  let marked = [];
  let onPicture = () => {};
  const columns = chooseColumns(() => plot());

  async function draw() {
    const asked = model;
    const n = Number(byId("count").value);
    const query = { n, seed: byId("seed").value.trim(), temperature: byId("temperature").value };
    const path = pathOf(asked.name, "sample", query);
    const start = performance.now();
    const options = { kind: "samples", rows: n };
    if (asked.data.kind === "image") {
      const { body, headers } = await ask(path, { ...options, headers: { Accept: "image/png" } }, "blob");
      const tiles = await tilesOf(body, n, asked.data.shape);
      if (asked !== model) return;
      showTiles(byId("gallery"), tiles, "Sample", onPicture);
      report(n, headers.get("Mollify-Seed"), start);
      return;
    }
    const { body, headers } = await ask(path, options);
    if (asked !== model) return;
    drawn = body.columns ? body : { ...body, columns: body.rows[0].map((_, i) => `x${i}`) };
    report(n, headers.get("Mollify-Seed"), start);
    plot();
    tabulate();
  }

  function report(n, seed, start) {
    byId("seed").value = seed;
    byId("sample-status").textContent =
      `${counted(n, model.data.kind === "image" ? "image" : "row")} of seed ${seed}, drawn in ${milliseconds(performance.now() - start)}.`;
  }

  function plot() {
    if (drawn.rows.length === 0 || model?.data.kind === "image") return;
    drawMatrix(byId("matrix"), drawn.columns, drawn.rows, columns.chosen(), columns.categories(), marked);
    byId("matrix-key").hidden = marked.length === 0;
  }

  function tabulate() {
    fillTable(byId("sample-table"), drawn.columns,
      drawn.rows.slice(0, TABLE_ROWS).map((row) => line(row.map((value) => cellText(value)))));
  }

  const drawGuarded = guarded("sample-problem", draw);
  byId("sample-form").addEventListener("submit", drawGuarded);
  byId("another-seed").addEventListener("click", (event) => {
    byId("seed").value = "";
    drawGuarded(event);
  });
  onScheme(plot);
  new ResizeObserver(() => plot()).observe(byId("matrix"));

  return {
    /** Shows another model. */
    async choose(next) {
      model = next;
      drawn = { columns: [], rows: [] };
      marked = [];
      byId("seed").value = "";
      byId("count").value = DEFAULTS[model.data.kind];
      byId("sample-status").textContent = "";
      byId("gallery").replaceChildren();
      complain("sample-problem", "");
      columns.offer(model.data);
      await drawGuarded();
    },
    /** Says who takes a picture that somebody chose. */
    onScore(taker) {
      onPicture = taker;
    },
    /** Marks rows, given by the columns of the model, in the plot. */
    mark(rows) {
      marked = rows;
      plot();
    },
    /** What was drawn. */
    rows: () => drawn,
  };
}
