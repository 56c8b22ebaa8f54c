/** The API key: asked for when the server wants one, kept in this tab until it is closed. */
import { byId } from "./dom.js";

const PLACE = "mollify-key";
let asking = null;

/** The key in use, or null. */
export const key = () => sessionStorage.getItem(PLACE);

/** Forgets a key that was refused, unless it has been replaced meanwhile. */
export function forgetKey(refused) {
  if (key() === refused) sessionStorage.removeItem(PLACE);
  byId("change-key").hidden = !key();
}

/**
 * Asks for a key, once for all requests that wait for it.
 *
 * @param message why, as the server says
 * @returns whether there is a new one
 */
export function replaceKey(message) {
  asking ??= new Promise((resolve) => {
    const dialog = byId("key-dialog");
    byId("key-message").textContent = `The server says: ${message}.`;
    const answer = (given) => {
      asking = null;
      dialog.onclose = null;
      dialog.close();
      byId("key").value = "";
      byId("change-key").hidden = !key();
      resolve(given);
    };
    byId("key-form").onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem(PLACE, byId("key").value.trim());
      answer(true);
    };
    byId("key-cancel").onclick = () => answer(false);
    // The key Escape closes a dialog, too.
    dialog.onclose = () => answer(false);
    dialog.showModal();
  });
  return asking;
}
