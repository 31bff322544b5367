// The mat view: nothing but what is done now, over the whole screen.

import { byId } from "./dom.js";

export class Mat {
  #dialog = byId("mat");
  #wakeLock = null;

  constructor(model) {
    byId("open-mat").addEventListener("click", () => this.#open());
    byId("close-mat").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#closed());
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement) this.#dialog.close();
    });
    for (const type of ["status", "connection"]) {
      model.on(type, () => this.#follow(model));
    }
  }

  async #open() {
    // The root first: what comes into the top layer later lies above it.
    await document.documentElement.requestFullscreen?.().catch(() => {}); // an iPhone has none
    this.#dialog.showModal();
    this.#wakeLock = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  #closed() {
    if (document.fullscreenElement) document.exitFullscreen();
    this.#wakeLock?.release();
    this.#wakeLock = null;
  }

  #follow({ mode }) {
    if (this.#dialog.open && (mode === "idle" || mode === "unknown")) this.#dialog.close();
  }
}
