// What a page's main thread was busy with, task by task, from Chromium's own trace. A task's thread time is what the
// processor spent on it: on a busy machine its wall time also holds the other programs that had their turn meanwhile.

/** @typedef {import("playwright-core").Page} Page */

/**
 * @typedef {object} Task
 * @property {number} thread  milliseconds of the processor's time
 * @property {number} wall  milliseconds from its beginning to its end
 * @property {string} parts  what took longest in it, for a message
 *
 * @typedef {object} TraceEvent  as Chromium writes them; times in microseconds
 * @property {string} name
 * @property {string} ph
 * @property {number} pid
 * @property {number} tid
 * @property {number} ts
 * @property {number} [dur]
 * @property {number} [tdur]
 */

/** The tasks themselves, what they consist of, and the marks of navigation and of the page. */
const CATEGORIES = ["disabled-by-default-devtools.timeline", "devtools.timeline", "blink.user_timing"];

/**
 * The tasks of a page's main thread from its navigation until `work` is done.
 * @param {import("../tests/browser/support/site.mjs").Site} site
 * @param {string} mark  a performance mark that the page sets meanwhile, by which its thread is known
 * @param {() => Promise<void>} work
 * @returns {Promise<Task[]>}  the longest first
 */
export async function traceTasks(site, mark, work) {
  const session = await /** @type {import("playwright-core").Browser} */ (site.context.browser()).newBrowserCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => { for (const event of value) events.push(/** @type {any} */ (event)); });
  const complete = new Promise((resolve) => { session.once("Tracing.tracingComplete", resolve); });
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: CATEGORIES, excludedCategories: ["*"] } });
  try {
    await work();
  } finally {
    await session.send("Tracing.end");
    await complete;
    await session.detach();
  }
  const marked = events.find(({ name }) => name === mark);
  if (!marked) throw new Error(`The trace has no mark ${mark}.`);
  const own = events.filter(({ pid, tid }) => pid === marked.pid && tid === marked.tid);
  const navigated = Math.max(...own.filter(({ name, ts }) => name === "navigationStart" && ts < marked.ts).map(({ ts }) => ts));
  const spans = own.filter(({ ph, ts, dur = 0 }) => ph === "X" && ts + dur > navigated);
  const tasks = spans.filter(({ name }) => name === "RunTask").sort((a, b) => taken(b) - taken(a));
  return tasks.map((task) => ({ thread: taken(task), wall: (task.dur ?? 0) / 1000, parts: describe(task, spans) }));
}

/** Where a system has no clock of threads, wall time, which is never less. @param {TraceEvent} event */
function taken({ tdur, dur = 0 }) {
  return (tdur ?? dur) / 1000;
}

/** @param {TraceEvent} task @param {TraceEvent[]} spans */
function describe(task, spans) {
  const inside = spans.filter((span) => span !== task && span.ts >= task.ts && span.ts + (span.dur ?? 0) <= task.ts + (task.dur ?? 0));
  const longest = inside.sort((a, b) => taken(b) - taken(a)).slice(0, 4);
  return longest.map((span) => `${span.name} ${taken(span).toFixed(1)}`).join(", ");
}
