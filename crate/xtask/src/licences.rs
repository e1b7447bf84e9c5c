//! `cargo xtask licences`: `web/licences.txt`, whose work is packed into the page and under which terms.
//!
//! The file is committed, so that a build needs no more than it has; a test holds its list against
//! `Cargo.lock` and the lock file of npm.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{npm, shell};

const FILE: &str = "web/licences.txt";

const HEAD: &str = "\
Logyomi itself: MIT OR Apache-2.0.

The page also holds the work of others. Below stands each package with its version and licence, and behind the list the licences' texts, each once, with the packages that it belongs to.
";

/// Somebody's work inside the page.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

impl Package {
    fn line(&self) -> String {
        format!("{} {} ({})", self.name, self.version, self.licence)
    }
}

pub fn licences() -> Result<()> {
    let packages = packages()?;
    let text = [HEAD, "\n", &list(&packages), &texts(&packages)?].concat();
    fs::write(shell::root().join(FILE), text)?;
    eprintln!("{FILE}: {} packages", packages.len());
    Ok(())
}

fn list(packages: &[Package]) -> String {
    packages.iter().map(|one| one.line() + "\n").collect()
}

/// Everything that is compiled into the wasm, and the one package whose script is in the page.
fn packages() -> Result<Vec<Package>> {
    let mut packages = crates()?;
    packages.push(unpacker()?);
    packages.sort();
    Ok(packages)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Known>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Known {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Known {
    /// Runs in the compiler, and is in no program.
    fn is_macro(&self) -> bool {
        self.targets
            .iter()
            .any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// What `logyomi-web` needs to run on wasm: not what builds or tests it.
fn crates() -> Result<Vec<Package>> {
    let text = shell::output(shell::cargo().args([
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform=wasm32-unknown-unknown",
    ]))?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo metadata")?;
    let nodes: BTreeMap<&str, &Node> = metadata
        .resolve
        .nodes
        .iter()
        .map(|node| (&node.id[..], node))
        .collect();
    let first = metadata
        .packages
        .iter()
        .find(|one| one.name == "logyomi-web");
    let macros: BTreeSet<&str> = metadata
        .packages
        .iter()
        .filter(|one| one.is_macro())
        .map(|one| &one.id[..])
        .collect();
    let mut wanted = vec![
        first
            .context("there is no package logyomi-web")?
            .id
            .as_str(),
    ];
    let mut seen = BTreeSet::new();
    while let Some(id) = wanted.pop() {
        if let (false, true, Some(node)) = (macros.contains(id), seen.insert(id), nodes.get(id)) {
            let runs = node
                .deps
                .iter()
                .filter(|one| one.dep_kinds.iter().any(|kind| kind.kind.is_none()));
            wanted.extend(runs.map(|one| one.pkg.as_str()));
        }
    }
    let foreign = metadata
        .packages
        .iter()
        .filter(|one| one.source.is_some() && !one.is_macro() && seen.contains(&one.id[..]));
    foreign
        .map(|one| {
            Ok(Package {
                name: one.name.clone(),
                version: one.version.clone(),
                licence: one
                    .license
                    .clone()
                    .with_context(|| format!("{} names no licence", one.name))?,
                folder: one
                    .manifest_path
                    .parent()
                    .unwrap_or(Path::new(""))
                    .to_path_buf(),
            })
        })
        .collect()
}

#[derive(Deserialize)]
struct Npm {
    version: String,
    license: String,
}

fn unpacker() -> Result<Package> {
    let name = "xz-decompress";
    let folder = npm::install("web")?.join(name);
    let text = fs::read_to_string(folder.join("package.json"))
        .with_context(|| folder.display().to_string())?;
    let npm: Npm = serde_json::from_str(&text)?;
    Ok(Package {
        name: name.to_owned(),
        version: npm.version,
        licence: npm.license,
        folder,
    })
}

/// The texts that lie beside the packages' sources, each once.
fn texts(packages: &[Package]) -> Result<String> {
    let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for package in packages {
        let found = beside(&package.folder)?;
        if found.is_empty() {
            eprintln!("{} brings no text of its licence", package.line());
        }
        for text in found {
            owners.entry(text).or_default().insert(&package.name);
        }
    }
    if owners.is_empty() {
        bail!("no package has a text of its licence: are their sources there?");
    }
    let mut out = String::new();
    for (text, names) in owners {
        let names: Vec<&str> = names.into_iter().collect();
        out += &format!("\n{}\n{}\n\n{text}\n", "-".repeat(80), names.join(", "));
    }
    Ok(out)
}

fn beside(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_uppercase();
        let wanted = [
            "LICENSE",
            "LICENCE",
            "COPYING",
            "COPYRIGHT",
            "NOTICE",
            "UNLICENSE",
        ];
        if path.is_file() && wanted.iter().any(|word| name.starts_with(word)) {
            files.push(path);
        }
    }
    // Where the reader may choose, the shorter terms.
    let is = |path: &Path, word: &str| path.to_string_lossy().to_ascii_uppercase().ends_with(word);
    if files.iter().any(|path| is(path, "-MIT")) {
        files.retain(|path| !is(path, "-APACHE") && !is(path, "UNLICENSE"));
    }
    files.sort();
    files
        .iter()
        .map(|path| {
            let bytes = fs::read(path)?;
            let text = String::from_utf8_lossy(&bytes).replace('\r', "");
            let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
            Ok(lines.join("\n").trim_matches('\n').to_owned())
        })
        .collect()
}

#[test]
fn the_list_is_that_of_the_lock_files() {
    let text = fs::read_to_string(shell::root().join(FILE)).unwrap_or_default();
    let wanted = list(&packages().unwrap_or_default());
    assert!(
        !wanted.is_empty() && text.contains(&wanted),
        "{FILE} is not what is packed now: `cargo xtask licences` writes it anew. Wanted:\n{wanted}"
    );
}
