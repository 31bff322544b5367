// Lets another device in: a code to scan, and those that are paired.

import { Refused, get, post, remove } from "./api.js";
import { byId, draw, make, tell } from "./dom.js";
import { count, whenOf } from "./format.js";

const QUIET = 4; // modules around a QR code

export class Pairing {
  constructor() {
    byId("pair").addEventListener("click", () => this.#invite());
  }

  /** Shows the paired devices, or nothing at all where this is not the machine itself. */
  async load() {
    const devices = await get("/api/devices").catch((error) => {
      if (error instanceof Refused) return null;
      throw error;
    });
    byId("pairing").hidden = devices === null;
    byId("devices").replaceChildren(...(devices ?? []).map((device) => this.#item(device)));
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
    byId("pair-code").replaceChildren(...(code?.length ? [picture(code)] : []));
    const how = code?.length ? "Scan this with the device’s camera, or open " : "On the device, open ";
    const left = `. It is good once, for ${count(Math.round(expires_s / 60), "minute")}.`;
    byId("pair-text").replaceChildren(how, make("code", {}, address), left);
  }

  #item({ id, name, paired }) {
    const revoke = make("button", { type: "button", className: "plain", "aria-label": `Revoke ${name}` }, "Revoke");
    revoke.addEventListener("click", async () => {
      await remove(`/api/devices/${encodeURIComponent(id)}`).catch((error) => tell(byId("pair-error"), error.message));
      await this.load();
      byId("pair").focus();
    });
    const about = make("p", { className: "soft" }, paired ? `since ${whenOf(paired)}` : "");
    return make("li", {}, make("div", {}, make("p", {}, make("strong", {}, name)), about), revoke);
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
