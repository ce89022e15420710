// What a reader may do in the lab, drawn at random from what is in sight, and done as a reader does it.

import { revive } from "./values.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("./dice.mjs").Dice} Dice */

/**
 * One thing done. A control is named by what it is called and looked for anew when it is done again, so that a list of
 * actions means the same with some of them left out.
 * @typedef {{do: string, on?: string, what?: any}} Action
 */

/**
 * Every control that can be used, by a name of its own, or the one of that name, brought to view. Runs in the page.
 * @param {string | null} wanted
 */
function controls(wanted) {
  const USABLE = "button, input, select, textarea, summary, [role=button], [role=tab], [role=switch], canvas[tabindex], [role=slider]";
  /** @type {{key: string, kind: string, x: number, y: number, width: number, height: number, options: string[]}[]} */
  const found = [];
  /** @type {Map<string, number>} */
  const met = new Map();
  const visit = (/** @type {Document | ShadowRoot} */ root) => {
    for (const element of /** @type {any} */ (root.querySelectorAll("*"))) {
      if (element.shadowRoot) visit(element.shadowRoot);
      if (!element.matches(USABLE)) continue;
      const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent ?? "";
      const name = `${element.localName}${element.type ? `[${element.type}]` : ""} ${label.trim().replace(/\s+/g, " ").replace(/-?\d[\d.,e+-]*/g, "#").slice(0, 50)}`;
      met.set(name, (met.get(name) ?? 0) + 1);
      const key = `${name} ${met.get(name)}`;
      if (wanted !== null && wanted !== key) continue;
      if (element.disabled || element.closest("[inert]") || !element.checkVisibility({ visibilityProperty: true })) continue;
      if (wanted !== null) element.scrollIntoView({ block: "nearest", behavior: "instant" });
      const { x, y, width, height } = element.getBoundingClientRect();
      const options = element.localName === "select" ? [...element.options].filter((option) => !option.disabled).map((option) => option.value) : [];
      if (width >= 2 && height >= 2) found.push({ key, kind: element.localName === "input" ? element.type : element.localName, x, y, width, height, options });
    }
  };
  visit(document);
  // What a dialog covers can not be reached.
  const dialog = [...document.querySelectorAll("dialog")].find((one) => one.matches(":modal"))?.getBoundingClientRect();
  return dialog ? found.filter(({ x, y }) => x >= dialog.x && x <= dialog.right && y >= dialog.y && y <= dialog.bottom) : found;
}

/** Numbers and texts that people type, well and badly. */
const TYPED = [
  "5", "0", "1", "0.5", "100", "-1", "1e3", "1e-70", "1e999", "−1.5", "1,5", "", " ", "abc", "2.0000000001", "99999999999", "NaN", "0x10", "007",
  "0,0;1,1;2,0", "1;2;3", "0,1;2,0.5@3", "1,2\n3,4", "x,y\n1,2\n3,4", "<img src=x onerror=alert(1)>", "1,2;1,2;1,2", "1e6,1e6;-1e6,0", "🙂",
];

/** Files as they are dropped: name, type and text, or what makes its bytes. */
const FILES = {
  points: ["points.csv", "text/csv", "x,y\n1,2\n3,4\n0.5,-1\n"],
  line: ["line.csv", "text/csv", "value\n1\n2\n2.5\n"],
  wide: ["wide.csv", "text/csv", "a,b,c,d\n1,2,3,4\n4,3,2,1\n0,0,1,1\n"],
  semicolons: ["komma.csv", "text/csv", "x;y\n0,5;1,25\n-1,75;0\n"],
  gaps: ["gaps.csv", "text/csv", "x,y\n1,\n2,3\nNA,4\n5,6\n"],
  words: ["words.csv", "text/csv", "name,height\nada,tall\nbob,small\n"],
  empty: ["empty.csv", "text/csv", ""],
  binary: ["photo.bin", "application/octet-stream", "\u0000\u0001\u0002\ufffd"],
  json: ["points.json", "application/json", "[[1,2],[3,4]]"],
  badImage: ["broken.png", "image/png", "not an image"],
  image: ["grey.png", "image/png", null],
  many: ["many.csv", "text/csv", { $: "repeat", of: ["1.25,2.5\n-1,0.75\n", 300] }],
};

