// A session of the W3C's WebDriver protocol, as far as the tests need it: https://www.w3.org/TR/webdriver2/. It is a
// page of fetch calls; the libraries for it bring tens of megabytes of programs that find and download browsers.

/** Milliseconds until a test that waits in vain fails; nothing else takes that long. */
const PATIENCE = 90_000;

export class Driver {
  #session;

  /** @param {string} session  the session's address */
  constructor(session) {
    this.#session = session;
  }

  /**
   * @param {string} base  where the driver listens
   * @param {Record<string, unknown>} capabilities
   */
  static async open(base, capabilities) {
    const { sessionId, capabilities: given } = await call("POST", `${base}/session`, { capabilities: { alwaysMatch: capabilities } });
    const driver = new Driver(`${base}/session/${sessionId}`);
    await driver.#post("timeouts", { script: PATIENCE, pageLoad: PATIENCE });
    return { driver, version: `${given.browserName} ${given.browserVersion}` };
  }

  /** @param {string} url */
  go(url) {
    return this.#post("url", { url });
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    return this.#post("window/rect", { x: 0, y: 0, width, height });
  }

  /**
   * What a function gives in the page; it is sent as its text, and so sees nothing but its arguments.
   * @template {unknown[]} A
   * @template T
   * @param {(...values: A) => T | Promise<T>} work
   * @param {A} values
   * @returns {Promise<T>}
   */
  async evaluate(work, ...values) {
    const script = `const values = [...arguments], done = values.pop();
      new Promise((resolve) => resolve((${work})(...values))).then((value) => done({ value: value ?? null }), (error) => done({ error: String(error?.stack ?? error) + "\\n" + String(error) }));`;
    const { value, error } = await this.#post("execute/async", { script, args: values });
    if (error !== undefined) throw new Error(`In the page: ${error}`);
    return value;
  }

  /**
   * Until a function gives something true in the page.
   * @template {unknown[]} A
   * @template T
   * @param {(...values: A) => T} holds
   * @param {A} values
   */
  async until(holds, ...values) {
    const value = await this.within(PATIENCE, holds, ...values);
    if (value) return value;
    throw new Error(`This never came true: ${holds}, with ${JSON.stringify(values)}`);
  }

  /**
   * The same, and what it gives last when that took longer than so many milliseconds.
   * @template {unknown[]} A
   * @template T
   * @param {number} patience
   * @param {(...values: A) => T} holds
   * @param {A} values
   */
  async within(patience, holds, ...values) {
    for (const end = Date.now() + patience; ;) {
      const value = await this.evaluate(holds, ...values);
      if (value || Date.now() > end) return value;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }

  /** A press and release of the main button at a place of the viewport. @param {{x: number, y: number}} place */
  async pressAt({ x, y }) {
    const at = { type: "pointerMove", duration: 0, origin: "viewport", x: Math.round(x), y: Math.round(y) };
    await this.#post("actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: [at, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }] }] });
  }

  /** Keys one after another, as W3C's code points where they have no letter. @param {string[]} keys */
  keys(...keys) {
    return this.#strokes(keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]));
  }

  /** A key while another is held. @param {string} held @param {string} value */
  chord(held, value) {
    return this.#strokes([{ type: "keyDown", value: held }, { type: "keyDown", value }, { type: "keyUp", value }, { type: "keyUp", value: held }]);
  }

  /** @param {{type: string, value: string}[]} actions */
  #strokes(actions) {
    return this.#post("actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Into the frame that a number stands for, or out of all of them. @param {number | null} id */
  enter(id) {
    return this.#post("frame", { id });
  }

  /** @returns {Promise<Buffer>} a PNG of the viewport */
  async screenshot() {
    return Buffer.from(await call("GET", `${this.#session}/screenshot`), "base64");
  }

  async close() {
    await call("DELETE", this.#session);
  }

  /** @param {string} what @param {object} body */
  #post(what, body) {
    return call("POST", `${this.#session}/${what}`, body);
  }
}

/** @param {string} method @param {string} url @param {object} [body] @returns {Promise<any>} */
async function call(method, url, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`WebDriver's ${url.split("/").slice(5).join(" ")}: ${value.error}: ${value.message}`);
  return value;
}
