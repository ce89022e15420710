import { HtmlBasePlugin } from "@11ty/eleventy";

export default function (config) {
  // The element, its modules and whatever they load, as the npm package lays them out: all from one's own site.
  config.addPassthroughCopy({ "node_modules/reverse-diffusion": "reverse-diffusion" });
  // So that the blog may live under any path, with --pathprefix.
  config.addPlugin(HtmlBasePlugin);
}

export const config = { dir: { input: "content", includes: "../layouts", output: "_site" } };
