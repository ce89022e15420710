// What a page says when its modules do not come: it was opened as a file, or one of its scripts could not be loaded. Then
// nothing else of it runs, so that this plain script is all that can speak.

{
  /** @param {string} sentence @param {boolean} again  whether loading the page again may help */
  const say = (sentence, again) => {
    if (document.querySelector(".unstarted")) return;
    const said = document.createElement("p");
    said.className = "unstarted";
    // The browser looks for what stood at the top when the page was left, by a selector: without a name of its own this
    // would be the last paragraph of the page that comes.
    said.id = "unstarted";
    said.setAttribute("role", "alert");
    said.textContent = sentence;
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Reload the page";
      button.addEventListener("click", () => location.reload());
      said.append(" ", button);
    }
    document.body.prepend(said);
  };
  /** @param {() => void} action */
  const onceThereIsABody = (action) => {
    if (document.body) action();
    else document.addEventListener("DOMContentLoaded", action);
  };

  if (location.protocol === "file:") {
    onceThereIsABody(() => say("This page was opened as a file, and browsers run no simulation from a file. Serve its folder instead, "
      + "for instance with “python3 -m http.server” in it, and open the address that it names.", false));
  }
  // All scripts have run by then, or failed.
  addEventListener("load", () => {
    if (location.protocol !== "file:" && !customElements.get("reverse-diffusion")) say("The simulation could not be loaded: a file of this page came damaged. Loading it again may help.", true);
  });
  // A script fails with any file that it imports, and tells those who listen before it is heard at the window. What came
  // and is no script, or half of one, is heard there.
  addEventListener("error", (event) => {
    const { target } = event;
    const src = target instanceof HTMLScriptElement ? target.src
      : event instanceof ErrorEvent && event.error instanceof SyntaxError ? event.filename
        : null;
    if (src === null || location.protocol === "file:") return;
    onceThereIsABody(() => say(window.origin === "null"
      ? `The simulation could not be loaded into this frame (${src}): in a sandbox, scripts come only from a server that sends “Access-Control-Allow-Origin: *”, or with allow-same-origin.`
      : `A file that this page needs could not be loaded (${src}, or what it imports): the network may be down, or there is a newer release.`, true));
  }, true);
}
