"use strict";

/** Samples of an image model as one grid, and the scores of single images. */
const pictures = (() => {
  /** Pixels between images of a grid, and around them. */
  const GAP = 2;

  /** Images in the grid that is shown. */
  let count = 0;

  /** Fetches a grid and shows it; returns its seed. */
  async function draw(path) {
    const response = await answered(path, { headers: { Accept: "image/png" } });
    const seed = response.headers.get("Mollify-Seed");
    $("grid").src = await asDataUrl(await response.blob());
    count = Number(new URLSearchParams(path.split("?")[1]).get("n"));
    return seed;
  }

  function asDataUrl(blob) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(new Error("the picture cannot be read"));
      reader.readAsDataURL(blob);
    });
  }

  /** Scores the image of the grid on which somebody clicked. */
  async function scoreAt(event, [channels, height, width], path) {
    const grid = $("grid");
    const scale = grid.naturalWidth / grid.clientWidth;
    const gap = count === 1 ? 0 : GAP;
    const column = Math.floor((event.offsetX * scale - gap / 2) / (width + gap));
    const line = Math.floor((event.offsetY * scale - gap / 2) / (height + gap));
    const across = Math.round((grid.naturalWidth - gap) / (width + gap));
    if (line * across + column >= count) throw new Error("no sample stands here; click on an image");
    const canvas = $("scored");
    canvas.hidden = false;
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(grid, -(gap + column * (width + gap)), -(gap + line * (height + gap)));
    const pixels = context.getImageData(0, 0, width, height).data;
    const levels = [];
    for (let channel = 0; channel < channels; channel++) {
      for (let i = channel; i < pixels.length; i += 4) levels.push(pixels[i]);
    }
    return ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ rows: [levels] }),
    });
  }

  /** Scores the chosen file. */
  async function scoreFile(path) {
    const file = $("file").files[0];
    const answer = await ask(path, {
      method: "POST",
      headers: { "Content-Type": "image/png" },
      body: file,
    });
    const picture = new Image();
    picture.src = await asDataUrl(file);
    await picture.decode();
    const canvas = $("scored");
    canvas.hidden = false;
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return answer;
  }

  return { draw, scoreAt, scoreFile };
})();
