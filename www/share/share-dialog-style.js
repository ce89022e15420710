// The look of the dialog for what can leave the lab, adopted by its own shadow root: many pages and many blockers hide
// whatever is called "share", and a modal dialog that nobody sees holds the page.

export const SHARE = `
  *, ::before, ::after { box-sizing: border-box; }
  dialog { width: min(38rem, 100vw - 1.5rem); max-height: calc(100dvh - 2rem); padding: 0; border: 1px solid var(--rd-rule); border-radius: 0.7rem; background: var(--rd-raised); color: var(--rd-ink); font: 400 0.9375rem/1.5 var(--rd-sans); box-shadow: 0 12px 48px rgb(0 0 0 / 0.25); }
  dialog::backdrop { background: rgb(0 0 0 / 0.35); }
  .rd .inner { padding: 1.1rem 1.3rem 1.2rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  .rd .head { display: flex; align-items: center; justify-content: space-between; }
  .rd h2 { font: 400 1.5rem/1.2 var(--rd-serif); margin: 0; }
  .rd fieldset { border: none; border-top: 1px solid var(--rd-rule); margin: 0; padding: 0.7rem 0 0; display: grid; gap: 0.8rem; min-width: 0; }
  .rd legend { padding: 0 0.6rem 0 0; color: var(--rd-soft); font-size: 0.875rem; }
  .rd .wish { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.6rem; align-items: end; }
  .rd .labelled { display: grid; gap: 0.2rem; min-width: 0; }
  .rd label { color: var(--rd-soft); font-size: 0.875rem; }
  .rd input, .rd textarea { width: 100%; box-sizing: border-box; font: 400 0.8125rem/1.45 var(--rd-mono, ui-monospace, monospace); color: inherit; background: var(--rd-paper); border: 1px solid var(--rd-rule); border-radius: 0.4rem; padding: 0.4rem 0.55rem; resize: vertical; }
  .rd .choices { display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr)); gap: 0.8rem; }
  .rd .preview { opacity: 1; height: 14rem; overflow: clip; border-radius: 0.4rem; background: var(--rd-rule); }
  .rd .preview iframe { display: block; border: none; transform-origin: 0 0; }
  .rd .row { display: flex; flex-wrap: wrap; gap: 0.6rem; }
  .rd button:disabled { opacity: 0.5; }
  .rd .said { margin: 0; min-height: 1.5em; color: var(--rd-soft); }
  .rd .reason { margin: 0; color: var(--rd-soft); font-size: 0.875rem; }
`;
