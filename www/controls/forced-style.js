// The look where the reader's system chooses the colours: its own colours in the place of ours. What was told apart by
// colour alone has a shape as well; what the browser would repaint in one colour is left to these.

export const FORCED = `
  @media (forced-colors: active) {
    :host, :root {
      --rd-plane: Canvas; --rd-paper: Canvas; --rd-raised: Canvas; --rd-ink: CanvasText; --rd-soft: CanvasText; --rd-rule: GrayText; --rd-edge: CanvasText;
      --rd-forward: LinkText; --rd-reverse: Highlight; --rd-lighthouse: CanvasText; --rd-danger: CanvasText;
    }
    /* Of another colour than before this sheet came, so that the change is noticed and the picture painted again. */
    .probe { forced-color-adjust: none; color: var(--rd-forward); }
    .rd :is(input[type="range"], .mark, .swatch, .swatch-of, .lozenge, .grid-picture, .play, .hint[aria-expanded="true"]),
    .rd .segments input:checked + span, .place h3::before, .gallery .grid { forced-color-adjust: none; }
    .rd input[type="range"] { --rd-rule: Canvas; }
    .rd input[type="range"]::-webkit-slider-runnable-track { box-shadow: 0 0 0 1px CanvasText; }
    .rd input[type="range"]::-moz-range-track { box-shadow: 0 0 0 1px CanvasText; }
    .rd :is(input[type="range"], .segments):focus-visible { outline-color: Highlight; }
    .rd .segments input:checked + span { background: Highlight; color: HighlightText; }
    .rd .play { background: Highlight !important; color: HighlightText !important; }
    .rd .legend .bars, .rd .swatch.particles::before { background: var(--accent); }
    .rd .swatch.density::before { border: 1px solid var(--law); box-sizing: border-box; }
    .numbers-of td.verdict.differs { outline: 1px solid CanvasText; }
    .rd .refused :is(input, select, textarea) { border-width: 3px; }
  }
`;
