// What happened and a person should know.

import { byId, make } from "./dom.js";
import { clock } from "./format.js";

export function showNotes(model) {
  model.on("note", () => {
    const items = model.notes.map(({ time_s, text }) =>
      make("li", {}, make("span", { className: "soft" }, clock(time_s)), ` ${text}`),
    );
    byId("notes").replaceChildren(...items);
    byId("no-notes").hidden = true;
  });
}
