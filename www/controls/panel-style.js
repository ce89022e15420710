// The look of what comes with the whole engine only: choices side by side, the switches of what is drawn, training.

import { FORCED } from "./forced-style.js";

export const PANELS = `${FORCED}
  .rd .learning { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.9rem; padding: 0.35rem 0; border-top: 1px solid var(--rd-rule); font-variant-numeric: tabular-nums; }
  .rd .learning[hidden] { display: none; }
  .rd .learning progress { flex: 1 1 8rem; height: 0.5rem; accent-color: var(--rd-lighthouse); }
  .rd .learning .moment { flex: 2 1 16rem; font-size: 0.8125rem; color: var(--rd-soft); }
  .rd .learning .buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }
  .rd .segments { display: flex; border: 1px solid var(--rd-edge); border-radius: 0.4rem; background: var(--rd-raised); overflow: clip; }
  .rd .segments form { display: contents; }
  .rd .segments label { flex: 1 1 auto; text-align: center; cursor: pointer; position: relative; min-width: 0; }
  .rd .segments label + label { border-left: 1px solid var(--rd-rule); }
  .rd .segments input { position: absolute; inset: 0; opacity: 0; width: 100%; height: 100%; cursor: inherit; }
  .rd .segments span { display: block; padding: 0.35rem 0.4rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .rd .segments input:checked + span { background: var(--rd-ink); color: var(--rd-paper); font-weight: 600; }
  .rd .segments input:focus-visible + span { outline: 2.5px solid var(--rd-ink); outline-offset: -4px; }
  .rd .segments input:checked:focus-visible + span { outline-color: var(--rd-paper); }

  .rd .grid-picture { margin: 0.5rem 0 0; }
  .rd .grid-picture svg { display: block; width: 100%; height: auto; overflow: visible; }
  .rd .grid-picture path { fill: none; stroke: var(--rd-edge); vector-effect: non-scaling-stroke; }
  .rd .grid-picture .last { stroke-dasharray: 2 3; }
  .rd .grid-picture .times { stroke: var(--accent); stroke-width: 0.8; }
  .rd .grid-picture .spacing { stroke: var(--rd-ink); stroke-width: 1.5; }
  .rd .grid-picture .zero { fill: none; stroke: var(--rd-ink); stroke-width: 1.5; }
  .rd .grid-picture text { font-size: 8.5px; fill: var(--rd-soft); }
  .rd .grid-picture figcaption { font-size: 0.8125rem; color: var(--rd-soft); margin-top: 0.2rem; }

  .rd .show { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.4rem, 1fr)); gap: 0 0.4rem; }
  .rd .show .switch:has([name="captured"]) { grid-column: 1 / -1; order: 1; }
  .rd .show > :is(.field, p, button) { order: 2; }
  .rd .show > :is(.field, p, button) { grid-column: 1 / -1; }
  .rd .show button { justify-self: start; margin-top: 0.4rem; }
  .rd .switch { display: flex; align-items: center; gap: 0.4rem; min-height: 2rem; cursor: pointer; }
  .rd .switch input { width: 1rem; height: 1rem; flex: none; }
  .rd .swatch { width: 0.9rem; height: 0.9rem; flex: none; display: grid; place-items: center; color: var(--rd-ink); }
  .rd .swatch::before { content: ""; display: block; }
  .rd .swatch.density::before { width: 100%; height: 100%; border-radius: 50%; background: radial-gradient(closest-side, var(--law), transparent); }
  .rd .swatch.particles::before { width: 3px; height: 3px; border-radius: 50%; background: var(--accent); box-shadow: -4px 3px 0 var(--accent), 4px 2px 0 var(--accent), 0 -4px 0 var(--accent); }
  .rd .swatch.pde::before { width: 100%; height: 0; border-top: 2px solid var(--accent); }
  .rd .swatch.closed::before { width: 100%; height: 0; border-top: 1.5px dashed; }
  .rd .swatch.data::before { width: 4.5px; height: 4.5px; border-radius: 50%; border: 1.5px solid currentColor; }
  .rd .swatch.captured::before { width: 4px; height: 4px; border-radius: 50%; background: var(--rd-forward); box-shadow: -4px 3px 0 var(--rd-reverse), 4px 2px 0 var(--rd-lighthouse), 0 -4px 0 var(--rd-soft); }
  .rd .swatch.arrows::before { width: 100%; height: 0; border-top: 1.5px solid; transform: rotate(-35deg); }
  .rd .swatch.cells::before { width: 80%; height: 80%; border: 1.5px solid; border-width: 0 1.5px 1.5px 0; transform: rotate(20deg); opacity: 0.7; }
  .rd .swatch.beams::before { width: 6px; height: 6px; background: var(--rd-lighthouse); transform: rotate(45deg); }

  /* While a page scrolls under a small picture: Play and the time line. */
  :host(.small) .dock:not(:focus-within) :is(.dials, .learning, .transport > select, .transport .moment, .buttons button:not(.play)) { display: none; }
  :host(.small) .dock:not(:focus-within) .transport { grid-template: "buttons line" auto "note note" auto / auto minmax(0, 1fr); }
`;
