// The look of galleries, of the glass over one image, and of the drawing pad.

export const GALLERIES = `
  .pairs[hidden] { display: none; }
  .pairs { display: grid; gap: 0.6rem; align-content: center; justify-items: center; min-width: 0; }
  .pairs .tiles { display: grid; grid-template-columns: repeat(6, minmax(0, 5.4rem)); gap: 0.9rem 0.9rem; justify-content: center; width: 100%; }
  .pairs .tile { display: grid; gap: 2px; }
  .pairs canvas { width: 100%; height: auto; aspect-ratio: 1; display: block; image-rendering: pixelated; outline: 1px solid var(--rd-rule); }
  .pairs.wiped .tiles { grid-template-columns: repeat(6, minmax(0, 7.6rem)); }
  .pairs.wiped canvas { grid-area: 1 / 1; }
  .pairs.wiped canvas:first-child { z-index: 1; clip-path: inset(0 calc(100% - var(--wipe)) 0 0); border-right: 2px solid var(--rd-ink); }
  .pairs .row { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; align-items: center; justify-content: center; font-size: 0.8125rem; color: var(--rd-soft); width: 100%; }
  .pairs .names { margin: 0; }
  .pairs .wipe { display: flex; gap: 0.6rem; align-items: center; flex: 0 1 26rem; }
  .pairs .wipe[hidden] { display: none; }
  .pairs .wipe input { flex: 1; min-width: 5rem; }
  @container study (max-width: 34rem) { .pairs .tiles { gap: 0.5rem 0.4rem; } .pairs .segments span { padding: 0.15rem 0.45rem; } }

  .galleries { max-width: 78rem; margin: 0 auto 1.6rem; }
  .galleries canvas { image-rendering: pixelated; display: block; }
  .galleries h3 { font: 600 0.875rem/1.35 var(--rd-sans); margin: 0; }
  .galleries .places { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16.5rem), 1fr)); gap: 1.2rem 1.6rem; align-items: start; }
  .place { margin: 0; min-width: 0; }
  .place header { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; align-items: center; justify-content: space-between; min-height: 2rem; margin: 0 0 0.35rem; max-width: 30rem; }
  .place h3::before { content: ""; display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.45em; background: var(--shelf-ink); }
  .place .segments { font-size: 0.75rem; }
  .place .segments span { padding: 0.15rem 0.45rem; }
  .gallery, .sheet { position: relative; touch-action: pan-y pinch-zoom; cursor: crosshair; outline: 1px solid var(--rd-rule); }
  .gallery canvas { width: 100%; height: 100%; }
  .gallery .grid { position: absolute; inset: 0; pointer-events: none; background:
    repeating-linear-gradient(to right, var(--rd-plane) 0 1px, transparent 1px var(--cell)),
    repeating-linear-gradient(to bottom, var(--rd-plane) 0 1px, transparent 1px var(--cell)); }
  .galleries .mark { position: absolute; pointer-events: none; box-sizing: border-box; outline: 2px solid var(--rd-ink); box-shadow: 0 0 0 3.5px var(--rd-plane); }
  .place figcaption { font-size: 0.8125rem; line-height: 1.45; color: var(--rd-soft); }
  .place figcaption p { margin: 0.4rem 0 0; max-width: 30rem; text-wrap: pretty; }

  .glass { min-width: 0; }
  .glass h3 { min-height: 2rem; display: flex; align-items: center; }
  .lens { display: grid; grid-template-columns: repeat(5, minmax(0, 4.5rem)); gap: 0.45rem; margin-top: 0.35rem; }
  .lens figure { margin: 0; min-width: 0; }
  .lens canvas { width: 100%; height: auto; aspect-ratio: 1; outline: 1px solid var(--rd-rule); }
  .lens figcaption { font-size: 0.65rem; line-height: 1.3; color: var(--rd-soft); margin-top: 0.2rem; overflow-wrap: anywhere; }
  .known { margin-top: 0.6rem; min-height: 4.2rem; font: 400 0.9375rem/1.45 var(--rd-serif); font-variant-numeric: tabular-nums; max-width: 36rem; }
  .known p { margin: 0 0 0.35rem; text-wrap: pretty; }
  @container study (min-width: 62rem) { .galleries .places { grid-template-columns: repeat(3, minmax(0, 1fr)); } .glass { grid-column: 1 / -1; display: grid; grid-template-columns: max-content 1fr; gap: 0 1.6rem; } .glass h3 { grid-column: 1 / -1; } .known { margin-top: 0.35rem; min-height: 3rem; } }

  .pad { display: grid; grid-template-columns: 15.5rem minmax(0, 1fr); gap: 1rem 2rem; margin-top: 1.2rem; padding-top: 1.1rem; border-top: 1px solid var(--rd-rule); }
  .sheet { width: 12rem; height: 12rem; margin: 0.45rem 0 0.5rem; touch-action: none; }
  .sheet canvas { width: 100%; height: 100%; }
  .sheet .grid { position: absolute; inset: 0; pointer-events: none; opacity: 0.55; background-size: var(--cell) var(--cell); background-image:
    linear-gradient(to right, var(--rd-rule) 1px, transparent 1px), linear-gradient(to bottom, var(--rd-rule) 1px, transparent 1px); }
  .sheet.fine .grid { display: none; }
  .pad .row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.7rem; align-items: center; }
  .answer .note { max-width: 36rem; min-height: 2.4em; }
  .answer .images { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.4rem, 1fr)); gap: 0.8rem 0.7rem; margin-top: 0.7rem; align-items: start; max-width: 36rem; }
  .answer canvas { width: 3.9rem; height: 3.9rem; outline: 1px solid var(--rd-rule); }
  .answer figure { margin: 0; font-size: 0.8125rem; line-height: 1.35; color: var(--rd-soft); font-variant-numeric: tabular-nums; }
  .answer .mean canvas { outline: 2px solid var(--rd-lighthouse); }
  .answer figcaption { margin-top: 0.3rem; }
  .likely { display: contents; list-style: none; }
  .likely li { font-size: 0.8125rem; line-height: 1.35; color: var(--rd-soft); }
  .likely span { display: block; margin-top: 0.3rem; }
  .likely .weight { margin-top: 0; color: var(--rd-ink); font-variant-numeric: tabular-nums; }
  @container study (max-width: 34rem) { .pad { grid-template-columns: minmax(0, 1fr); } .sheet { width: min(100%, 16rem); height: auto; aspect-ratio: 1; } }
`;
