// Single requests to the daemon.

const ANSWER_MS = 10_000;
const START_MS = 60_000; // a radio may take a while to open

/** What the daemon answers instead; its message is one line for people. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const get = (path, ms = ANSWER_MS) => request("GET", path, undefined, ms);

export const post = (path, body = {}) => request("POST", path, body, START_MS);

/** A session's address, whatever its name holds. */
export const session = (name, what) => `/api/sessions/${encodeURIComponent(name)}/${what}`;

async function request(method, path, body, ms) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  let response;
  try {
    const signal = AbortSignal.timeout(ms);
    response = await fetch(path, { method, headers, body: text, signal, cache: "no-store" });
  } catch {
    throw new Refused(0, "The daemon does not answer.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, sentence(answer.error, response));
  return answer;
}

function sentence(error, response) {
  const text = error ?? `${response.status} ${response.statusText}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
