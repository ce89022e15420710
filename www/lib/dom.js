// Making elements in one line each.

let made = 0;

/** An id no other element of the page has. @param {string} stem */
export function freshId(stem) {
  return `rd-${stem}-${++made}`;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean>} [attributes]  true means present, false absent
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Offers a table's text, or anything else, as a file. @param {string | Blob} content @param {string} name */
export function save(content, name) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: "text/csv" }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @type {Record<string, string>} */
const ICONS = {
  play: "M5 3.2v9.6c0 .5.5.8.9.5l7.6-4.8c.4-.2.4-.8 0-1L5.9 2.7c-.4-.3-.9 0-.9.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  step: "M3.5 3.2v9.6c0 .5.5.7.9.4l6-4.8c.3-.2.3-.6 0-.8l-6-4.8c-.4-.3-.9-.1-.9.4zM11.3 3h2v10h-2z",
  reset: "M2.7 3h2v10h-2zM12.5 3.2v9.6c0 .5-.5.7-.9.4l-6-4.8c-.3-.2-.3-.6 0-.8l6-4.8c.4-.3.9-.1.9.4z",
};

/** @param {keyof typeof ICONS & string} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}
