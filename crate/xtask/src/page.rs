//! The one file: `index.html` with style, code and wasm put in, under a policy that names their hashes.

use std::fs;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

use crate::settings::{self, Settings};
use crate::shell::{self, root};
use crate::wasm::Program;
use crate::{minify, npm, pack};

/// A page can be made to talk over WebRTC whatever its policy says: the constructors go before anything runs.
const FIRST: &str = "for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'RTCDataChannel', 'RTCIceTransport']) delete self[name];\n";

/// What is put into the page as text, besides the program and its glue.
pub struct Texts {
    pub style: String,
    pub unpacker: String,
    pub start: String,
}

pub fn texts() -> Result<Texts> {
    let unpacker = npm::install("web")?.join(pack::UNPACKER);
    let start = source("web/worker.js")? + &source("web/page.js")?;
    Ok(Texts {
        style: minify::style(&source("web/style.css")?)?,
        unpacker: fs::read_to_string(&unpacker).with_context(|| unpacker.display().to_string())?,
        start: minify::script(&start)?,
    })
}

/// The text of the page.
pub fn page(program: &Program, settings: &Settings) -> Result<String> {
    with(&texts()?, program, settings)
}

/// The same, of texts that are made already.
pub fn with(texts: &Texts, program: &Program, settings: &Settings) -> Result<String> {
    refuse("web/style.css", &texts.style, &["</style", "\r"])?;
    // One script in both roles: a worker is started from the text of the script that the policy names.
    let script = [FIRST, &texts.unpacker, "\n", &program.glue, &texts.start].concat();
    refuse("the script", &script, &["</script", "<!--", "\r"])?;
    let policy = settings::policy(settings, &hash(&script), &hash(&texts.style))?;
    let template = source("index.html")?;
    fill(
        &template,
        &[
            ("policy", &policy),
            ("style", &texts.style),
            ("program", &hex(&Sha256::digest(&program.wasm))),
            ("date", &commit_date()),
            ("wasm", &pack::text(&program.packed)),
            ("script", &script),
        ],
    )
}

/// Lower-case, as `sha256sum` prints it.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts each piece at its `{{name}}`. What is put in is not looked at again.
fn fill(template: &str, pieces: &[(&str, &str)]) -> Result<String> {
    let mut page = String::new();
    let mut rest = template;
    for (name, text) in pieces {
        let place = format!("{{{{{name}}}}}");
        let (before, after) = rest.split_once(&place).with_context(|| {
            format!("index.html: {place} is missing, or stands in another order")
        })?;
        page.extend([before, text]);
        rest = after;
    }
    if rest.contains("{{") || page.find("http-equiv") > page.find("<style") {
        bail!("index.html: a place without a piece, or a policy that does not stand first");
    }
    Ok(page + rest)
}

pub fn source(path: &str) -> Result<String> {
    fs::read_to_string(root().join(path)).with_context(|| path.to_string())
}

fn refuse(what: &str, text: &str, forbidden: &[&str]) -> Result<()> {
    match forbidden.iter().find(|word| text.contains(**word)) {
        Some(word) => bail!(
            "{what} holds {word:?}: inside a page it would end its element or change its hash"
        ),
        None => Ok(()),
    }
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// The day of the last commit, or nothing where the sources were not cloned.
fn commit_date() -> String {
    let git = shell::output(shell::command("git").args(["log", "-1", "--format=%cs"]));
    git.map(|date| date.trim().to_string()).unwrap_or_default()
}
