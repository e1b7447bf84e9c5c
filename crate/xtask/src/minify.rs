//! Script and style as short as they can be written: what stands in the page as text is not packed.

use std::io::Write as _;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::{npm, shell};

/// Of esbuild, its library is asked: its command is a script on some systems and a program on others.
///
/// `es2021` is older than any browser that runs the wasm (SIMD). Without it, esbuild may write what is newer.
const MINIFY: &str = "
const text = require('fs').readFileSync(0, 'utf8');
const { code } = require('esbuild').transformSync(text, {
  loader: process.argv[1], minify: true, charset: 'utf8', target: 'es2021', legalComments: 'none',
});
process.stdout.write(code);
";

pub fn script(text: &str) -> Result<String> {
    minify("js", text)
}

pub fn style(text: &str) -> Result<String> {
    minify("css", text)
}

fn minify(loader: &str, text: &str) -> Result<String> {
    npm::install("web")?;
    let mut node = shell::command("node");
    node.current_dir(shell::root().join("web"))
        .args(["-e", MINIFY, loader])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut node = node.spawn().context("Node.js (20 or later) is needed")?;
    let mut input = node.stdin.take().context("no way into node")?;
    input.write_all(text.as_bytes())?;
    drop(input);
    let output = node.wait_with_output()?;
    if !output.status.success() {
        bail!("esbuild could not read the {loader} above");
    }
    Ok(String::from_utf8(output.stdout)?)
}
