// The element in a notebook's output: what Python sets reaches it, and where it comes to rest goes back to Python.

/** Jupyter serves what lies below its root at …/files/ to the pages that it serves. @param {string} folder */
function served(folder) {
  const { baseUrl = "/" } = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
  return new URL(`${baseUrl}files/${folder}/reverse-diffusion.js`, location.href).href;
}

/**
 * By an element: what is imported from here, which is a blob, comes without a referrer, and Jupyter refuses that.
 * @param {string} src
 */
async function load(src) {
  await new Promise((resolve, reject) => {
    const refused = () => reject(new Error(`${src} can not be loaded: put the folder that \`cargo xtask dist\` leaves there.`));
    document.head.append(Object.assign(document.createElement("script"), { type: "module", src, onload: resolve, onerror: refused }));
  });
}

async function render({ model, el }) {
  await load(served(model.get("folder")));
  const bench = document.createElement("reverse-diffusion");
  bench.setAttribute("controls", "compact");
  bench.style.height = "26rem";
  bench.scene = model.get("scene");
  el.append(bench);

  const onScene = () => { bench.scene = model.get("scene"); };
  const onIndex = () => { if (model.get("index") !== bench.player?.index) bench.seek(model.get("index")); };
  model.on("change:scene", onScene);
  model.on("change:index", onIndex);

  let told = "";
  const tell = () => {
    const player = bench.player;
    if (!bench.running || player.playing || player.behind) return;
    const digest = player.simulation.digest();
    if (digest === told) return;
    told = digest;
    const numbers = player.simulation.positions();
    model.set("whole", bench.scene);
    model.set("index", player.index);
    model.set("particles", new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    model.save_changes();
  };
  const timer = setInterval(tell, 250);

  return () => {
    clearInterval(timer);
    model.off("change:scene", onScene);
    model.off("change:index", onIndex);
  };
}

export default { render };
