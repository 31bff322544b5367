// The sessions on the disk.

import { Refused, get, session } from "./api.js";
import { byId, make, setText } from "./dom.js";
import { clock, whenOf } from "./format.js";

const FEW = 6;

export class Recordings {
  #all = false;
  #sessions = [];

  /** @param {(sessions: object[]) => void} known is given the list whenever it is read. */
  constructor(known) {
    this.known = known;
    byId("more-recordings").addEventListener("click", () => {
      this.#all = true;
      this.#draw();
    });
  }

  async load() {
    try {
      this.#sessions = await get("/api/sessions");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status) setText(byId("no-recordings"), error.message);
      return;
    }
    this.known(this.#sessions);
    this.#draw();
  }

  #draw() {
    const shown = this.#all ? this.#sessions : this.#sessions.slice(0, FEW);
    byId("no-recordings").hidden = shown.length > 0;
    byId("more-recordings").hidden = shown.length === this.#sessions.length;
    setText(byId("more-recordings"), `Show all ${this.#sessions.length}`);
    byId("recording-list").replaceChildren(...shown.map(item));
  }
}

function item({ name, subject, started, state, duration_s }) {
  const head = make("p", {}, make("strong", {}, subject || "Nobody named"), ` ${whenOf(started)}`);
  const isOpen = state === "recording";
  const what = isOpen ? "being recorded" : `${state}, ${clock(duration_s)}`;
  const about = make("p", { className: "soft" }, what);
  if (isOpen) return make("li", {}, make("div", {}, head, about));
  const link = (text, what, more) => {
    const label = `${text} of ${subject}, ${whenOf(started)}`;
    return make("a", { href: session(name, what), "aria-label": label, ...more }, text);
  };
  const report = link("Report", "report", { target: "_blank" });
  const download = link("Download", "download", { download: `${name}.zip` });
  return make("li", {}, make("div", {}, head, about), make("p", { className: "links" }, report, download));
}
