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
  // A script that is not there, or whose imports are not, tells the element that asked for it, and only while it is captured.
  addEventListener("error", ({ target }) => {
    if (!(target instanceof HTMLScriptElement) || location.protocol === "file:") return;
    const { src } = target;
    onceThereIsABody(() => say(`A part of this page did not arrive (${src}, or a file that it needs), so that nothing can run here. `
      + "The connection may have been lost for a moment, or the site has just been renewed.", true));
  }, true);
}
