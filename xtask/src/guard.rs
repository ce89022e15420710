//! `cargo xtask guard`: has the glue that wasm-bindgen writes look at its arguments before the module is entered. Trunk
//! calls it after every build (the hook in Trunk.toml).
//!
//! wasm-bindgen takes arguments as they come: a symbol for a number is an error of the language, −1 for a count is
//! 4,294,967,295, a freed object is a "null pointer passed to rust", and what throws while it is read (a getter, a proxy)
//! leaves the module's stack as it stood. What an argument should be stands in the comments that wasm-bindgen writes, so the
//! checks are made from them.

use std::path::{Path, PathBuf};

use crate::{Outcome, unknown_argument};

/// The glue of the whole module; of the small one only the page's own scripts ask anything.
const GLUE: &str = "reverse_diffusion.js";
/// Where Trunk puts a site together before it takes the place of the last one.
const STAGING: &str = "TRUNK_STAGING_DIR";
/// What the checks call.
const GUARDS: &str = include_str!("guards.js");
/// Numbers that are counted with, and that the module takes as 32 bits.
const COUNTS: &[&str] = &[
    "k",
    "i",
    "n",
    "steps",
    "particles",
    "dim",
    "width",
    "height",
];
/// What looks at its arguments itself, and says more (src/web/lab/arguments.rs).
const CAREFUL: &[&str] = &["Kernel", "stepCoefficients", "diracBridge", "timeGrid"];
/// Methods that say better themselves what their whole numbers may be.
const PARTICULAR: &[&str] = &["seek", "rewind"];

pub fn run(arguments: &[String]) -> Outcome {
    let folder = match arguments {
        [] => std::env::var_os(STAGING)
            .map(PathBuf::from)
            .ok_or_else(|| {
                "guard works on a site that was just built: Trunk calls it, or name a folder."
                    .to_owned()
            })?,
        [folder] => PathBuf::from(folder),
        [_, argument, ..] => return Err(unknown_argument("guard", argument, "one folder")),
    };
    write(&folder)
}

fn write(folder: &Path) -> Outcome {
    let path = folder.join(GLUE);
    let glue = std::fs::read_to_string(&path)
        .map_err(|error| format!("{GLUE} can not be read: {error}."))?;
    std::fs::write(&path, guarded(&glue)?)
        .map_err(|error| format!("{GLUE} can not be written: {error}."))
}

/// The glue with a line of checks at the head of each function that others may call.
fn guarded(glue: &str) -> Outcome<String> {
    let mut text = String::with_capacity(2 * glue.len());
    let mut class: Option<&str> = None;
    let mut documented: Vec<(&str, &str)> = Vec::new();
    let mut checked = 0;
    for line in glue.lines() {
        text += line;
        text.push('\n');
        if let Some(name) = line.strip_prefix("export class ") {
            class = name.strip_suffix(" {");
        } else if line == "}" {
            class = None;
        }
        if let Some(parameter) = line.trim_start().strip_prefix("* @param {") {
            documented.extend(parameter.split_once("} "));
        } else if let Some(name) = opened(line, class) {
            if class.is_some() && !["constructor", "__destroy_into_raw"].contains(&name) {
                text += &format!("        _alive(this, \"{}\");\n", class.unwrap_or_default());
            }
            let careful = CAREFUL.contains(&class.unwrap_or(name));
            for (kind, parameter) in documented.drain(..).filter(|_| !careful) {
                text += &check(name, kind, parameter)?;
                checked += 1;
            }
        }
    }
    if checked == 0 {
        return Err(format!(
            "{GLUE} names no parameters: wasm-bindgen writes it in another way than it did."
        ));
    }
    Ok(text + GUARDS)
}

/// The name of the function that a line opens, if others may call it.
fn opened<'a>(line: &'a str, class: Option<&str>) -> Option<&'a str> {
    let head = match class {
        Some(_) => line
            .strip_prefix("    ")
            .filter(|rest| !rest.starts_with(' '))?,
        None => line.strip_prefix("export function ")?,
    };
    let head = head.strip_suffix(") {")?;
    let (name, _) = head.split_once('(')?;
    Some(name.strip_prefix("get ").unwrap_or(name))
}

/// The line that checks one parameter.
fn check(function: &str, kind: &str, parameter: &str) -> Outcome<String> {
    let (name, optional) = match parameter.strip_prefix('[') {
        Some(name) => (name.trim_end_matches(']'), true),
        None => (parameter, false),
    };
    let field = field(name);
    let check = match kind.trim_end_matches(" | null") {
        "any" | "Array<any>" => format!("{name} = _plain({name});"),
        "number" if PARTICULAR.contains(&function) => format!("_number(\"{field}\", {name});"),
        "number" if COUNTS.contains(&name) => format!("_count(\"{field}\", {name});"),
        "number" => format!("_number(\"{field}\", {name});"),
        "string" => format!("_text(\"{field}\", {name});"),
        "boolean" => format!("_truth(\"{field}\", {name});"),
        "HTMLCanvasElement" => format!("_canvas(\"{field}\", {name});"),
        numbers @ ("Float64Array" | "Float32Array") => {
            format!("{name} = _numbers(\"{field}\", {name}, {numbers});")
        }
        class @ ("Simulation" | "Study" | "Picture" | "Kernel" | "Denoiser") => {
            format!("_object(\"{field}\", {name}, {class}, \"{class}\");")
        }
        other => {
            return Err(format!(
                "{GLUE}: {function} takes {name}, a {other}, and nobody has said how that is checked (xtask/src/guard.rs)."
            ));
        }
    };
    let condition = match optional {
        true => format!("if (!isLikeNone({name})) "),
        false => String::new(),
    };
    Ok(format!("        {condition}{check}\n"))
}

/// A parameter's name as those who call it know it.
fn field(name: &str) -> String {
    let mut words = name.trim_end_matches("_name").split('_');
    let mut field = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        field.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        field.extend(letters);
    }
    field
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_function_looks_at_each_of_its_arguments_first() {
        let glue = "export class Study {\n    /**\n     * @param {Float64Array} x\n     * @param {number} t_star\n     */\n    score(x, t_star) {\n        const ret = 1;\n    }\n}\n/**\n * @param {string} process_name\n * @param {number | null} [spacing]\n */\nexport function f(process_name, spacing) {\n}\nfunction inner(arg) {\n}\n";
        let text = guarded(glue).unwrap();
        assert!(text.contains(
            "    score(x, t_star) {\n        _alive(this, \"Study\");\n        x = _numbers(\"x\", x, Float64Array);\n        _number(\"tStar\", t_star);\n        const ret"
        ));
        assert!(text.contains(
            "f(process_name, spacing) {\n        _text(\"process\", process_name);\n        if (!isLikeNone(spacing)) _number(\"spacing\", spacing);\n}"
        ));
        assert!(text.contains("function inner(arg) {\n}"));
    }

    #[test]
    fn a_kind_that_nobody_has_thought_of_stops_the_build() {
        let glue = "/**\n * @param {Map} m\n */\nexport function f(m) {\n}\n";
        assert!(guarded(glue).unwrap_err().contains("a Map"));
        assert!(guarded("export function f() {\n}\n").is_err());
    }
}
