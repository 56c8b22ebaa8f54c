/** Small things of the document: elements, problems beside controls, arrow keys among tiles. */
export const byId = (id) => document.getElementById(id);

/** An element with attributes; children are nodes or text. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for an SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(byId("histogram").namespaceURI, name), attributes, children);
}

function filled(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Shows what went wrong in the place for it, or clears the place. */
export function complain(id, message) {
  byId(id).hidden = !message;
  byId(id).textContent = message ?? "";
}

/** An event handler whose errors are shown in the place for them; what was stopped is none. */
export function guarded(problemId, action) {
  return async (event) => {
    event?.preventDefault();
    complain(problemId, "");
    try {
      await action(event);
    } catch (error) {
      if (error.name !== "AbortError") complain(problemId, error.message);
    }
  };
}

/** A line of a table. */
export function line(cells, name = "td") {
  return element("tr", {}, ...cells.map((cell) =>
    cell instanceof Node && ["TD", "TH"].includes(cell.nodeName) ? cell
      : element(name, name === "th" ? { scope: "col" } : {}, cell)));
}

export function fillTable(table, head, rows) {
  table.replaceChildren(
    element("thead", {}, line(head, "th")),
    element("tbody", {}, ...rows));
}

/** One tab stop for many buttons: arrow keys, Home and End go from one to the next. */
export function rove(group) {
  group.addEventListener("keydown", (event) => {
    const tiles = [...group.children];
    const at = tiles.indexOf(document.activeElement);
    if (at < 0) return;
    const top = tiles[0].offsetTop;
    const across = Math.max(1, tiles.filter((tile) => tile.offsetTop === top).length);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + across, ArrowUp: at - across,
      Home: 0, End: tiles.length - 1 }[event.key];
    if (to === undefined || !tiles[to]) return;
    event.preventDefault();
    tiles[at].tabIndex = -1;
    tiles[to].tabIndex = 0;
    tiles[to].focus();
  });
}

/** A colour of the style sheet, as it is in the scheme that is shown. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Runs when the browser goes from light to dark or back. */
export function onScheme(action) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", action);
}
