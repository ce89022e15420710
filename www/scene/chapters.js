// The studies as a menu, by what they are about.

import { element } from "../lib/dom.js";
import { NO_STUDY } from "./study-scene.js";

/** @typedef {{name: string, title: string}} Entry */

/** In the order of the story. */
const CHAPTERS = [
  { title: "Noise, and the way back", names: ["forward", "instability", "ways-back", "past-future", "generated"] },
  { title: "The lighthouse", names: ["lighthouse", "bridge"] },
  { title: "Steps", names: ["step-count", "error-budget", "errata"] },
  { title: "What the way back does", names: ["li-yau", "energy", "concentration", "two-diracs", "cores", "lemniscate", "bounded"] },
  { title: "Where novelty comes from", names: ["early-stopping", "collapse", "two-clocks", "critical-time", "loss-floor", "good-error", "memorised", "generalise", "digits"] },
];

/** What has no chapter yet. */
const OTHERS = "Others";

/**
 * The options of a menu: no study first, then the chapters.
 * @param {Entry[]} studies
 * @returns {HTMLElement[]}
 */
export function studyOptions(studies) {
  const option = (/** @type {Entry} */ { name, title }) => element("option", { value: name }, title);
  const chapterOf = (/** @type {string} */ name) => CHAPTERS.find(({ names }) => names.includes(name));
  const chapters = CHAPTERS.map(({ title, names }) => ({ title, of: names.flatMap((name) => studies.filter((study) => study.name === name)) }));
  const others = { title: OTHERS, of: studies.filter(({ name }) => name !== NO_STUDY && !chapterOf(name)) };
  return [
    ...studies.filter(({ name }) => name === NO_STUDY).map(option),
    ...[...chapters, others].filter(({ of }) => of.length > 0).map(({ title, of }) => element("optgroup", { label: title }, ...of.map(option))),
  ];
}
