// A page whose modules do not come: opened straight from the disk, where browsers load none, or without one of its files.
// This plain script is all that can speak then.

{
  /** @param {string} sentence @param {boolean} [reload]  whether that may help */
  const say = (sentence, reload = false) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", () => say(sentence, reload));
      return;
    }
    if (document.querySelector(".as-file")) return;
    const said = document.createElement("p");
    said.className = "as-file";
    said.setAttribute("role", "alert");
    said.textContent = sentence;
    if (reload) {
      const button = document.createElement("button");
      button.textContent = "Reload the page";
      button.addEventListener("click", () => location.reload());
      said.append(" ", button);
    }
    document.body.prepend(said);
  };

  if (location.protocol === "file:") {
    say("This page was opened as a file, and browsers run no simulation from a file. Serve its folder instead, "
      + "for instance with “python3 -m http.server” in it, and open the address that it names.");
  } else {
    // A script fails with any file that it imports.
    addEventListener("error", ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      if (window.origin === "null") {
        say(`The simulation could not be loaded into this frame (${target.src}): in a sandbox, scripts come only from a server that sends “Access-Control-Allow-Origin: *”, or with allow-same-origin.`, true);
      } else say(`A file that this page needs could not be loaded (${target.src}, or what it imports): the network may be down, or there is a newer release.`, true);
    }, true);
  }
}
