/** Scores pictures, from files or from the galleries of the page. */
import { ask, pathOf } from "./api.js";
import { element } from "./dom.js";
import { inParts } from "./parts.js";
import { levelsOf } from "./tiles.js";
import { verdictOf } from "./verdicts.js";

const THUMB = 128;

/**
 * Scores pictures one after another. One that cannot be scored does not keep the others from it.
 *
 * @param pictures each a file, or a name and a canvas
 * @param progress is told the share that is done, and a picture with its verdict
 * @returns what was wrong with those that could not be scored
 */
export async function scorePictures(model, pictures, signal, progress) {
  const problems = [];
  let done = 0;
  await inParts(pictures, { rows: 1, most: 1 }, async ([picture]) => {
    const body = picture.canvas
      ? { type: "application/json", content: JSON.stringify({ rows: [levelsOf(picture.canvas, model.data.shape[0])] }) }
      : { type: picture.type || "image/png", content: picture };
    let scored = null;
    try {
      const { body: answer } = await ask(pathOf(model.name, "loglik"), {
        method: "POST", signal, kind: "scores", rows: 1,
        headers: { "Content-Type": body.type }, body: body.content,
      });
      scored = { name: picture.name, verdict: verdictOf(answer, 0), thumb: await thumbOf(picture) };
    } catch (error) {
      if (![400, 413, 415, 422].includes(error.status)) throw error;
      problems.push(`${picture.name}: ${error.message}`);
    }
    done++;
    progress(done / pictures.length, scored);
  }, signal);
  return problems;
}

/** A small copy; null for what the server can read and the browser cannot. */
async function thumbOf(picture) {
  const bitmap = await createImageBitmap(picture.canvas ?? picture).catch(() => null);
  if (bitmap === null) return null;
  const factor = Math.min(1, THUMB / Math.max(bitmap.width, bitmap.height));
  const canvas = element("canvas", { class: "thumb", width: Math.round(bitmap.width * factor), height: Math.round(bitmap.height * factor), role: "img", "aria-label": picture.name });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}
