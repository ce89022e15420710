// What a page says when its modules do not come: it was opened as a file, or one of its scripts could not be loaded. Then
// nothing else of it runs, so that this plain script is all that can speak.

{
  /** @param {string} sentence @param {boolean} again  whether loading the page again may help */
  const say = (sentence, again) => {
    if (document.querySelector(".unstarted")) return;
    const said = document.createElement("p");
    said.className = "unstarted";
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
  // A script fails with any file that it imports, and tells those who listen before it is heard at the window.
  addEventListener("error", ({ target }) => {
    if (!(target instanceof HTMLScriptElement) || location.protocol === "file:") return;
    const { src } = target;
    onceThereIsABody(() => say(window.origin === "null"
      ? `The simulation could not be loaded into this frame (${src}): in a sandbox, scripts come only from a server that sends “Access-Control-Allow-Origin: *”, or with allow-same-origin.`
      : `A file that this page needs could not be loaded (${src}, or what it imports): the network may be down, or there is a newer release.`, true));
  }, true);
}
