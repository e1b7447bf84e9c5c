//! `cargo xtask build`: `dist/index.html`, its hash beside it, and the two files that only a host serves.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

use crate::page::{self, hex};
use crate::{offline, settings, shell, wasm};

/// Builds the page and gives its path.
pub fn build() -> Result<PathBuf> {
    let settings = settings::read()?;
    let program = wasm::program(&settings, None)?;
    let page = page::page(&program, &settings)?;
    if page.len() > settings.budget.page {
        bail!(
            "the page has {} bytes; the budget in wasm-pack.toml is {}",
            page.len(),
            settings.budget.page
        );
    }
    let folder = shell::root().join("dist");
    let path = folder.join("index.html");
    fs::create_dir_all(&folder)?;
    fs::write(
        folder.join("index.html.sha256"),
        format!("{}  index.html\n", hex(&Sha256::digest(&page))),
    )?;
    fs::write(folder.join(offline::WORKER), offline::worker(&page)?)?;
    fs::write(folder.join(offline::MANIFEST), offline::manifest()?)?;
    fs::write(&path, &page)?;
    eprintln!(
        "{}: {} KB, of which the wasm is {} KB unpacked",
        path.display(),
        page.len() / 1000,
        program.wasm.len() / 1000
    );
    Ok(path)
}

/// Whether the page that was built comes out the same when what the compiler made is bound, minified, optimized
/// and packed once more in another folder. That the compiler makes the same twice is left to `cargo xtask soak`.
pub fn is_made_again(page: &Path) -> Result<bool> {
    let settings = settings::read()?;
    let again = page::page(&wasm::program_again(&settings)?, &settings)?;
    let (first, second) = (fs::read(page)?, again.into_bytes());
    let hash = |page: &[u8]| hex(&Sha256::digest(page));
    println!(
        "the page made twice: {} and {}",
        hash(&first),
        hash(&second)
    );
    Ok(first == second)
}