const KEYS = [" ", " ", ".", ",", "Home", "End", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter", "Escape", "Tab", "f", "?", "+", "-", "Delete", "Control+z"];
const VIEWPORTS = [[1280, 800], [390, 844], [800, 600], [320, 568], [1600, 500], [1280, 800]];

/** Controls that would take a reader elsewhere, or ask for something only a person can give. */
const NOT = /^input\[file\]|Fullscreen|Record|Full screen/i;

/**
 * Something a reader could do now.
 * @param {Page} page
 * @param {Dice} dice
 * @returns {Promise<Action>}
 */
export async function drawAction(page, dice) {
  const kind = dice.weighted([
    ["control", 60], ["stage", 12], ["key", 7], ["drop", 4], ["resize", 2], ["scroll", 3], ["reload", 0.7], ["away", 0.7],
    ["theme", 1.5], ["hide", 1.5], ["wait", 5],
  ]);
  const place = () => [Number(dice.unit().toFixed(3)), Number(dice.unit().toFixed(3))];
  switch (kind) {
    case "stage": return { do: dice.among(["stage-click", "stage-drag", "stage-wheel", "stage-double"]), what: [place(), place(), place()] };
    case "key": return { do: "key", what: dice.among(KEYS) };
    case "drop": return { do: "drop", what: dice.chance(0.15) ? [dice.among(Object.keys(FILES)), dice.among(Object.keys(FILES))] : [dice.among(Object.keys(FILES))] };
    case "resize": return { do: "resize", what: dice.among(VIEWPORTS) };
    case "scroll": return { do: "scroll", what: [...place(), dice.whole(-600, 900)] };
    case "theme": return { do: "theme", what: { colorScheme: dice.among(["light", "dark"]), reducedMotion: dice.among(["reduce", "no-preference"]), forcedColors: dice.among(["none", "none", "active"]) } };
    case "wait": return { do: "wait", what: dice.whole(1, 12) };
    case "control": break;
    default: return { do: kind };
  }
  const all = (await page.evaluate(controls, null)).filter(({ key }) => !NOT.test(key));
  if (all.length === 0) return { do: "wait", what: 3 };
  // One in three is one that changes much; with all alike the many sliders would be all there is.
  const much = all.filter(({ kind, key }) => kind === "select" || /study|preset|Play|Undo|Restart|Share|Copy|draw|seed/i.test(key));
  const control = dice.among(much.length > 0 && dice.chance(0.33) ? much : all);
  const on = control.key;
  if (control.kind === "select") return { do: "select", on, what: dice.among(control.options) };
  if (control.kind === "range") return { do: "slide", on, what: [place()[0], place()[0]] };
  if (["number", "text", "textarea", "search", "url"].includes(control.kind)) return { do: "type", on, what: [dice.among(TYPED), dice.among(["Enter", "Tab", "Escape"])] };
  return { do: "click", on };
}

/** @typedef {{site: import("../browser/support/site.mjs").Site, page: Page, opening: string}} Reader */

/** @type {Record<string, (reader: Reader, action: Action) => Promise<unknown>>} */
const DEEDS = {
  async click({ page }, { on }) {
    const box = await inView(page, on);
    if (box) await page.mouse.click(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  },
  async select({ page }, { on, what }) {
    // A menu of choices is the browser's own; what it does is this.
    const box = await inView(page, on);
    if (!box) return;
    await page.evaluate(([x, y, value]) => {
      let element = document.elementFromPoint(Number(x), Number(y));
      while (element?.shadowRoot?.elementFromPoint(Number(x), Number(y))) element = element.shadowRoot.elementFromPoint(Number(x), Number(y));
      if (!(element instanceof HTMLSelectElement) || ![...element.options].some((option) => option.value === value)) return;
      element.focus();
      element.value = String(value);
      for (const type of ["input", "change"]) element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    }, [box.x + box.width / 2, box.y + box.height / 2, what]);
  },
  async slide({ page }, { on, what }) {
    const box = await inView(page, on);
    if (!box) return;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + what[0] * box.width, y);
    await page.mouse.down();
    await page.mouse.move(box.x + what[1] * box.width, y, { steps: 4 });
    await page.mouse.up();
  },
  async type({ page }, { on, what: [text, key] }) {
    const box = await inView(page, on);
    if (!box) return;
    await page.mouse.click(box.x + Math.min(box.width / 2, 30), box.y + Math.min(box.height / 2, 12));
    await page.keyboard.press("Control+A");
    if (text === "") await page.keyboard.press("Delete");
    else await page.keyboard.insertText(text);
    await page.keyboard.press(key);
  },
  async "stage-click"({ page }, { what: [[x, y]] }) { await onStage(page, ([left, top, width, height]) => page.mouse.click(left + x * width, top + y * height)); },
  async "stage-double"({ page }, { what: [[x, y]] }) { await onStage(page, ([left, top, width, height]) => page.mouse.dblclick(left + x * width, top + y * height)); },
  async "stage-drag"({ page }, { what }) {
    await onStage(page, async ([left, top, width, height]) => {
      const [from, ...others] = what.map((/** @type {number[]} */ [x, y]) => [left + x * width, top + y * height]);
      await page.mouse.move(from[0], from[1]);
      await page.mouse.down();
      for (const [x, y] of others) await page.mouse.move(x, y, { steps: 5 });
      await page.mouse.up();
    });
  },
  async "stage-wheel"({ page }, { what: [[x, y], [amount]] }) {
    await onStage(page, async ([left, top, width, height]) => {
      await page.mouse.move(left + x * width, top + y * height);
      await page.mouse.wheel(0, 400 * amount - 200);
    });
  },
  key: ({ page }, { what }) => page.keyboard.press(what),
  drop: ({ page }, { what }) => page.evaluate((files) => {
    const transfer = new DataTransfer();
    for (const [name, type, text] of files) {
      // A grey image of two by two.
      const bytes = text ?? Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR42mNoaGhgAAIABRwBAd8ynOEAAAAASUVORK5CYII="), (c) => c.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, what.map((/** @type {keyof typeof FILES} */ name) => FILES[name].map((part) => revive(/** @type {any} */ (part))))),
  resize: ({ page }, { what: [width, height] }) => page.setViewportSize({ width, height }),
  async scroll({ page }, { what: [x, y, by] }) {
    const size = page.viewportSize() ?? { width: 1280, height: 800 };
    await page.mouse.move(x * size.width, y * size.height);
    await page.mouse.wheel(0, by);
  },
  async reload({ page }) {
    await page.reload({ waitUntil: "load" });
    await startedUp(page);
  },
  async away({ page, site }) {
    await page.goto(new URL("embed.html?particles=20", site.url).href, { waitUntil: "load" });
    await page.goBack({ waitUntil: "load" });
    await startedUp(page);
  },
  theme: ({ page }, { what }) => page.emulateMedia(what),
  hide: ({ page }) => page.evaluate(async () => {
    const show = (/** @type {string} */ state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    show("hidden");
    await new Promise((resolve) => setTimeout(resolve, 50));
    show("visible");
  }),
  wait: ({ page }, { what }) => frames(page, what),
  // For the tests of this fuzzer alone: never drawn.
  sabotage: ({ page }, { what }) => page.evaluate((code) => new Function("bench", code)(document.querySelector("reverse-diffusion")), what),
};

/** @param {Reader} reader @param {Action} action */
export async function act(reader, action) {
  await DEEDS[action.do](reader, action);
  await frames(reader.page, 1);
}

/** So many animation frames. @param {Page} page @param {number} count */
export function frames(page, count) {
  return page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}

/** Until the element runs and the page is furnished, or says why not. @param {Page} page */
export function startedUp(page) {
  return page.waitForFunction(() => {
    const bench = /** @type {any} */ (document.querySelector("reverse-diffusion"));
    return document.body.classList.contains("furnished") && bench?.player?.simulation;
  });
}

/** Where a control is once it has been brought to view, or nothing. @param {Page} page @param {string} [key] */
const inView = async (page, key = "") => (await page.evaluate(controls, key))[0];

/** @param {Page} page @param {(box: number[]) => Promise<unknown>} action */
async function onStage(page, action) {
  const box = await page.evaluate(() => {
    const stage = document.querySelector("reverse-diffusion")?.shadowRoot?.querySelector(".stage");
    if (!stage?.checkVisibility()) return null;
    stage.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { x, y, width, height } = stage.getBoundingClientRect();
    return width > 4 && height > 4 ? [x, y, width, height] : null;
  });
  if (box) await action(box);
}
