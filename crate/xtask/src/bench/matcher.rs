//! The matcher alone: the same sshd log, natively (criterion) and in wasm (Node), beside what only looks for line ends.

use std::fs;

use anyhow::Result;

use crate::{page, settings, shell, wasm};

pub fn native() -> Result<()> {
    shell::run(shell::cargo().args(["bench", "--locked", "--package", "logyomi-core"]))
}

pub fn wasm() -> Result<()> {
    let settings = settings::read()?;
    let program = wasm::program(&settings, Some("bench"))?;
    let path = shell::target().join("bench/index.html");
    fs::write(&path, page::page(&program, &settings)?)?;
    let script = shell::root().join("tests/browser/bench.mjs");
    shell::run(shell::command("node").arg(script).env("LOGYOMI_PAGE", path))
}
