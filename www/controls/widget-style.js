// The look of buttons, sliders, fields and panels: adopted by the element's shadow root and by the lab's document,
// so that a control looks the same wherever it stands.

/** The colour code and the few sizes all else is made of. Light and dark side by side. */
export const TOKENS = `
  --rd-plane: light-dark(#fffefb, #14161b);
  --rd-paper: light-dark(#f7f5f0, #1a1d23);
  --rd-raised: light-dark(#ffffff, #22262e);
  --rd-ink: light-dark(#1b1d22, #ece9e2);
  --rd-soft: light-dark(#5a5d66, #a5a8b0);
  --rd-rule: light-dark(#dcd8cf, #343842);
  --rd-edge: light-dark(#8b8a88, #6d727d);
  --rd-forward: light-dark(#1d5fc4, #6ea8ff);
  --rd-reverse: light-dark(#b8147c, #ff76bd);
  --rd-lighthouse: light-dark(#e08e00, #ffbb3d);
  --rd-danger: light-dark(#a52514, #ff9a85);
  --rd-sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --rd-serif: var(--rd-face, "Iowan Old Style"), "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif", "Book Antiqua", Georgia, serif;
`;

export const WIDGETS = `
  .rd { direction: ltr; font: 400 0.875rem/1.4 var(--rd-sans); color: var(--rd-ink); --accent: var(--rd-reverse); --control: var(--rd-ink); --law: var(--rd-forward); -webkit-text-size-adjust: 100%; }
  .rd[data-dynamics="forward"] { --accent: var(--rd-forward); }
  .rd[data-dynamics="bridge"] { --law: var(--rd-reverse); }
  .rd [inert] { opacity: 0.45; }
  .rd [hidden] { display: none !important; }
  .rd :where(button, select, input, textarea) { font: inherit; color: inherit; margin: 0; }
  .rd :where(button, select, input[type="text"], textarea) {
    background-color: var(--rd-raised); border: 1px solid var(--rd-edge); border-radius: 0.4rem; padding: 0.25rem 0.6rem; min-height: 2rem; box-sizing: border-box;
  }
  .rd :where(button) { cursor: pointer; font-weight: 500; }
  .rd :is(button, select):hover:not(:disabled) { border-color: var(--rd-ink); }
  .rd button:active:not(:disabled) { background-color: var(--rd-rule); }
  .rd :is(button, select, input, textarea, summary, a, [tabindex]):focus-visible { outline: 2.5px solid var(--rd-ink); outline-offset: 2px; }
  .rd :disabled { cursor: not-allowed; }
  .rd button svg { width: 1em; height: 1em; fill: currentColor; flex: none; }
  .rd :where(select) { appearance: none; padding-right: 1.7rem; max-width: 100%; min-width: 0; text-overflow: ellipsis;
    background: linear-gradient(45deg, #0000 50%, var(--rd-edge) 0) right 0.9rem center / 0.3rem 0.3rem no-repeat, linear-gradient(-45deg, #0000 50%, var(--rd-edge) 0) right 0.6rem center / 0.3rem 0.3rem no-repeat, var(--rd-raised); }

  /* Controls are in ink; the time line alone, as Play, has the colour of the direction. */
  .rd .time-line { --control: var(--accent); }
  .rd input[type="range"] { appearance: none; display: block; width: 100%; height: 1.6rem; background: none; cursor: pointer; min-width: 0; touch-action: pan-y; }
  .rd input[type="range"]::-webkit-slider-runnable-track { height: 0.25rem; border-radius: 1rem;
    background: linear-gradient(to right, var(--control) calc(var(--filled, 0) * 100%), var(--rd-rule) 0); }
  .rd input[type="range"]::-moz-range-track { height: 0.25rem; border-radius: 1rem; background: var(--rd-rule); }
  .rd input[type="range"]::-moz-range-progress { height: 0.25rem; border-radius: 1rem; background: var(--control); }
  .rd input[type="range"]::-webkit-slider-thumb { appearance: none; width: 1.1rem; height: 1.1rem; margin-top: -0.425rem; border-radius: 50%;
    background: var(--rd-raised); border: 2px solid var(--control); box-sizing: border-box; box-shadow: 0 1px 2px rgb(0 0 0 / 0.18); }
  .rd input[type="range"]::-moz-range-thumb { width: 1.1rem; height: 1.1rem; border-radius: 50%; background: var(--rd-raised); border: 2px solid var(--control); box-sizing: border-box; }
  .rd input[type="range"]:active::-webkit-slider-thumb { background: var(--control); }
  .rd input:is([type="checkbox"], [type="radio"]) { accent-color: var(--rd-ink); }

  .rd .controls { display: grid; gap: 0.85rem; }
  .rd .field { min-width: 0; }
  .rd .head { display: flex; align-items: center; gap: 0.4rem; min-height: 1.75rem; }
  .rd .label { font-weight: 500; }
  .rd .symbol { font: italic 1.02em var(--rd-serif); color: var(--rd-soft); margin-left: 0.15em; white-space: nowrap; }
  .rd .head .number { margin-left: auto; flex: none; }
  .rd .head .label { min-width: 0; }
  .rd .symbol sub { font-size: 0.75em; line-height: 0; }
  .rd .number { width: 4.6rem; text-align: right; font-variant-numeric: tabular-nums; min-height: 1.75rem; padding: 0.1rem 0.45rem; }
  .rd output.number { width: auto; padding: 0; min-height: 0; }
  .rd .number.wide { width: auto; flex: 1 1 5rem; min-width: 0; min-height: 2rem; text-align: left; }
  .rd button.hint { width: 1.15rem; height: 1.15rem; min-height: 0; padding: 0; border-radius: 50%; border-color: transparent; background: none; color: var(--rd-soft); font-size: 0.75rem; line-height: 1; position: relative; border: 1px solid var(--rd-rule); }
  .rd button.hint::after { content: ""; position: absolute; inset: -0.35rem; }
  .rd button.hint[aria-expanded="true"] { background: var(--rd-ink); color: var(--rd-paper); }
  .rd .help, .rd .reason, .rd .note { margin: 0.25rem 0 0; font-size: 0.8125rem; color: var(--rd-soft); }
  .rd .help cite { font-style: normal; white-space: nowrap; border-left: 2px solid var(--rd-rule); padding-left: 0.4rem; margin-left: 0.15rem; }
  .rd :is(.reason, .note, .refusal):empty { display: none; }
  .rd .refusal { margin: 0.3rem 0 0; padding: 0.35rem 0.55rem; font-size: 0.8125rem; color: var(--rd-danger); border-left: 3px solid var(--rd-danger); background: color-mix(in srgb, var(--rd-danger) 8%, transparent); border-radius: 0 0.3rem 0.3rem 0; overflow-wrap: anywhere; }
  .rd .refused :is(input, select, textarea) { border-color: var(--rd-danger); }
  .rd .row { display: flex; gap: 0.5rem; align-items: center; flex-wrap: wrap; }
  .rd .row > select { flex: 1 1 9rem; }
  .rd .field > select { width: 100%; }
`;

/** @type {Map<string, CSSStyleSheet>} */
const sheets = new Map();

/**
 * Gives a document or shadow root these styles; each text is parsed once.
 * @param {Document | ShadowRoot} root
 * @param {...string} texts
 */
export function adopt(root, ...texts) {
  for (const text of texts) {
    let sheet = sheets.get(text);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      sheets.set(text, sheet);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
}
