//! `cargo xtask dist`: the optimised site, ready for any web server under any path.

use std::path::{Path, PathBuf};

use crate::progress::say;
use crate::{
    Outcome, bundle, cargo_tools, module, node, npm, plane, process, sizes, trunk,
    unknown_argument, workspace,
};

const MODULE: &str = "reverse_diffusion_bg.wasm";

/// What others link to, and what therefore must not change its name.
const FIXED_NAMES: &[&str] = &[
    "index.html",
    "heat-flow.html",
    "lab.html",
    "embed.html",
    "reverse-diffusion.js",
    "reverse_diffusion.js",
    MODULE,
];

pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(unknown_argument("dist", argument, "no arguments"));
    }
    let site = build()?;
    if node::is_present() {
        sizes::check(&site)?;
        npm::pack(&site)?;
    }
    say(&format!("The site is in {}", site.display()));
    Ok(())
}

/// Builds the site and looks it over. Without Node it is built all the same, only larger.
pub fn build() -> Outcome<PathBuf> {
    let tools = cargo_tools::ensure()?;
    trunk::mention_flags();
    let optimiser = if node::is_present() {
        node::ensure_packages()?;
        Some(node::programs())
    } else {
        say(
            "Node with npm is not here, so what is optimised by packages from npm is not: an embed loads the whole module, and scripts one by one",
        );
        None
    };

    say("Building the optimised site (about two minutes the first time)");
    let mut build = trunk::command(&tools, optimiser.as_deref());
    build.arg("build");
    match optimiser {
        // Trunk runs wasm-opt on what it takes for a release, and only on that.
        Some(_) => build.arg("--release"),
        None => build.args(["--cargo-profile", "release"]),
    };
    process::run(&mut build)?;

    let site = workspace::root().join("dist");
    if let Some(missing) = FIXED_NAMES.iter().find(|name| !site.join(name).is_file()) {
        return Err(format!(
            "dist/ has no {missing}: a page's data-trunk link or the package's name in Cargo.toml does not fit."
        ));
    }
    look_for_simd(&site, MODULE)?;
    if node::is_present() {
        plane::add_to(&site, &tools)?;
        look_for_simd(&site, plane::MODULE)?;
        bundle::in_place(&site)?;
    }
    Ok(site)
}

fn look_for_simd(site: &Path, name: &str) -> Outcome {
    let bytes = std::fs::read(site.join(name))
        .map_err(|error| format!("{name} can not be read: {error}."))?;
    let functions = module::count_functions(&bytes)?;
    if functions.simd == 0 {
        return Err(format!(
            "{name} uses no SIMD: `-C target-feature=+simd128` of .cargo/config.toml did not reach the compiler."
        ));
    }
    say(&format!(
        "{} of the {} functions of {name} use SIMD",
        functions.simd, functions.all
    ));
    Ok(())
}
