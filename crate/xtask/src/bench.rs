//! `cargo xtask bench`: the same sshd log through the matcher, natively (criterion) and in wasm (Node).

use std::fs;

use anyhow::Result;
use clap::ValueEnum;

use crate::{page, settings, shell, wasm};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Where {
    Native,
    Wasm,
}

/// Measures in one place, or in both.
pub fn bench(place: Option<Where>) -> Result<()> {
    if place != Some(Where::Wasm) {
        shell::run(shell::cargo().args(["bench", "--locked", "--package", "logyomi-core"]))?;
    }
    if place == Some(Where::Native) {
        return Ok(());
    }
    let settings = settings::read()?;
    let program = wasm::program(&settings, Some("bench"))?;
    let path = shell::target().join("bench/index.html");
    fs::write(&path, page::page(&program, &settings)?)?;
    let script = shell::root().join("tests/browser/bench.mjs");
    shell::run(shell::command("node").arg(script).env("LOGYOMI_PAGE", path))
}
