// Lets another device in: an address to open there once, as a code to scan.

import { Refused, get, post } from "./api.js";
import { byId, draw, make, tell } from "./dom.js";
import { count } from "./format.js";

const QUIET = 4; // modules around a QR code

/** Offers pairing, but only at the machine itself: nobody else may do this. */
export class Pairing {
  constructor() {
    byId("pair").addEventListener("click", () => this.#invite());
  }

  async load() {
    byId("pairing").hidden = !(await get("/api/devices").catch(() => null));
  }

  async #invite() {
    tell(byId("pair-error"), null);
    byId("pair-box").hidden = true;
    try {
      this.#show(await post("/api/pairings"));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(byId("pair-error"), error.message);
    }
  }

  #show({ address, expires_s, code }) {
    byId("pair-box").hidden = false;
    byId("pair-code").replaceChildren(picture(code));
    const left = `. It is good once, for ${count(Math.round(expires_s / 60), "minute")}.`;
    const how = "Scan this with the device’s camera, or open ";
    byId("pair-text").replaceChildren(how, make("code", {}, address), left);
  }
}

/** A QR code of rows of 0 and 1. */
function picture(rows) {
  const size = rows.length + 2 * QUIET;
  const path = rows.flatMap((row, y) =>
    [...row].map((module, x) => (module === "1" ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")),
  );
  const ground = draw("rect", { width: size, height: size, fill: "#fff" });
  const modules = draw("path", { d: path.join(""), fill: "#000" });
  const attributes = { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": "QR code of the address" };
  return draw("svg", { ...attributes, "shape-rendering": "crispEdges" }, ground, modules);
}
