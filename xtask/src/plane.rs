//! The small module: what a scene in the plane needs in someone else's page, the crate without its feature `lab`. An
//! embed starts with it and loads the whole module only when it is asked for more.

use std::path::Path;

use crate::cargo_tools::CargoTools;
use crate::process::{self, program};
use crate::progress::say;
use crate::{Outcome, node, trunk, workspace};

pub const GLUE: &str = "reverse_diffusion_plane.js";
pub const MODULE: &str = "reverse_diffusion_plane_bg.wasm";
const NAME: &str = "reverse_diffusion_plane";

/// What www/engine/modules.js says in a site that has both modules. Its addresses are those of the bundle, which stands in
/// www/ itself (`bundle::in_place`).
const MODULES: &str = "// Written by `cargo xtask dist`: the small module, and the whole one.
export const plane = {
  glue: () => import(\"../reverse_diffusion_plane.js\"),
  bytes: () => fetch(new URL(\"../reverse_diffusion_plane_bg.wasm\", import.meta.url)),
};
export const whole = {
  glue: () => import(\"../reverse_diffusion.js\"),
  bytes: () => fetch(new URL(\"../reverse_diffusion_bg.wasm\", import.meta.url)),
};
";

/// Compiles it and adds it to a site that was built. Needs Node's programs, for wasm-opt.
pub fn add_to(site: &Path, tools: &CargoTools) -> Outcome {
    say("Building the small module for embeds (about a minute the first time)");
    let target = workspace::root().join("target/plane");
    let mut build = program("cargo");
    build.current_dir(workspace::root()).args([
        "build",
        "--lib",
        "--no-default-features",
        "--release",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    build.arg("--target-dir").arg(&target);
    for flag in trunk::SMALL {
        build.args(["--config", flag]);
    }
    process::run(trunk::for_wasm(&mut build))?;

    let compiled = target.join("wasm32-unknown-unknown/release/reverse_diffusion.wasm");
    let mut bind = std::process::Command::new(&tools.wasm_bindgen);
    bind.args(["--target", "web", "--no-typescript", "--out-name", NAME]);
    bind.arg("--out-dir").arg(site).arg(compiled);
    process::run(&mut bind)?;

    let module = site.join(MODULE);
    let script = workspace::root().join("xtask/src/without-panics.mjs");
    process::run(node::command().arg(script).arg(&module))?;
    let mut optimise = program(&node::programs().join("wasm-opt").to_string_lossy());
    optimise.args(trunk::WASM_OPT).args(["-Oz", "--converge"]);
    optimise.arg(&module).arg("-o").arg(&module);
    process::run(&mut optimise)?;

    std::fs::write(site.join("www/engine/modules.js"), MODULES)
        .map_err(|error| format!("www/engine/modules.js can not be written: {error}."))
}
