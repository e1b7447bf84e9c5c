//! The two files that a host serves beside the page, so that it can be installed and opens without a network.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::page::{hex, source};

pub const MANIFEST: &str = "manifest.webmanifest";
pub const WORKER: &str = "sw.js";

/// The manifest: as it is written.
pub fn manifest() -> Result<String> {
    source("web/manifest.webmanifest")
}

/// The service worker of this page: it knows the page's hash, and serves it under the page's own policy.
pub fn worker(page: &str) -> Result<String> {
    let start = "http-equiv=\"Content-Security-Policy\" content=\"";
    let (_, rest) = page.split_once(start).context("the page has no policy")?;
    let (policy, _) = rest
        .split_once('"')
        .context("the page's policy has no end")?;
    if policy.contains(['\\', '`', '\n']) {
        bail!("the policy holds a letter that a script would read as another one: {policy}");
    }
    let template = source("web/sw.js")?;
    let script = template
        .replace("{{page}}", &hex(&Sha256::digest(page)))
        .replace("{{policy}}", policy);
    match script.matches(policy).count() {
        1 => Ok(script),
        _ => bail!("web/sw.js: there must be one place for the policy"),
    }
}
