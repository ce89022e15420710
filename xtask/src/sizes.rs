//! What an embedding page has to load: the element's script and everything that it reaches.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Outcome, node, process};

/// The one script that an author includes.
const ENTRY: &str = "reverse-diffusion.js";

/// Prints the table: bytes as they are, and as a web server sends them.
pub fn print(site: &Path) -> Outcome {
    let files: Vec<PathBuf> = reached_from(site, ENTRY)?.into_iter().collect();
    let paths: Vec<PathBuf> = files.iter().map(|file| site.join(file)).collect();
    let (gzip, brotli) = compressed(&paths);
    println!(
        "\n{:>9}  {:>9}  {:>9}  what an embed loads",
        "bytes", "gzip", "brotli"
    );
    let mut total = [Some(0), Some(0), Some(0)];
    for (index, file) in files.iter().enumerate() {
        let bytes = read(&paths[index])?.len();
        let row = [
            Some(bytes),
            gzip.get(index).copied(),
            brotli.get(index).copied(),
        ];
        print_row(row, &file.display().to_string());
        for (sum, size) in total.iter_mut().zip(row) {
            *sum = sum.zip(size).map(|(sum, size)| sum + size);
        }
    }
    print_row(total, "together");
    Ok(())
}

fn print_row(row: [Option<usize>; 3], name: &str) {
    let [raw, gzip, brotli] =
        row.map(|size| size.map_or("–".to_owned(), |size| size.to_string()));
    println!("{raw:>9}  {gzip:>9}  {brotli:>9}  {name}");
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{} can not be read: {error}.", path.display()))
}

/// The files below `site` that a script names, and those that these name: whatever stands in quotes and is the path of
/// a file, seen from the script. Comments do not count, since types are imported there.
fn reached_from(site: &Path, entry: &str) -> Outcome<BTreeSet<PathBuf>> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![PathBuf::from(entry)];
    while let Some(file) = waiting.pop() {
        if !reached.insert(file.clone()) || file.extension().is_none_or(|kind| kind != "js") {
            continue;
        }
        let script = String::from_utf8_lossy(&read(&site.join(&file))?).into_owned();
        let folder = file.parent().unwrap_or(Path::new(""));
        let code = without_comments(&script);
        let named = code
            .lines()
            .flat_map(quoted)
            .filter_map(|name| resolve(folder, name));
        waiting.extend(named.filter(|path| site.join(path).is_file()));
    }
    Ok(reached)
}

/// A script without its comments, as far as whole lines and `/* these */` go.
fn without_comments(script: &str) -> String {
    let mut code = String::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The pieces of a line that lie between two quotes of any kind. The pieces between one string and the next are among
/// them, which does no harm: they are not paths of files.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    let pieces = line.split(['"', '\'', '`']).count();
    line.split(['"', '\'', '`']).take(pieces - 1).skip(1)
}

/// A relative path as a browser reads it, or nothing when it is none or leaves the site.
fn resolve(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_path_like =
        name.contains('.') && !name.contains([':', ' ', '<', '\\']) && !name.starts_with('/');
    let mut path = is_path_like.then(|| folder.to_path_buf())?;
    for part in name.split('/') {
        match part {
            "." => {}
            ".." if !path.pop() => return None,
            ".." => {}
            part => path.push(part),
        }
    }
    Some(path)
}

/// Every file's size after gzip and after brotli at their highest levels; nothing for what no program here can do.
fn compressed(files: &[PathBuf]) -> (Vec<usize>, Vec<usize>) {
    if node::is_present() {
        let answer = process::answer(node::command().arg("--eval").arg(COMPRESS).args(files));
        let numbers: Vec<usize> = answer
            .iter()
            .flat_map(|text| text.split_whitespace())
            .filter_map(|word| word.parse().ok())
            .collect();
        return numbers
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .unzip();
    }
    let gzip = |file: &PathBuf| {
        let output = Command::new("gzip")
            .args(["-9", "--no-name", "--stdout"])
            .arg(file)
            .output()
            .ok()?;
        output.status.success().then_some(output.stdout.len())
    };
    let sizes: Option<Vec<usize>> = files.iter().map(gzip).collect();
    (sizes.unwrap_or_default(), Vec::new())
}

/// Prints two numbers a file.
const COMPRESS: &str = "for (const file of process.argv.slice(1)) {
    const bytes = fs.readFileSync(file);
    console.log(zlib.gzipSync(bytes, { level: 9 }).length, zlib.brotliCompressSync(bytes).length);
}";

#[cfg(test)]
mod tests {
    use super::{quoted, resolve, without_comments};
    use std::path::{Path, PathBuf};

    #[test]
    fn imports_are_found_in_code_alone() {
        let script = "import a from \"./a.js\"; import('../b.js');\n// see './d.js'\n\
                      let c = /** @type {import(\"./c.js\").C} */ (new URL('e.js', here));\n";
        let code = without_comments(script);
        let names: Vec<&str> = code
            .lines()
            .flat_map(quoted)
            .filter(|name| name.ends_with(".js"))
            .collect();
        assert_eq!(names, ["./a.js", "../b.js", "e.js"]);
    }

    #[test]
    fn paths_are_relative_to_the_script_and_stay_inside() {
        let folder = Path::new("www");
        assert_eq!(resolve(folder, "./x.js"), Some(PathBuf::from("www/x.js")));
        assert_eq!(resolve(folder, "../x.wasm"), Some(PathBuf::from("x.wasm")));
        assert_eq!(resolve(folder, "../../x.js"), None);
        assert_eq!(resolve(folder, "/x.js"), None);
        assert_eq!(resolve(folder, "https://elsewhere.example/x.js"), None);
    }
}
