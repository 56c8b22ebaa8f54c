/** The panel of scores: takes a table or pictures, and marks the anomalies among them. */
import { showPictures, showRows } from "./anomalies.js";
import { csvOf } from "./csv.js";
import { byId, complain, element, guarded } from "./dom.js";
import { acceptDrops } from "./drop.js";
import { counted, figure, milliseconds, whole } from "./figures.js";
import { drawHistogram } from "./histogram.js";
import { scorePictures } from "./pictures.js";
import { explain, oddestFirst, scoreRows } from "./rows.js";
import { isOdd, KINDS, kindsOf, startCalibration } from "./verdicts.js";

const SHOWN = 100;
const PASTED = 50;
const MARKED = 300;

/** Prepares the panel. */
export function startScoring() {
  let model = null;
  let table = null;
  let pictures = [];
  const heldOut = startCalibration();
  let work = null;
  let files = [];
  let onMarked = () => {};
  let samples = () => ({ rows: [] });

  const isImage = () => model.data.kind === "image";
  const kind = () => byId("score-kind").value;
  const rate = () => Number(byId("rate").value) / 100;

  /** Runs long work that the button stops; what it had done by then stays. */
  async function run(action) {
    work?.abort();
    const mine = new AbortController();
    work = mine;
    byId("stop").disabled = false;
    byId("progress").hidden = false;
    byId("progress").value = 0;
    const start = performance.now();
    try {
      await action(mine.signal);
      if (work === mine) report(start, "");
    } catch (error) {
      if (work === mine && error.name === "AbortError") report(start, "Stopped. ");
      throw error;
    } finally {
      if (work === mine) {
        work = null;
        byId("stop").disabled = true;
        byId("progress").hidden = true;
      }
    }
  }

  function report(start, before) {
    show();
    const verdicts = allVerdicts();
    const odd = verdicts.filter((verdict) => isOdd(verdict, kind(), rate())).length;
    const found = model.heldOut === 0 ? ""
      : ` ${counted(odd, "anomaly", "anomalies")} at a false-alarm rate of ${figure(100 * rate())} percent.`;
    byId("score-status").textContent =
      `${before}${counted(verdicts.length, isImage() ? "picture" : "row")} scored in ${milliseconds(performance.now() - start)}.${found}`;
  }

  const allVerdicts = () => (isImage() ? pictures.map((picture) => picture.verdict) : table?.verdicts ?? []);

  async function score() {
    const asked = model;
    await calibrate();
    if (asked !== model) return;
    const given = files;
    if (isImage()) {
      if (given.length === 0) throw new Error("There is nothing to score; choose or drop pictures, or click a sample.");
      pictures = [];
      await scoreAll(given);
      return;
    }
    table = null;
    const source = given[0] ?? byId("csv").value;
    await run(async (signal) => {
      table = { header: [], verdicts: [], kept: [], explained: null };
      const all = await scoreRows(asked, source, signal, (share, soFar) => {
        if (asked !== model) return;
        table = soFar;
        byId("progress").value = share;
        byId("score-status").textContent = `${whole(soFar.verdicts.length)} rows scored.`;
        showThrottled();
      });
      signal.throwIfAborted();
      table = all;
      await explainShown(signal);
    });
  }

  async function scoreAll(given) {
    const asked = model;
    let problems = [];
    await run(async (signal) => {
      problems = await scorePictures(asked, given, signal, (share, scored) => {
        if (asked !== model) return;
        byId("progress").value = share;
        if (scored) pictures.unshift(scored);
        showThrottled();
      });
    });
    if (problems.length > 0) throw new Error(problems.slice(0, 5).join("; "));
  }

  async function explainShown(signal) {
    if (!model.attribution || isImage()) return;
    await explain(model, table, shownRows, signal, show);
  }

  /** The anomalies; where nothing can be called one, the rows of lowest log-likelihood. */
  const shownRows = () => oddestFirst(
    table.kept.filter((row) => model.heldOut === 0 || isOdd(row.verdict, kind(), rate())), kind()).slice(0, SHOWN);

  async function calibrate() {
    complain("rate-problem", "");
    const refusal = await heldOut.ask(model, kind(), rate());
    if (refusal) complain("rate-problem", refusal);
  }

  let shown = 0;
  function showThrottled() {
    if (performance.now() - shown > 400) show();
  }

  function show() {
    shown = performance.now();
    byId("histogram-figure").hidden = heldOut.get() === null;
    const odd = drawScores();
    if (isImage()) {
      showPictures(pictures, kind(), odd, model.heldOut > 0);
      return;
    }
    if (!table?.header) return;
    const rows = shownRows();
    const explained = model.attribution ? table.explained ?? [] : null;
    const total = model.heldOut === 0 ? table.verdicts.length : odd.filter(Boolean).length;
    showRows(rows, total, kind(), table.header, explained, model.heldOut > 0);
    if (model.heldOut > 0) onMarked(rows.slice(0, MARKED).map((row) => columnNames().map((name) => row.cells[table.header.indexOf(name)] ?? "")));
  }

  function drawScores() {
    const verdicts = allVerdicts();
    const odd = verdicts.map((verdict) => isOdd(verdict, kind(), rate()));
    if (heldOut.get() !== null) {
      const values = verdicts.map((verdict) => verdict[kind()]?.value ?? null);
      byId("histogram-caption").textContent = drawHistogram(byId("histogram"), heldOut.get(), values, odd);
    }
    return odd;
  }

  const columnNames = () => model.data.columns?.map((column) => column.name)
    ?? Array.from({ length: model.data.shape[0] }, (_, i) => `x${i}`);

  /** Another rate or score: nothing is scored again, the marks change. Work that runs goes on, and looks at them itself. */
  const remark = guarded("score-problem", async () => {
    if (!byId("rate").checkValidity()) {
      complain("rate-problem", "The false-alarm rate is a number of percent, above 0 and below 100.");
      return;
    }
    await calibrate();
    show();
    if (work !== null || (!table && pictures.length === 0)) return;
    await run((signal) => explainShown(signal));
  });

  function take(given) {
    files = [...given];
    if (files.length === 0) return;
    submit();
  }

  const submit = guarded("score-problem", score);
  byId("score-form").addEventListener("submit", submit);
  byId("stop").addEventListener("click", () => work?.abort(new DOMException("stopped", "AbortError")));
  byId("rate").addEventListener("change", remark);
  byId("score-kind").addEventListener("change", remark);
  byId("file").addEventListener("change", () => take(byId("file").files));
  byId("csv").addEventListener("input", () => {
    files = [];
    byId("file").value = "";
  });
  byId("fill").addEventListener("click", guarded("score-problem", async () => {
    const { columns, rows } = samples();
    if (rows.length === 0) throw new Error("There are no samples yet.");
    files = [];
    byId("file").value = "";
    byId("csv").value = csvOf(columns, rows.slice(0, PASTED));
    byId("csv").focus();
  }));
  acceptDrops(byId("drop"), take);
  new ResizeObserver(() => {
    if (model !== null && heldOut.get() !== null) drawScores();
  }).observe(byId("histogram"));

  return {
    /** Shows another model. */
    async choose(next) {
      work?.abort();
      model = next;
      table = null;
      pictures = [];
      files = [];
      heldOut.forget();
      for (const id of ["score-problem", "rate-problem"]) complain(id, "");
      for (const id of ["anomalies", "histogram-figure", "progress"]) byId(id).hidden = true;
      byId("score-status").textContent = "";
      byId("csv").value = "";
      byId("csv").placeholder = isImage() ? "" : columnNames().join(",");
      byId("file").value = "";
      byId("file").multiple = isImage();
      byId("file").accept = isImage() ? "image/png,image/jpeg" : ".csv,text/csv,.tsv,.txt";
      byId("file-label").textContent = isImage() ? "PNG or JPEG files" : "CSV file";
      if (isImage()) byId("picture-size").textContent = `The model takes ${model.data.shape[2]} × ${model.data.shape[1]} pixels.`;
      byId("score-kind").replaceChildren(...kindsOf(model).map((name) => element("option", { value: name }, KINDS[name]?.label ?? name)));
      byId("kind-field").hidden = model.scores.length < 2;
      byId("rate-field").hidden = model.heldOut === 0;
      byId("rate").disabled = model.heldOut === 0;
      byId("rate").value = Math.min(99, Math.max(1, Math.ceil(1000 / Math.max(1, model.heldOut)) / 10));
      if (model.heldOut === 0) return;
      await calibrate();
      show();
    },
    /** Scores a picture that somebody chose elsewhere on the page. */
    scorePicture: (picture) => guarded("score-problem", () => scoreAll([picture]))(),
    /** Says who marks the anomalies in a plot. */
    onMarked(marker) {
      onMarked = marker;
    },
    /** Says where samples come from. */
    samplesFrom(source) {
      samples = source;
    },
  };
}
