// A page opened straight from the disk: browsers load no modules there, so that this plain script is all that can speak.

if (location.protocol === "file:") {
  document.addEventListener("DOMContentLoaded", () => {
    const said = document.createElement("p");
    said.className = "as-file";
    said.setAttribute("role", "alert");
    said.textContent = "This page was opened as a file, and browsers run no simulation from a file. Serve its folder instead, "
      + "for instance with “python3 -m http.server” in it, and open the address that it names.";
    document.body.prepend(said);
  });
}
