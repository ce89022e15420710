// The look of what comes after the first picture: the inspector's panel, and the system's own colours where they are forced.

import { FORCED } from "../controls/forced-style.js";

export const INSPECTION = `${FORCED}
  .inspector { position: absolute; z-index: 2; top: var(--rd-inspector-top, 0.75rem); left: 0.75rem; width: 17.5rem; max-width: calc(100% - 1.5rem); box-sizing: border-box; padding: 0.7rem 0.9rem 0.75rem; background: color-mix(in srgb, var(--rd-raised) 94%, transparent); border: 1px solid var(--rd-rule); border-radius: 0.6rem; box-shadow: 0 4px 18px rgb(0 0 0 / 0.1); pointer-events: none; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
  .inspector.brief { width: max-content; padding: 0.35rem 0.7rem 0.4rem; box-shadow: none; background: color-mix(in srgb, var(--rd-raised) 82%, transparent); }
  .inspector.brief p { margin: 0; }
  .inspector .likely { color: var(--rd-soft); }
  .inspector.right { left: auto; right: 0.75rem; }
  .inspector .close { display: none; position: absolute; top: 0.2rem; right: 0.2rem; pointer-events: auto; }
  .inspector .where { margin: 0 0 0.35rem; font: italic 0.95rem var(--rd-serif); white-space: pre-wrap; }
  .inspector dl { display: grid; grid-template-columns: 1fr auto; gap: 0.1rem 0.8rem; margin: 0; }
  .inspector dt { color: var(--rd-soft); white-space: nowrap; }
  .inspector dd { margin: 0; text-align: right; }
  .inspector .lozenge { display: inline-block; width: 0.5em; height: 0.5em; background: var(--rd-lighthouse); transform: rotate(45deg); margin-right: 0.5em; vertical-align: 0.08em; }
  .inspector h2 { font: inherit; font-weight: 600; margin: 0.55rem 0 0.2rem; padding-top: 0.5rem; border-top: 1px solid var(--rd-rule); }
  .inspector ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.2rem; }
  .inspector li { display: grid; grid-template-columns: 1fr auto; position: relative; padding-bottom: 0.25rem; }
  .inspector li small { color: var(--rd-soft); font-size: 0.75rem; }
  .inspector .bar { grid-column: 1 / -1; height: 3px; background: linear-gradient(to right, var(--rd-ink) var(--share), var(--rd-rule) 0); border-radius: 2px; }
  .inspector .remark { margin: 0.45rem 0 0; color: var(--rd-soft); }

  @container frame (max-width: 30rem) {
    .inspector, .inspector.right { top: var(--stage-height, auto); left: 0; right: 0; width: auto; max-width: none; min-height: calc(100% - var(--stage-height, 100%)); border-radius: 0; border-width: 1px 0; padding: 0.5rem 2.2rem 0.55rem 0.9rem; background: var(--rd-raised); pointer-events: auto; }
    .inspector li small { display: none; }
    .inspector .where { margin-bottom: 0.2rem; }
    .inspector .close { display: block; }
    .inspector ol li:nth-child(n + 4) { display: none; }
    .inspector.brief { width: auto; }
    .inspector:not(.brief) .inspector-body { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.2rem; }
    .inspector-body .where, .inspector-body .remark { grid-column: 1 / -1; }
    .inspector-body dl { grid-template-columns: 1fr; align-content: start; }
    .inspector-body dd { text-align: left; margin-bottom: 0.25rem; }
    .inspector-body h2 { grid-column: 2; grid-row: 2; border: none; padding: 0; margin: 0 0 0.2rem; }
    .inspector-body ol { grid-column: 2; grid-row: 3 / span 2; align-content: start; }
    .inspector-body dl { grid-row: 2 / span 3; }
    :host(.small) .inspector { display: none; }
  }
`;
