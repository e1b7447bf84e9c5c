//! Writes the page and a made-up report as HTML files, to look at: `cargo run -p logyomi-view --example preview DIR`.

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::path::{Path, PathBuf};

use logyomi_view::html;
use logyomi_view::state::{RowId, Theme, ViewState};
use logyomi_view::words::Lang;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/preview".into()),
    );
    std::fs::create_dir_all(&folder)?;
    for lang in Lang::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            write(&folder, lang, theme)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, lang: Lang, theme: Theme) -> std::io::Result<()> {
    let css = include_str!("../../../web/style.css");
    let report = sample::report();
    let opened = ["illegal-user"].map(|event| RowId {
        section: "sshd".into(),
        event: event.into(),
        row: 5,
    });
    let state = ViewState {
        lang,
        theme,
        rows: opened.into(),
        ..ViewState::default()
    };
    let name = format!("{}-{}.html", lang.tag(), theme.name());
    let first = page(&state, css, &html::page_shell_for(&state));
    let shell = html::page_shell_for(&state)
        .replace(
            "<section id=\"start\"",
            "<section id=\"start\" class=\"small\"",
        )
        .replace("id=\"check\" open", "id=\"check\"");
    let inside = format!("{}</main>", html::report(&report, &state));
    std::fs::write(folder.join(format!("first-{name}")), first)?;
    std::fs::write(
        folder.join(format!("report-{name}")),
        page(&state, css, &shell.replace("</main>", &inside)),
    )?;
    std::fs::write(
        folder.join(format!("saved-{name}")),
        html::document(&report, &state, css),
    )
}

fn page(state: &ViewState, css: &str, body: &str) -> String {
    let (lang, theme) = (state.lang.tag(), state.theme.name());
    format!(
        "<!doctype html><html lang={lang} data-theme={theme}><meta charset=utf-8>\
         <meta name=viewport content='width=device-width'><title>Preview</title><style>{css}</style><body>{body}"
    )
}
