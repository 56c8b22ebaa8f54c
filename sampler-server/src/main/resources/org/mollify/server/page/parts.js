/** Long work in parts: each as large as the server takes and about half a second long. */
import { Problem } from "./api.js";

const AIM = 500;
const MOST_WAITS = 8;

/**
 * Sends items in parts, one after another. A part that is too large is halved (413, 504), a server
 * that has no room is asked again when it says so (429, 503).
 *
 * @param items array
 * @param size items of the first part; an object whose property `rows` is kept up to date
 * @param send takes items and the number of the first, returns a promise
 * @param signal ends the work
 */
export async function inParts(items, size, send, signal) {
  let from = 0;
  let waits = 0;
  while (from < items.length) {
    signal.throwIfAborted();
    const part = items.slice(from, from + size.rows);
    const start = performance.now();
    try {
      await send(part, from);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if ([413, 504].includes(error.status) && part.length > 1) {
        size.rows = Math.ceil(part.length / 2);
        size.most = size.rows;
        continue;
      }
      if ([429, 503].includes(error.status) && waits < MOST_WAITS) {
        waits++;
        await pause((error.retryAfter ?? 1) * 1000, signal);
        continue;
      }
      throw error;
    }
    waits = 0;
    from += part.length;
    const factor = Math.min(2, Math.max(0.5, AIM / (performance.now() - start)));
    if (part.length === size.rows) {
      size.rows = Math.max(1, Math.min(size.most ?? Infinity, Math.round(size.rows * factor)));
    }
  }
}

function pause(time, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, time);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
