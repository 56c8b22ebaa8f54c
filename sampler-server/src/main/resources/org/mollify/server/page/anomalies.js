/** The table of anomalies: which rows, how rare, and which columns make them so. */
import { byId, element, fillTable, line } from "./dom.js";
import { cellText, counted, figure, whole } from "./figures.js";
import { KINDS } from "./verdicts.js";

const CAUSES = 3;
const NOTHING_HELD_OUT = "This model's bundle has no held-out scores to tell anomalies by.";

/**
 * Shows the oddest rows of a table.
 *
 * @param rows the rows to show: number, cells, verdict, and attribution once it is there
 * @param total how many anomalies there are
 * @param kind the score they are called so by
 * @param names columns of the table that came
 * @param explained columns of attributions; null where the model has none
 * @param heldOut whether the model has held-out scores, without which no row is called an anomaly
 */
export function showRows(rows, total, kind, names, explained, heldOut) {
  byId("anomalies").hidden = total === 0;
  byId("anomalies-title").textContent = heldOut ? "Anomalies" : "Least likely rows";
  const note = (rows.length < total ? `The ${whole(rows.length)} oddest of ${whole(total)}. ` : "")
    + (heldOut ? "" : `${NOTHING_HELD_OUT} `);
  byId("anomalies-note").textContent = note + (explained
    ? "A cause is a column; its number is how many nats the row would gain were the column redrawn from held-out values."
    : "This model's bundle has no held-out values to explain rows with.");
  const cause = element("th", { class: "text", scope: "col" }, "Caused by");
  fillTable(byId("anomaly-table"),
    ["Row", ...(explained ? [cause] : []), KINDS[kind].short, ...(heldOut ? ["Percentile"] : []), ...names],
    rows.map((row) => {
      const tr = line([
        whole(row.number),
        ...(explained ? [element("td", { class: "text wrap" }, ...causes(row, explained, names))] : []),
        figure(row.verdict[kind].value), ...(heldOut ? [figure(row.verdict[kind].percentile, 4)] : []),
        ...row.cells.map((cell) => cellText(cell)),
      ]);
      if (heldOut) tr.className = "odd";
      return tr;
    }));
}

function causes(row, columns, names) {
  if (!row.attribution) return ["…"];
  // Infinity, where the row's own score overflowed, comes as null.
  const nats = row.attribution.map((value) => value ?? Infinity);
  const order = nats.map((_, i) => i).filter((i) => nats[i] > 0).sort((a, b) => nats[b] - nats[a]).slice(0, CAUSES);
  if (order.length === 0) return ["no single column"];
  const most = nats[order[0]];
  return order.map((i) => {
    const bar = element("span", { class: "bar" });
    bar.style.width = `${Number.isFinite(most) ? Math.max(3, (100 * nats[i]) / most) : 100}%`;
    const at = names.indexOf(columns[i]);
    const value = at < 0 ? "" : ` = ${cellText(row.cells[at], 4)}`;
    return element("div", { class: "cause" },
      element("span", { class: "name", title: `${columns[i]}${value}` }, element("b", {}, columns[i]), value),
      element("span", { class: "nats" }, `+${figure(nats[i], 3)} nats`),
      bar);
  });
}

/** A percentile among held-out items; a dash where there are none. */
const percentileOf = (verdict) => (verdict && verdict.percentile === undefined ? "–" : figure(verdict?.percentile, 4));

/** Shows pictures with all their scores, the anomalies among them marked. */
export function showPictures(pictures, kind, odd, heldOut) {
  byId("anomalies").hidden = pictures.length === 0;
  byId("anomalies-title").textContent = "Scored pictures";
  const others = Object.keys(KINDS).filter((one) => one !== kind && pictures.some((picture) => picture.verdict[one]));
  const kinds = [kind, ...others];
  byId("anomalies-note").textContent = heldOut
    ? `${counted(pictures.length, "picture")}, called anomalies by ${KINDS[kind].name}. Percentile 99: odder than 99 percent of held-out pictures.`
    : `${counted(pictures.length, "picture")}. ${NOTHING_HELD_OUT}`;
  fillTable(byId("anomaly-table"),
    [element("th", { class: "text", scope: "col" }, "Picture"), element("th", { class: "text", scope: "col" }, "Name"), "Verdict",
      ...kinds.flatMap((one) => [`${KINDS[one].short}, ${KINDS[one].unit}`, "Percentile"]), "Bits per dimension"],
    pictures.map((picture, i) => {
      const tr = line([
        element("td", { class: "text" }, picture.thumb ?? ""),
        element("td", { class: "text" }, picture.name),
        element("td", odd[i] ? { class: "flag" } : {}, odd[i] ? "anomaly" : heldOut ? "usual" : "–"),
        ...kinds.flatMap((one) => [figure(picture.verdict[one]?.value), percentileOf(picture.verdict[one])]),
        figure(picture.verdict.bitsPerDimension),
      ]);
      if (odd[i]) tr.className = "odd";
      return tr;
    }));
}
