// The look of a study: heading, grid of charts, numbers, findings, and its parameters in the dock.

import { GALLERIES } from "./gallery-style.js";

export const STUDY = `${GALLERIES}
  /* From top to bottom: what is asked, the picture that answers (of the particles, of charts, of images, or the first beside
     a chart), the answer. Evidence follows the controls. */
  /* Where the element is given a height it scrolls within; a page may say that it never is. */
  .frame[data-study] { overflow: var(--rd-overflow, auto); }
  .frame[data-study] .view { flex: 1 0 auto; container: study / inline-size; display: grid; grid-template: "notes notes" auto "head head" auto "stage lead" minmax(min-content, 1fr) "said said" auto / minmax(0, 1fr) minmax(0, 1fr); background: var(--rd-plane); }
  .frame[data-study] .view > .stage { grid-area: stage; min-height: 0; aspect-ratio: auto; height: 100%; }
  .frame[data-study]:is([data-lead="stage"], :not([data-lead])) .view > .stage { grid-column: 1 / -1; aspect-ratio: var(--rd-study-aspect, 2 / 1); height: auto; min-height: 13rem; }
  .view > .notices.in-line { grid-area: notes; }
  .view > .stage[hidden] ~ .study > .lead { grid-column: 1 / -1; }
  .frame[data-study][data-lead="gallery"] .view > .stage { display: none; }

  .study { display: contents; }
  .study[hidden] { display: none; }
  /* Where the page asks, the element need not. */
  .study header { display: var(--rd-asks, block); grid-area: head; padding: 0.9rem clamp(0.9rem, 2.5cqi, 1.6rem) 0.2rem; }
  .study h2 { font: 600 0.8125rem/1.4 var(--rd-sans); color: var(--rd-soft); margin: 0; text-wrap: balance; }
  .study .question { margin: 0; font: 400 1.25rem/1.35 var(--rd-serif); color: var(--rd-ink); text-wrap: pretty; }
  :is(.study, .evidence) :is(sub, sup) { font-size: 0.72em; line-height: 0; }
  .lead { grid-area: lead; padding: 0.8rem clamp(0.9rem, 2.5cqi, 1.6rem) 0.2rem; min-width: 0; display: grid; grid-template: minmax(0, 1fr) / repeat(var(--panels, 1), minmax(0, 1fr)); gap: 0.8rem 1.4rem; }
  .lead[hidden] { display: none; }
  .conclusion { grid-area: said; margin: 0; padding: 0.15rem clamp(0.9rem, 2.5cqi, 1.6rem) 0.75rem; font: 400 1.0625rem/1.4 var(--rd-serif); font-variant-numeric: tabular-nums; text-wrap: pretty; min-height: 2.3rem; }
  .frame[data-lead="stage"] .conclusion { padding-top: 0.6rem; border-top: 1px solid var(--rd-rule); }

  .evidence { border-top: 1px solid var(--rd-rule); background: var(--rd-plane); }
  .evidence > summary { padding: 0.5rem 1rem; cursor: pointer; font-weight: 600; font-size: 0.875rem; }
  .evidence > summary :is(.count, cite) { font-weight: 400; font-style: normal; color: var(--rd-soft); margin-left: 0.35rem; }
  .evidence > summary cite { float: right; }
  /* A page that has its readers guess first folds the answer away until then. */
  :host([data-answer="folded"]) .conclusion { display: none; }
  .of-study { container: study / inline-size; padding: 0.6rem clamp(0.9rem, 2.5cqi, 1.6rem) 1.4rem; }

  .rest { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.6rem 2rem; max-width: 78rem; margin: 0 auto; }
  /* Pictures of the plane are compared side by side, two in a row. */
  .rest:has(> .plane ~ .plane) { grid-template-columns: repeat(auto-fit, minmax(min(100%, max(16.5rem, 50% - 1rem)), 1fr)); }
  .chart { margin: 0; min-width: 0; display: grid; grid-template-rows: auto auto auto 1fr; transition: opacity 0.15s; }
  @supports (grid-template-rows: subgrid) { .rest .chart { grid-row: span 4; grid-template-rows: subgrid; row-gap: 0; } .rest { row-gap: 0; } .rest .chart figcaption { padding-bottom: 1.3rem; } }
  @container frame (min-width: 46rem) { .rest .chart:not(.plane):last-child:nth-child(odd):nth-child(n + 3) { grid-column: 1 / -1; } }
  .chart h3 { font: 600 0.875rem/1.35 var(--rd-sans); margin: 0; }
  .chart .plot { position: relative; height: clamp(14rem, 30cqi, 17.5rem); margin-top: 0.35rem; }
  .chart.plane .plot { height: auto; aspect-ratio: 1; }
  .chart canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
  .chart figcaption { font-size: 0.8125rem; line-height: 1.45; color: var(--rd-soft); }
  .chart figcaption p { margin: 0.35rem 0 0; max-width: 36rem; text-wrap: pretty; }
  /* The picture that answers has what room there is; what it shows is said by its title and its key. */
  .lead .chart { grid-template-rows: auto auto minmax(0, 1fr); min-height: 0; }
  .lead .chart figcaption { display: none; }
  .lead .plot { height: auto; min-height: var(--rd-plot, clamp(13rem, 34cqi, 18.75rem)); }
  .lead .chart.plane .plot { aspect-ratio: auto; }
  :is(.study, .evidence).stale :is(.chart, .outcome, .conclusion) { opacity: 0.55; }
  .key { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; list-style: none; margin: 0.25rem 0 0; padding: 0; font-size: 0.8125rem; line-height: 1.45; color: var(--rd-soft); }
  .key li { display: flex; align-items: center; gap: 0.4rem; min-width: 0; }
  .swatch-of { width: 1.5rem; height: 0.75rem; flex: none; fill: none; }

  .outcome { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.2rem 2.5rem; max-width: 78rem; margin: 0.4rem auto 0; padding-top: 1.1rem; border-top: 1px solid var(--rd-rule); align-items: start; }
  .findings { margin: 0 0 0.9rem; padding: 0; list-style: none; font: 400 1rem/1.5 var(--rd-serif); display: grid; gap: 0.55rem; max-width: 42rem; font-variant-numeric: tabular-nums; }
  .findings li { text-wrap: pretty; }
  .outcome .status { color: var(--rd-soft); font-size: 0.8125rem; }
  .numbers-of { border-collapse: collapse; width: 100%; font-size: 0.8125rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
  .numbers-of caption { text-align: left; font-weight: 600; font-size: 0.875rem; padding-bottom: 0.3rem; }
  .numbers-of :is(th, td) { padding: 0.28rem 0 0.28rem 0.9rem; text-align: right; vertical-align: baseline; font-weight: 400; }
  .numbers-of tbody td { white-space: nowrap; }
  /* The names have what the numbers leave. Unless told so, WebKit at times gives them nothing: it sizes the column by its empty head. */
  .numbers-of :is(th[scope="row"], td:first-child) { text-align: left; padding-left: 0; width: 100%; }
  .numbers-of thead th { color: var(--rd-soft); }
  .numbers-of tbody tr { border-top: 1px solid var(--rd-rule); }
  .numbers-of cite { font-style: normal; color: var(--rd-soft); }
  .numbers-of td.old { color: var(--rd-soft); opacity: 0.6; }
  .numbers-of td.verdict { width: 1.4em; padding-left: 0.4rem; color: var(--rd-soft); text-align: center; }
  .numbers-of td.verdict.differs { color: var(--rd-danger); font-weight: 600; }
  @container study (min-width: 52rem) { .outcome { grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); } }
  /* Where there is no room beside each other, an error stands below its number. */
  @container study (max-width: 22rem) { .numbers-of tbody td { white-space: normal; } }
  @container study (max-width: 34rem) {
    .rest .chart:not(.plane) .plot { height: 14.5rem; }
    .study .question { font-size: 1.0625rem; }
    .conclusion { font-size: 1rem; line-height: 1.35; padding-bottom: 0.5rem; }
    .lead { padding-top: 0.5rem; gap: 0.5rem; }
    .lead .plot { min-height: 12rem; }
    .lead .key { font-size: 0.75rem; gap: 0 0.8rem; }
    .numbers-of :is(th, td) { padding-left: 0.6rem; }
  }

  .notices.in-line:empty { display: none; }
  .notices.in-line { position: static; flex: none; max-height: none; padding: 0.75rem; background: var(--rd-plane); }
  .rd .dock .more-of { width: fit-content; border: none; background: none; padding: 0; min-height: 1.75rem; color: var(--rd-soft); font-size: 0.8125rem; text-decoration: underline; text-underline-offset: 0.2em; }
  /* While evidence is looked at, what moves it stays in reach where there is room for both. */
  @media (min-height: 46rem) and (min-width: 52rem) { .frame:has(> .evidence[open]) .dock { position: sticky; top: 0; bottom: 0; z-index: 3; box-shadow: 0 4px 14px rgb(0 0 0 / 0.08); } }
  .own:not(.open) .field { display: none; }
  .frame[data-study] .dials { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 10.5rem), 1fr)); gap: 0.1rem 1.5rem; align-items: start; }
  .frame[data-study] .dials :is(.main, .controls) { display: contents; }
  .frame[data-study] .dials .label { font-size: 0.8125rem; }
  .frame[data-study] .dials .hint { display: none; }
  .frame[data-study] .dials .head .number { width: 3.7rem; font-size: 0.8125rem; }
  .frame[data-study] .dials .row { flex-wrap: nowrap; }
  .frame[data-study] .dials .row > * { flex: 1 1 auto; min-width: 0; }
  .frame[data-study] .dials .row > button { flex: none; padding-inline: 0.5rem; }
  .frame[data-study] .dials [data-parameter="process"] { grid-column: span 2; }
  /* On a wide bench a study's parameters stand at the side. */
  @media (min-width: 52rem) {
    :host(.dials-elsewhere) .frame[data-study] .dock :is(.own, .more-of) { display: none; }
  }
  @container frame (min-width: 46rem) {
    .frame[data-study] .dock { grid-template-columns: minmax(0, 1fr) auto; }
    .frame[data-study] .dock > :not(.dials, .more-of) { grid-column: 1 / -1; }
    .rd .dock .more-of { align-self: end; }
  }
  @container frame (max-width: 46rem) {
    .evidence > summary cite { float: none; display: none; }
    .frame[data-study] .view { grid-template: "notes" auto "head" auto "stage" auto "lead" minmax(min-content, 1fr) "said" auto / minmax(0, 1fr); }
    .frame[data-study]:is([data-lead="stage"], :not([data-lead])) .view > .stage { aspect-ratio: var(--rd-study-aspect, 5 / 4); }
    .frame[data-lead="charts"] .view > .stage { height: 8.25rem; border-bottom: 1px solid var(--rd-rule); }
    /* Panels stand in a row that is drawn along by a finger; the next one looks in. */
    .lead { display: flex; overflow-x: auto; scroll-snap-type: x proximity; scroll-padding-inline: 0.9rem; overscroll-behavior-x: contain; }
    .lead:focus-visible { outline-offset: -3px; }
    .view > .stage:not([hidden]) ~ .study .plot { min-height: 7.25rem; }
    .lead > * { flex: 0 0 100%; scroll-snap-align: start; }
    .lead > .chart:has(~ .chart), .lead > .chart ~ .chart { flex-basis: 86%; }
    .frame[data-study] .dials { grid-template-columns: 1fr 1fr; gap: 0 1rem; }
  }
`;
