/** A place where files may be dropped. */

/** Hands dropped files to `take`, and shows when they are above the place. */
export function acceptDrops(place, take) {
  const over = (is) => (event) => {
    event.preventDefault();
    place.classList.toggle("over", is);
  };
  place.addEventListener("dragenter", over(true));
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    take(event.dataTransfer.files);
  });
}
