//! `cargo xtask shots`: pictures of every view, for people to look at, in target/shots/.

use anyhow::Result;

use crate::{browser, build, npm, shell};

pub fn shots(views: &[String]) -> Result<()> {
    let page = build::build()?;
    npm::install("tests/browser")?;
    let mut node = shell::command("node");
    node.arg(shell::root().join("tests/browser/shots.mjs"))
        .arg(shell::target().join("shots"))
        .args(views)
        .env("LOGYOMI_PAGE", page)
        .env("CHROME", browser::chrome()?);
    shell::run(&mut node)
}
