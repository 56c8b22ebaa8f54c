/** Scores the rows of a table, part by part, and keeps the oddest of them. */
import { ask, pathOf, Problem } from "./api.js";
import { csvOf, records } from "./csv.js";
import { inParts } from "./parts.js";
import { kindsOf, verdictOf } from "./verdicts.js";

/** Rows that are read before they are sent. */
const READ = 20_000;
const VALUES_AT_FIRST = 40_000;
/** The oddest rows, whose cells are kept, and explained. */
const KEPT = 200;
const EXPLAINED = 50;

/**
 * Scores a table.
 *
 * @param model the model
 * @param source a text or a file
 * @param signal ends the work; what has been scored stays
 * @param progress is told the share that was read and the table so far
 * @returns the table: header, all verdicts, the rows that are kept
 */
export async function scoreRows(model, source, signal, progress) {
  const table = { header: null, verdicts: [], kept: [], explained: null };
  const size = { rows: Math.max(10, Math.ceil(VALUES_AT_FIRST / model.data.shape[0])) };
  let waiting = [];
  let share = 0;

  const send = async (part, first) => {
    const query = model.scores.includes("typicality") ? { score: "typicality" } : {};
    const { body } = await ask(pathOf(model.name, "loglik", query), {
      method: "POST", signal, kind: "scores", rows: part.length,
      headers: { "Content-Type": "text/csv" },
      body: csvOf(table.header, part),
    }).catch((error) => {
      throw inFile(error, first);
    });
    part.forEach((cells, i) => {
      const verdict = verdictOf(body, i);
      table.verdicts.push(verdict);
      table.kept.push({ number: table.verdicts.length, cells, verdict });
    });
    if (table.kept.length > 4 * KEPT) keepOddest(table, kindsOf(model));
    progress(share, table);
  };

  const flush = async () => {
    const rows = waiting;
    waiting = [];
    const before = table.verdicts.length;
    await inParts(rows, size, (part, from) => send(part, before + from), signal);
  };

  for await (const record of records(source)) {
    signal.throwIfAborted();
    if (table.header === null) {
      const { header, row } = headerOf(record.cells, model.data);
      table.header = header;
      if (row) waiting.push(row);
      continue;
    }
    waiting.push(record.cells);
    if (waiting.length >= READ) {
      share = record.share;
      await flush();
    }
  }
  if (table.header === null) throw new Error("There is nothing to score; paste a table, or choose a file.");
  if (table.verdicts.length + waiting.length === 0) throw new Error("The table has a line of column names and no rows.");
  share = 1;
  await flush();
  keepOddest(table, kindsOf(model));
  return table;
}

/** A first line of numbers alone is a row, not names; the columns are then those of the model. */
function headerOf(cells, data) {
  const names = data.columns?.map((column) => column.name)
    ?? Array.from({ length: data.shape[0] }, (_, i) => `x${i}`);
  const given = cells.map((cell) => cell.trim());
  const numbers = given.every((cell) => cell !== "" && Number.isFinite(Number(cell)));
  return numbers && given.length === names.length && !given.some((cell) => names.includes(cell))
    ? { header: names, row: cells } : { header: given, row: null };
}

/** The server counts lines, from 1, and rows, from 0, of the part it got; people have the whole table. */
function inFile(error, first) {
  if (!(error instanceof Problem) || first === 0) return error;
  const message = error.message
    .replace(/\(line (\d+)\)/, (_, line) => `(line ${Number(line) + first})`)
    .replace(/\brows\[(\d+)\]/, (_, row) => `rows[${Number(row) + first}]`);
  return new Problem(error.status, message, error.retryAfter);
}

/** Of each kind of score the oddest rows. */
function keepOddest(table, kinds) {
  const kept = new Set();
  for (const kind of kinds) {
    if (!table.kept[0]?.verdict[kind]) continue;
    oddestFirst(table.kept, kind).slice(0, KEPT).forEach((row) => kept.add(row));
  }
  if (kept.size > 0) table.kept = table.kept.filter((row) => kept.has(row));
}

/** Rows by how odd they are. */
export function oddestFirst(rows, kind) {
  const odd = ({ verdict }) => {
    const { value } = verdict[kind];
    if (value === null) return Infinity;
    return kind === "loglik" ? -value : value;
  };
  return rows.toSorted((a, b) => odd(b) - odd(a) || a.number - b.number);
}

/**
 * Asks which columns make rows odd, for the first of them that have not been explained, until
 * there are none: which rows are odd may change meanwhile.
 *
 * @param rows gives rows of a table; each gets its attribution
 * @param shown runs after every part
 */
export async function explain(model, table, rows, signal, shown) {
  const size = { rows: 5 };
  const open = () => rows().slice(0, EXPLAINED).filter((row) => !row.attribution);
  const send = async (part) => {
    const { body } = await ask(pathOf(model.name, "loglik", { attribution: true }), {
      method: "POST", signal, kind: "attributions", rows: part.length,
      headers: { "Content-Type": "text/csv" },
      body: csvOf(table.header, part.map((row) => row.cells)),
    });
    table.explained = body.columns;
    part.forEach((row, i) => { row.attribution = body.attribution[i]; });
    shown();
  };
  for (;;) {
    signal.throwIfAborted();
    const next = open();
    if (next.length === 0) return;
    await inParts(next, size, send, signal);
  }
}
