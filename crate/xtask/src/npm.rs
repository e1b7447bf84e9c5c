//! Packages of npm, exactly as the lock files say.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell;

/// Makes sure that the packages of this folder are there; gives its `node_modules`.
pub fn install(folder: &str) -> Result<PathBuf> {
    let folder = shell::root().join(folder);
    let modules = folder.join("node_modules");
    // npm writes this file when it is done: an install that was cut off is done again.
    if !newer(
        &modules.join(".package-lock.json"),
        &folder.join("package-lock.json"),
    ) {
        eprintln!("npm ci in {}", folder.display());
        let npm = &mut shell::command("npm");
        shell::run(
            npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&folder),
        )
        .context("the page's tools come from npm: Node.js (20 or later) with npm is needed")?;
    }
    Ok(modules)
}

fn newer(file: &Path, than: &Path) -> bool {
    let time = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    matches!((time(file), time(than)), (Some(file), Some(than)) if file >= than)
}
