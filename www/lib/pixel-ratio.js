// Device pixels to the CSS pixel, which change when a window moves to another screen or is zoomed.

/** Calls back whenever the ratio has changed. @param {() => void} action @param {AbortSignal} signal */
export function watchPixelRatio(action, signal) {
  if (signal.aborted) return;
  const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  const once = new AbortController();
  signal.addEventListener("abort", () => once.abort(), { signal: once.signal });
  query.addEventListener("change", () => {
    once.abort();
    action();
    watchPixelRatio(action, signal);
  }, { signal: once.signal });
}
