// What curves and bars of the slice are, where data lie on a line: it comes with the whole engine.

import { element } from "../lib/dom.js";
import { isLine } from "../stage/strokes.js";

/** Its look. */
export const LEGEND = `
  .legend { position: absolute; z-index: 1; right: 0.75rem; top: var(--rd-inspector-top, 0.75rem); list-style: none; margin: 0; padding: 0.15rem 0.45rem; border-radius: 0.3rem; pointer-events: none; font-size: 0.8125rem; color: var(--rd-soft); background: color-mix(in srgb, var(--rd-plane) 80%, transparent); }
  .legend { box-sizing: border-box; }
  .legend.tight { padding: 0 0 0 0.2rem; font-size: 0.625rem; line-height: 1.35; }
  .legend.tight li { gap: 0.2rem; white-space: nowrap; }
  .legend.tight .mark { width: 0.55rem; }
  .legend li { display: flex; align-items: center; gap: 0.5rem; }
  .legend .mark { width: 1.1rem; flex: none; }
  .legend .curve { border-top: 2px solid var(--accent); }
  .legend .dashes { border-top: 1.5px dashed var(--rd-ink); }
  .legend .bars { height: 0.75rem; background: color-mix(in srgb, var(--accent) 30%, transparent); }
`;

export class Legend {
  root = element("ul", { class: "legend", hidden: true });

  /** @param {import("../engine/types.js").Simulation | null} simulation @param {import("../stage/layers.js").Show} show */
  write(simulation, { layers }) {
    const rows = simulation && isLine(simulation) ? [
      ...(layers.particles ? [["bars", "particles"]] : []),
      ...(layers.pde ? [["curve", "PDE"]] : []),
      ...(layers.closed ? [["dashes", "closed form"]] : []),
    ] : [];
    this.root.replaceChildren(...rows.map(([mark, label]) =>
      element("li", {}, element("span", { class: `mark ${mark}`, role: "img", "aria-label": `${mark}:` }), label)));
    this.root.hidden = rows.length === 0;
  }

  /** Puts it into the slice. @param {import("../stage/stage.js").Stage} stage @param {number} across  CSS pixels of the stage */
  place(stage, across) {
    const { left, top, width, height } = stage.slice;
    this.root.classList.toggle("tight", width < 110 || height < 210);
    const right = across - left - width;
    Object.assign(this.root.style, stage.line ? { top: `${top}px`, right: `${right}px`, maxWidth: `${width}px` } : { top: "", right: "", maxWidth: "" });
  }
}
