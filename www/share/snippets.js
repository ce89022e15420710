// A scene as something to paste into one's own page: the element with its script, or an iframe.

/**
 * @typedef {object} Wish  how the scene is to stand in the other page
 * @property {string} site  the folder that serves this site, with a trailing slash
 * @property {string} address  `?…#…`, as address.js writes it
 * @property {"none" | "compact" | "full"} controls
 * @property {number} width  CSS pixels; 0 is as wide as the text
 * @property {number} height  CSS pixels
 * @property {string} [theme]  light or dark; else that of the reader's system, or of the page where it says so
 */

/** A script tag and an element: every parameter that is not a default becomes an attribute. @param {Wish} wish */
export function elementSnippet({ site, address, controls, width, height, theme }) {
  const pairs = pairsOf(address).filter(([name]) => name !== "k" && name !== "length");
  const style = `${width > 0 ? `width: ${width}px; ` : ""}height: ${height}px`;
  const attributes = [...pairs, ["controls", controls], ...(theme ? [["theme", theme]] : []), ["style", style]].map(([name, value]) => ` ${name}="${escape(value)}"`);
  return `<script type="module" src="${escape(site)}reverse-diffusion.js"></script>\n<reverse-diffusion${attributes.join("")}></reverse-diffusion>`;
}

/** The address of the page in an iframe. @param {Wish} wish */
export function frameSource({ site, address, controls, theme }) {
  const [query, fragment] = address.replace(/^\?/, "").split("#");
  const asked = [query, `controls=${controls}`, theme && `theme=${theme}`].filter(Boolean).join("&");
  return `${site}embed.html?${asked}${fragment ? `#${fragment}` : ""}`;
}

/** An iframe, which needs no script in the other page. @param {Wish} wish */
export function frameSnippet(wish) {
  const { width, height } = wish;
  return `<iframe src="${escape(frameSource(wish))}" title="Reverse diffusion" width="${width > 0 ? width : "100%"}" height="${height}" loading="lazy" allow="fullscreen; clipboard-write" style="border: 0"></iframe>`;
}

/** @param {string} address @returns {[string, string][]} */
function pairsOf(address) {
  const [query, fragment] = address.replace(/^\?/, "").split("#");
  return [...new URLSearchParams(query), ...new URLSearchParams(fragment ?? "")];
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
