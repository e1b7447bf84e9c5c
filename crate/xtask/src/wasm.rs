//! From Rust to the two things a browser runs: the wasm, and the glue that loads it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::settings::Settings;
use crate::{minify, npm, pack, shell};

const TARGET: &str = "wasm32-unknown-unknown";

pub struct Program {
    pub wasm: Vec<u8>,
    /// The same, as xz.
    pub packed: Vec<u8>,
    /// Minified.
    pub glue: String,
}

/// Compiles `logyomi-web` and everything below it; `feature` is one of the crate's own (`bench`), or none.
pub fn program(settings: &Settings, feature: Option<&str>) -> Result<Program> {
    add_target()?;
    let compiled = compile(settings, feature)?;
    let folder = shell::target().join(feature.unwrap_or("page"));
    let key = key(&compiled, settings);
    // Binding, optimizing and packing take longer than cargo's "nothing to do": not again for the same bytes.
    if fs::read_to_string(folder.join("key")).is_ok_and(|old| old == key) {
        return read(&folder);
    }
    finish(compiled, settings, &folder)?;
    fs::write(folder.join("key"), key)?;
    read(&folder)
}

/// The same, finished anew in a folder of its own.
pub fn program_again(settings: &Settings) -> Result<Program> {
    let folder = shell::target().join("page-again");
    finish(compile(settings, None)?, settings, &folder)?;
    read(&folder)
}

/// What the compiler made becomes what a browser is given.
fn finish(compiled: Vec<u8>, settings: &Settings, folder: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    bind(compiled, folder)?;
    optimize(settings, folder)?;
    let wasm = fs::read(folder.join("logyomi.wasm"))?;
    fs::write(folder.join("logyomi.wasm.xz"), pack::xz(&wasm)?)?;
    Ok(())
}

fn read(folder: &Path) -> Result<Program> {
    let wasm = fs::read(folder.join("logyomi.wasm"))?;
    let packed = fs::read(folder.join("logyomi.wasm.xz"))?;
    let glue = fs::read_to_string(folder.join("logyomi.js"))?;
    Ok(Program { wasm, packed, glue })
}

/// Rust's standard library for wasm, which a fresh toolchain does not have.
fn add_target() -> Result<()> {
    let libraries = shell::output(shell::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("rustup target add {TARGET}");
    shell::run(shell::command("rustup").args(["target", "add", TARGET])).with_context(|| {
        format!(
            "this Rust cannot compile for {TARGET}: `rustup target add {TARGET}` must work first"
        )
    })
}

fn compile(settings: &Settings, feature: Option<&str>) -> Result<Vec<u8>> {
    let flags = settings
        .rustflags
        .iter()
        .cloned()
        .chain(remapped())
        .collect::<Vec<_>>();
    let mut cargo = shell::cargo();
    cargo.args([
        "build",
        "--release",
        "--locked",
        "--package",
        "logyomi-web",
        "--lib",
        "--target",
        TARGET,
    ]);
    cargo.args(feature.map(|name| format!("--features={name}")));
    let profile = &settings.profile;
    for (names, level) in [(&profile.small, 's'), (&profile.smallest, 'z')] {
        for name in names {
            cargo.arg("--config");
            cargo.arg(format!(
                "profile.release.package.{name}.opt-level='{level}'"
            ));
        }
    }
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    cargo.env("CARGO_PROFILE_RELEASE_LTO", &settings.profile.lto);
    cargo.env(
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS",
        settings.profile.codegen_units.to_string(),
    );
    shell::run(&mut cargo)?;
    let file = shell::target()
        .join(TARGET)
        .join("release/logyomi_web.wasm");
    fs::read(&file).with_context(|| file.display().to_string())
}

/// Paths of this machine do not belong in the page, and two machines should build the same one.
fn remapped() -> Vec<String> {
    let home = std::env::home_dir().unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
    let sources = fs::read_dir(cargo.join("registry/src"))
        .into_iter()
        .flatten()
        .flatten();
    let folders = sources.map(|entry| entry.path()).collect::<BTreeSet<_>>();
    let crates = folders
        .iter()
        .map(|folder| format!("--remap-path-prefix={}=/crates", folder.display()));
    crates
        .chain([format!(
            "--remap-path-prefix={}=/logyomi",
            shell::root().display()
        )])
        .collect()
}

fn bind(compiled: Vec<u8>, folder: &Path) -> Result<()> {
    let mut output = Bindgen::new()
        .input_bytes("logyomi", compiled)
        .no_modules(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let snippets = output
        .snippets()
        .iter()
        .filter(|(_, snippets)| !snippets.is_empty())
        .map(|(name, _)| name);
    let own = snippets
        .chain(output.local_modules().keys())
        .map(String::as_str)
        .collect::<Vec<_>>();
    if !own.is_empty() {
        bail!(
            "a crate brings JavaScript of its own ({}); that needs modules, which do not load over file://",
            own.join(", ")
        );
    }
    fs::write(folder.join("logyomi.js"), minify::script(output.js())?)?;
    fs::write(folder.join("bound.wasm"), output.wasm_mut().emit_wasm())?;
    Ok(())
}

fn optimize(settings: &Settings, folder: &Path) -> Result<()> {
    let modules = npm::install("web")?;
    let mut node = shell::command("node");
    node.arg(modules.join("binaryen/bin/wasm-opt"))
        .args(&settings.wasm_opt.arguments);
    shell::run(
        node.arg(folder.join("bound.wasm"))
            .arg("-o")
            .arg(folder.join("logyomi.wasm")),
    )
}

/// Everything that decides what comes out of binding, minifying, optimizing and packing.
fn key(compiled: &[u8], settings: &Settings) -> String {
    let mut hash = Sha256::new();
    hash.update(compiled);
    hash.update(&settings.wasm_bindgen);
    hash.update(settings.wasm_opt.arguments.join(" "));
    hash.update(include_str!("../../../web/package-lock.json"));
    hash.update(include_str!("minify.rs"));
    hash.update(include_str!("pack.rs"));
    crate::page::hex(&hash.finalize())
}
