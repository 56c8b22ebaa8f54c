/** Pictures of a grid as buttons of their own. */
import { element } from "./dom.js";

/** Pixels between the pictures of a grid, and around them. */
const GAP = 2;

/**
 * Cuts a grid into its pictures.
 *
 * @param grid the PNG of `count` pictures, as square as may be
 * @param shape channels, height and width of one
 * @param across pictures in a row of the grid
 * @returns one canvas each
 */
export async function tilesOf(grid, count, [, height, width], across = Math.ceil(Math.sqrt(count))) {
  const whole = await createImageBitmap(grid);
  const gap = count === 1 ? 0 : GAP;
  const tiles = [];
  for (let i = 0; i < count; i++) {
    const canvas = element("canvas", { width, height });
    const left = gap + (i % across) * (width + gap);
    const top = gap + Math.floor(i / across) * (height + gap);
    canvas.getContext("2d", { willReadFrequently: true }).drawImage(whole, -left, -top);
    tiles.push(canvas);
  }
  whole.close();
  return tiles;
}

/** Shows pictures in a group that arrow keys go through; choosing one hands it to `taker`. */
export function showTiles(group, tiles, noun, taker) {
  group.replaceChildren(...tiles.map((canvas, i) => {
    const name = `${noun} ${i + 1}`;
    const button = element("button", { type: "button", class: "tile", "aria-label": `Score ${name.toLowerCase()}`, title: "Score" }, canvas);
    button.tabIndex = i === 0 ? 0 : -1;
    button.addEventListener("click", () => taker({ name, canvas }));
    return button;
  }));
}

/** Grey levels of a picture in the order of the axes channel, height, width. */
export function levelsOf(canvas, channels) {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const levels = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let i = channel; i < pixels.length; i += 4) levels.push(pixels[i]);
  }
  return levels;
}
