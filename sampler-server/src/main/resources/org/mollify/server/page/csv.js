/** CSV as RFC 4180 has it, read record by record as the text comes. */

/** Pieces of a text, or of a file, with the share of it that has been read. */
export async function* pieces(source) {
  if (typeof source === "string") {
    yield { text: source, share: 1 };
    return;
  }
  const reader = source.stream().pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  let read = 0;
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch {
      throw new Error(`${source.name} is not text in UTF-8`);
    }
    if (piece.done) return;
    read += piece.value.length;
    yield { text: piece.value, share: Math.min(1, read / source.size) };
  }
}

/**
 * Records of a table, each an array of cells. The delimiter is that of comma, semicolon and
 * tabulator which stands most often in the first line.
 *
 * @param source a text or a file
 * @returns cells, and the share of the source that has been read when they are there
 */
export async function* records(source) {
  let delimiter = null;
  let cells = [];
  let cell = "";
  let quoted = false;
  let afterQuote = false;
  let first = true;
  let held = "";
  for await (const { text, share } of pieces(source)) {
    let piece = held + text;
    held = "";
    if (first) {
      piece = piece.replace(/^\uFEFF/, "");
      if (share < 1 && !piece.includes("\n")) {
        held = piece;
        continue;
      }
      first = false;
      delimiter = delimiterOf(piece.split("\n", 1)[0]);
    }
    for (const character of piece) {
      if (quoted) {
        if (character === '"') {
          quoted = false;
          afterQuote = true;
        } else {
          cell += character;
        }
      } else if (character === '"' && (cell === "" || afterQuote)) {
        if (afterQuote) cell += '"';
        quoted = true;
        afterQuote = false;
      } else if (character === delimiter) {
        cells.push(cell);
        cell = "";
        afterQuote = false;
      } else if (character === "\n") {
        const whole = [...cells, cell];
        cells = [];
        cell = "";
        afterQuote = false;
        if (whole.length > 1 || whole[0].trim() !== "") yield { cells: whole, share };
      } else if (character !== "\r") {
        cell += character;
      }
    }
  }
  if (held) {
    yield { cells: held.split(delimiterOf(held)), share: 1 };
    return;
  }
  if (quoted) throw new Error("the table ends within quotes");
  if (cells.length > 0 || cell.trim() !== "") yield { cells: [...cells, cell], share: 1 };
}

function delimiterOf(line) {
  const count = (delimiter) => line.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** Records as a body that the server takes. */
export function csvOf(header, rows) {
  return [header, ...rows].map((row) => row.map(quote).join(",")).join("\n");
}

function quote(value) {
  const text = value === null ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
