// What happened in the present run, or the last one, and a person should know.

import { byId, make } from "./dom.js";
import { clock } from "./format.js";

const MOST = 50;

export function showNotes(model) {
  const list = byId("notes");
  const none = byId("no-notes");
  model.on("started", () => {
    list.replaceChildren();
    none.hidden = false;
  });
  model.on("note", ({ time_s, text }) => {
    list.prepend(make("p", {}, make("span", { className: "soft" }, clock(time_s)), ` ${text}`));
    if (list.children.length > MOST) list.lastChild.remove();
    none.hidden = true;
  });
}
