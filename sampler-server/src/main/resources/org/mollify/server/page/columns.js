/** Which columns the plot shows: the first few, unless somebody chooses others. */
import { byId, element } from "./dom.js";
import { whole } from "./figures.js";

const MOST = 6;
const AT_FIRST = 4;
const AT_FIRST_ON_A_PHONE = 3;

/** Prepares the choice; `changed` runs after every change. */
export function chooseColumns(changed) {
  let categories = [];

  const boxes = () => [...byId("columns").querySelectorAll("input")];
  const chosen = () => boxes().filter((box) => box.checked).map((box) => Number(box.value));

  function refresh() {
    const count = chosen().length;
    byId("columns-summary").textContent = `Columns of the plot: ${count} of ${whole(boxes().length)}`;
    for (const box of boxes()) box.disabled = box.checked ? count === 1 : count >= MOST;
  }

  byId("columns").addEventListener("change", () => {
    refresh();
    changed();
  });

  return {
    chosen,
    /** Labels of each column by code, null for numbers. */
    categories: () => categories,
    offer(data) {
      if (data.kind === "image") return;
      const named = data.columns ?? Array.from({ length: data.shape[0] }, (_, i) => ({ name: `x${i}` }));
      categories = named.map((column) => column.categories ?? null);
      const first = matchMedia("(max-width: 34rem)").matches ? AT_FIRST_ON_A_PHONE : AT_FIRST;
      const legend = byId("columns").querySelector("legend");
      byId("columns").replaceChildren(legend, ...named.map((column, i) => {
        const box = element("input", { type: "checkbox", value: i });
        box.checked = i < first;
        return element("label", {}, box, column.name);
      }));
      byId("columns-choice").hidden = named.length < 2;
      refresh();
    },
  };
}
