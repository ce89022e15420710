//! The front end's modules, few and small: what always comes together is one file, what comes later is another.

use std::path::{Path, PathBuf};

use crate::{Outcome, node, plane, process};

/// What pages and authors name; everything else is reached from them.
const ENTRIES: &[&str] = &[
    "reverse-diffusion.js",
    "www/pages/article.js",
    "www/pages/lab.js",
    "www/pages/embed.js",
    "www/pages/unstarted.js",
];

/// What the element or the lab fetches when it is wanted, in folders of www/. The element is there by then: each is told so
/// before it is bundled, and what both use goes into the element's file instead of into many of their own. The sources do
/// not say so themselves, because the element is what asks for most of them, and files that import each other in a circle
/// are read as one.
const LATER: &[&str] = &[
    "data/image-files.js",
    "element/line-and-studies.js",
    "element/narrator.js",
    "pointing/inspection.js",
    "share/share-dialog.js",
];
const ELEMENT: &str = "import \"../element/element.js\";\n";

/// What wasm-bindgen wrote stays files of its own: others import them by name.
const GLUE: &[&str] = &["reverse_diffusion.js", plane::GLUE];

/// Bundles the scripts of a built site in place, and removes what has gone into a bundle.
pub fn in_place(site: &Path) -> Outcome {
    let before = scripts(site, Path::new("www"))?;
    for later in LATER {
        put_in_front(&site.join("www").join(later), ELEMENT)?;
    }
    let mut bundle = esbuild(site);
    bundle.args(ENTRIES).args(["--bundle", "--splitting"]);
    bundle.args(["--outbase=.", "--outdir=.", "--allow-overwrite"]);
    bundle.arg("--chunk-names=www/[name]-[hash]");
    bundle.arg(format!("--metafile={}", contents(site).display()));
    for glue in GLUE {
        // As `plane::MODULES` writes it: what esbuild resolves itself it names from the wrong folder in a shared chunk.
        bundle.arg(format!("--external:../{glue}"));
    }
    process::run(&mut bundle)?;
    for script in before {
        if ENTRIES.iter().any(|entry| Path::new(entry) == script) {
            continue;
        }
        std::fs::remove_file(site.join(&script))
            .map_err(|error| format!("{} can not be removed: {error}.", script.display()))?;
        // The last of its folder; while there are others, or a style sheet, the folder stays.
        if let Some(folder) = script.parent() {
            let _ = std::fs::remove_dir(site.join(folder));
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

fn put_in_front(script: &Path, line: &str) -> Outcome {
    let put = |text: String| std::fs::write(script, format!("{line}{text}"));
    std::fs::read_to_string(script)
        .and_then(put)
        .map_err(|error| {
            format!(
                "{} can not be told of the element: {error}.",
                script.display()
            )
        })
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

/// All scripts in a folder of the site and in the folders in it, as paths from the site's root.
fn scripts(site: &Path, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(site.join(folder))
        .map_err(|error| format!("{} can not be read: {error}.", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            found.extend(scripts(site, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            found.push(path);
        }
    }
    Ok(found)
}
