// The first script of every page under test: it keeps what goes wrong, and finds what a reader would name. WebDriver
// tells of neither in every browser.

(() => {
  /** @type {string[]} */
  const problems = [];
  const keep = (/** @type {string} */ what) => void problems.push(`${location.pathname}: ${what}`);

  addEventListener("error", (event) => {
    const { target } = event;
    if (event instanceof CustomEvent) return;
    if (target instanceof Element) keep(`${target.outerHTML.slice(0, 200)} did not load`);
    // Observers that see their own effect are told in the next frame: a remark of the browser's, not an error.
    else if (!/^ResizeObserver loop/.test(event.message)) keep(`uncaught: ${event.message} ${event.error?.stack ?? ""}`);
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => keep(`unhandled: ${reason} ${reason?.stack ?? ""}`));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => keep(`${violatedDirective} forbids ${blockedURI}`));
  const { error } = console;
  console.error = (...said) => {
    keep(`console: ${said.join(" ")}`);
    error.apply(console, said);
  };

  /** Every element below, those in open shadow roots too. @param {Document | ShadowRoot | Element} root @returns {Generator<Element>} */
  function* below(root) {
    for (const one of root.querySelectorAll("*")) {
      yield one;
      if (one.shadowRoot) yield* below(one.shadowRoot);
    }
  }

  /** @param {Element} one */
  function nameOf(one) {
    const labels = "labels" in one && one.labels ? [.../** @type {NodeListOf<Element>} */ (one.labels)] : [];
    return (one.getAttribute("aria-label") ?? (labels.map(({ textContent }) => textContent).join(" ") || one.textContent) ?? "").trim();
  }

  Object.assign(window, {
    watching: {
      problems() {
        const foreign = performance.getEntriesByType("resource").map(({ name }) => name)
          .filter((name) => /^(https?|wss?):/.test(name) && new URL(name).host !== location.host);
        return [...problems, ...foreign.map((url) => `request to another origin: ${url}`)];
      },
      /** The first visible element of a kind whose name begins like this. @param {string} kind @param {string} name @param {string | null} within */
      find(kind, name, within) {
        const root = within === null ? document : /** @type {Element} */ (document.querySelector(within));
        const found = [...below(root)].find((one) => one.matches(kind) && nameOf(one).startsWith(name) && one.checkVisibility());
        if (!found) throw new Error(`There is no ${kind} named ${name}.`);
        return found;
      },
    },
  });
})();
