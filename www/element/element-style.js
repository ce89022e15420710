// The look of the element itself: stage, dock, notices. Colours come from TOKENS and may be overridden
// from outside by the same names.

import { TOKENS } from "../controls/widget-style.js";

export const ELEMENT = `
  :host { ${TOKENS} display: block; position: relative; contain: layout style; }
  :host([hidden]) { display: none; }
  :host([theme="light"]) { color-scheme: light; }
  :host([theme="dark"]) { color-scheme: dark; }
  :host([theme="auto"]) { color-scheme: inherit; }

  .probe { position: absolute; width: 0; height: 0; overflow: hidden; color: var(--rd-ink); transition: color 1ms step-end; }
  .frame { container: frame / inline-size; display: flex; flex-direction: column; height: 100%; position: relative; background: var(--rd-paper); }
  .view { position: relative; flex: 1 1 auto; min-height: 0; display: flex; flex-direction: column; }
  .stage { position: relative; flex: 1 1 auto; min-height: min(14rem, 60%); aspect-ratio: var(--rd-aspect, 4 / 3); overflow: clip; background: var(--rd-plane); cursor: crosshair; user-select: none; -webkit-user-select: none; -webkit-touch-callout: none; touch-action: pan-y pinch-zoom; -webkit-tap-highlight-color: transparent; }
  .stage[data-draws] { touch-action: none; }
  .stage:focus-visible { outline-offset: -3px !important; }
  .stage canvas { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; display: block; }
  .stage canvas.marks { image-rendering: auto; }
  .tools { position: absolute; left: 2.4rem; top: 0.75rem; z-index: 3; cursor: auto; max-width: calc(100% - 3.2rem); }


  .notices { position: absolute; inset: auto 0.75rem 0.75rem 0.75rem; z-index: 4; display: grid; gap: 0.4rem; justify-items: start; pointer-events: none; max-height: 60%; overflow: auto; }
  .notice { pointer-events: auto; cursor: auto; user-select: text; -webkit-user-select: text; display: flex; gap: 0.6rem; align-items: start; max-width: 44rem; padding: 0.5rem 0.4rem 0.5rem 0.8rem; background: var(--rd-raised); border: 1px solid var(--rd-rule); border-left: 3px solid var(--rd-danger); border-radius: 0.4rem; box-shadow: 0 2px 10px rgb(0 0 0 / 0.12); overflow-wrap: anywhere; }
  .notice p { margin: 0; }
  .rd button.close { border: none; background: none; min-height: 0; width: 1.75rem; height: 1.75rem; padding: 0; font-size: 1.15rem; line-height: 1; color: var(--rd-soft); flex: none; border-radius: 0.3rem; }
  .rd button.close:hover { color: var(--rd-ink); background: var(--rd-rule); }

  .fault { position: absolute; inset: 0; z-index: 5; display: grid; place-content: center; justify-items: center; gap: 1rem; padding: 1.5rem; text-align: center; background: var(--rd-plane); cursor: auto; overflow: auto; user-select: text; }
  .fault p { margin: 0; max-width: 36rem; overflow-wrap: anywhere; }
  .wait { position: absolute; inset: 0; display: grid; place-content: center; color: var(--rd-soft); font-family: var(--rd-serif); font-style: italic; opacity: 0; animation: appear 0.3s 0.7s forwards; }
  @keyframes appear { to { opacity: 1; } }

  ::slotted([slot="answer"]) { display: block; padding: 0.5rem 1rem 0; background: var(--rd-paper); }
  .dock { flex: none; display: grid; gap: 0.15rem 1.75rem; padding: 0.55rem 1rem 0.7rem; border-top: 1px solid var(--rd-rule); background: var(--rd-paper); }
  .transport { display: grid; grid-template-columns: auto 1fr auto auto; grid-template-areas: "buttons line moment speed" "note note note note"; align-items: center; gap: 0.2rem 0.9rem; }
  .transport .buttons { grid-area: buttons; display: flex; gap: 0.4rem; }
  .transport .buttons button { display: inline-flex; align-items: center; gap: 0.45rem; padding: 0.25rem 0.75rem; min-height: 2.25rem; }
  .transport .play { background: var(--accent) !important; color: var(--rd-paper) !important; border-color: transparent !important; min-width: 5.6rem; justify-content: center; font-weight: 600 !important; }
  .transport .play:hover { filter: brightness(1.1); }
  .transport .line { grid-area: line; min-width: 0; }
  .transport .ends { position: relative; font-size: 0.6875rem; line-height: 0; color: var(--rd-soft); }
  .transport .ends span { position: absolute; left: calc(0.55rem + var(--at) * (100% - 1.1rem)); top: 0.1rem; white-space: nowrap; translate: calc(-100% * var(--at)); pointer-events: none; }
  .transport .ends span:nth-child(n + 3)::before { content: ""; position: absolute; left: calc(100% * var(--at)); top: -0.8rem; height: 0.3rem; border-left: 1px solid; }
  .transport .moment { grid-area: moment; font-variant-numeric: tabular-nums; white-space: pre; color: var(--rd-soft); min-width: 10.5rem; text-align: right; }
  .transport > select { grid-area: speed; }
  .transport .note { grid-area: note; }
  .dials { display: var(--rd-dials, block); }
  .main { display: block; }
  .main .controls { grid-template-columns: 1fr 1fr; gap: 0.3rem 1.75rem; }

  .more { flex: 0 1 auto; min-height: 2.6rem; overflow: auto; border-top: 1px solid var(--rd-rule); padding: 0 1rem; }
  .more > summary { padding: 0.6rem 0; font-weight: 600; cursor: pointer; }
  .more .columns { columns: 17rem auto; column-gap: 2rem; padding-bottom: 1rem; }
  .more .column { break-inside: avoid; padding-bottom: 1rem; }
  .more h2 { font: 600 0.75rem/1.4 var(--rd-sans); letter-spacing: 0.05em; text-transform: uppercase; color: var(--rd-soft); margin: 0 0 0.4rem; }
  .out-of-sight { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; margin: 0; }

  @container frame (max-width: 46rem) {
    .transport { grid-template-columns: auto 1fr auto; grid-template-areas: "buttons moment speed" "line line line" "note note note"; gap: 0.1rem 0.6rem; }
    .transport .line { padding-bottom: 0.35rem; }
    .transport .moment { min-width: 0; }
    .dock { padding: 0.45rem 0.8rem 0.5rem; }
  }
  @container frame (max-width: 36rem) {
    .transport .moment { font-size: 0.75rem; white-space: normal; line-height: 1.25; }
  }
  @container frame (max-width: 30rem) {
    .transport .buttons button:not(.play) { padding: 0.25rem 0.6rem; }
    .transport .buttons button:not(.play) span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    .transport .play { min-width: 5rem; }
    .main .controls { gap: 0 1rem; }
    .main .head { gap: 0.25rem; }
    .main .hint { display: none; }
    .main .head .number { width: 4rem; }
    .main .label { font-size: 0.8125rem; }
  }
  @container frame (max-width: 23rem) {
    .transport { grid-template-columns: 1fr auto; grid-template-areas: "buttons speed" "line line" "moment moment" "note note"; }
    .transport .moment { text-align: left; }
  }
`;
