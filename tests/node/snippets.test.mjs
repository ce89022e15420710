// What the lab gives to be pasted elsewhere.

import assert from "node:assert/strict";
import { test } from "node:test";

import { elementSnippet, frameSnippet } from "../../www/share/snippets.js";

const wish = { site: "https://example.org/rd/", address: "?data=two-moons&t-star=2&k=7", controls: /** @type {const} */ ("none"), width: 640, height: 480 };

test("an element carries every parameter that is not a default, the tier and the size", () => {
  assert.equal(elementSnippet(wish), '<script type="module" src="https://example.org/rd/reverse-diffusion.js"></script>\n'
    + '<reverse-diffusion data="two-moons" t-star="2" controls="none" style="width: 640px; height: 480px"></reverse-diffusion>');
});

test("an iframe carries the whole address, the moment too", () => {
  assert.match(frameSnippet(wish), /src="https:\/\/example\.org\/rd\/embed\.html\?data=two-moons&amp;t-star=2&amp;k=7&amp;controls=none"/);
  assert.match(frameSnippet(wish), /width="640" height="480"/);
  assert.match(frameSnippet({ ...wish, width: 0 }), /width="100%"/);
});

test("long data keep to the fragment of an iframe and are an attribute of an element", () => {
  const long = { ...wish, address: "?t-star=2#data=1,2;3,4" };
  assert.match(frameSnippet(long), /embed\.html\?t-star=2&amp;controls=none#data=1,2;3,4"/);
  assert.match(elementSnippet(long), / data="1,2;3,4"/);
});

test("nothing in an address can leave its attribute", () => {
  const bad = { ...wish, address: "?data=%22%3E%3Cscript%3E" };
  assert.match(elementSnippet(bad), /data="&quot;>&lt;script>"/);
  assert.doesNotMatch(frameSnippet({ ...wish, address: '?data="><script>' }), /"><script/);
});

test("a theme is named where one was chosen", () => {
  assert.match(elementSnippet({ ...wish, theme: "dark" }), / theme="dark"/);
  assert.match(frameSnippet({ ...wish, theme: "dark" }), /&amp;theme=dark"/);
  assert.doesNotMatch(elementSnippet({ ...wish, theme: "" }) + frameSnippet({ ...wish, theme: "" }), /theme/);
});
