/** Requests to the server: the key goes along, refusals become errors, every answer is timed. */
import { forgetKey, key, replaceKey } from "./key.js";
import { record } from "./speed.js";

/** What the server says is wrong (RFC 9457). */
export class Problem extends Error {
  constructor(status, detail, retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * Sends a request and waits for the whole answer. Without a valid key it asks for one, and sends
 * the request again.
 *
 * @param path relative to the page
 * @param options those of fetch, and `kind` and `rows` for the table of speeds
 * @param read what to read the answer as: json or blob
 */
export async function ask(path, options = {}, read = "json") {
  const { kind, rows, ...init } = options;
  for (;;) {
    const used = key();
    const headers = { ...init.headers, ...(used ? { "X-API-Key": used } : {}) };
    const start = performance.now();
    let response;
    try {
      response = await fetch(path, { ...init, headers });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem(0, "the server does not answer; is it still running?");
    }
    if (response.ok) {
      const body = await response[read]();
      if (kind) record(kind, performance.now() - start, rows ?? 1);
      return { body, headers: response.headers };
    }
    const problem = await problemOf(response);
    if (response.status !== 401) throw problem;
    forgetKey(used);
    if (!(await replaceKey(problem.message))) throw problem;
  }
}

async function problemOf(response) {
  const text = await response.text();
  let detail = `the server answered ${response.status} ${response.statusText}`;
  try {
    const problem = JSON.parse(text);
    detail = problem.detail ?? problem.title ?? detail;
  } catch {
    // A proxy in between answers with what it likes.
  }
  const wait = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, detail, wait > 0 ? wait : null);
}

/** The path of something that a model does. */
export function pathOf(model, what, query = {}) {
  const parameters = new URLSearchParams(
    Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  const tail = parameters.size > 0 ? `?${parameters}` : "";
  return `models/${encodeURIComponent(model)}${what ? `/${what}` : ""}${tail}`;
}
