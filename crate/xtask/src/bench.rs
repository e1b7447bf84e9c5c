//! `cargo xtask bench`: the same sshd log through the matcher, natively (criterion) and in wasm (Node).

use std::fs;

use anyhow::Result;

use crate::{page, settings, shell, wasm};

pub fn bench() -> Result<()> {
    shell::run(shell::cargo().args(["bench", "--locked", "--package", "logyomi-core"]))?;
    let settings = settings::read()?;
    let program = wasm::program(&settings, Some("bench"))?;
    let path = shell::target().join("bench/index.html");
    fs::write(&path, page::page(&program, &settings)?)?;
    let script = shell::root().join("tests/browser/bench.mjs");
    shell::run(shell::command("node").arg(script).env("LOGYOMI_PAGE", path))
}
