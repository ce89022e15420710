//! The front end's modules, few and small: what always comes together is one file, what comes later is another.

use std::path::{Path, PathBuf};

use crate::{Outcome, node, plane, process};

/// What pages and authors name; everything else is reached from them.
const ENTRIES: &[&str] = &[
    "reverse-diffusion.js",
    "www/article.js",
    "www/lab.js",
    "www/embed.js",
    "www/unstarted.js",
];

/// What wasm-bindgen wrote stays files of its own: others import them by name.
const GLUE: &[&str] = &["reverse_diffusion.js", plane::GLUE];

/// Bundles the scripts of a built site in place, and removes what has gone into a bundle.
pub fn in_place(site: &Path) -> Outcome {
    let www = site.join("www");
    let before = scripts(&www)?;
    let mut bundle = esbuild(site);
    bundle.args(ENTRIES).args(["--bundle", "--splitting"]);
    bundle.args(["--outbase=.", "--outdir=.", "--allow-overwrite"]);
    bundle.arg("--chunk-names=www/[name]-[hash]");
    bundle.arg(format!("--metafile={}", contents(site).display()));
    for glue in GLUE {
        // As www/modules.js writes it: what esbuild resolves itself it names from the wrong folder in a shared chunk.
        bundle.arg(format!("--external:../{glue}"));
    }
    process::run(&mut bundle)?;
    for script in before {
        let name = format!("www/{script}");
        if !ENTRIES.contains(&name.as_str()) {
            std::fs::remove_file(site.join(&name))
                .map_err(|error| format!("{name} can not be removed: {error}."))?;
        }
    }
    for glue in GLUE {
        let mut minify = esbuild(site);
        minify
            .arg(glue)
            .arg(format!("--outfile={glue}"))
            .arg("--allow-overwrite");
        process::run(&mut minify)?;
    }
    Ok(())
}

/// Where it is written what came into which file, and which file asks for which.
pub fn contents(site: &Path) -> PathBuf {
    site.with_file_name("target").join("bundle.json")
}

fn esbuild(site: &Path) -> std::process::Command {
    let mut command = process::program(&node::programs().join("esbuild").to_string_lossy());
    command.current_dir(site).args([
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--log-level=warning",
    ]);
    command
}

fn scripts(folder: &Path) -> Outcome<Vec<String>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("{} can not be read: {error}.", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    Ok(names.filter(|name| name.ends_with(".js")).collect())
}
