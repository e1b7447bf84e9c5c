//! `wasm-pack.toml`: how the page is built. An unknown key is an error, so that a typo is not a setting.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::shell::root;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    pub target: String,
    pub wasm_bindgen: String,
    pub rustflags: Vec<String>,
    pub profile: Profile,
    pub wasm_opt: WasmOpt,
    /// Directive to its values, in the file's order.
    pub policy: toml::Table,
    pub budget: Budget,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    pub lto: String,
    pub codegen_units: u32,
    /// Crates that are built for size (`opt-level = 's'`).
    pub small: Vec<String>,
    /// Crates that are built for size alone (`opt-level = 'z'`).
    pub smallest: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WasmOpt {
    pub arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Bytes of dist/index.html.
    pub page: usize,
}

/// Reads the settings and holds them against Cargo.lock.
pub fn read() -> Result<Settings> {
    let text = std::fs::read_to_string(root().join("wasm-pack.toml")).context("wasm-pack.toml")?;
    let settings: Settings = toml::from_str(&text).context("wasm-pack.toml")?;
    if settings.target != "no-modules" {
        bail!(
            "wasm-pack.toml: target {:?} does not load over file://; only \"no-modules\" does",
            settings.target
        );
    }
    let locked = locked_version("wasm-bindgen")?;
    if settings.wasm_bindgen != locked {
        bail!(
            "wasm-pack.toml pins wasm-bindgen {}, Cargo.lock has {locked}: make them the same",
            settings.wasm_bindgen
        );
    }
    Ok(settings)
}

/// The policy as the page's `<meta>` holds it.
pub fn policy(settings: &Settings, script: &str, style: &str) -> Result<String> {
    let mut directives = Vec::new();
    for (name, values) in &settings.policy {
        let values: Vec<String> = values
            .clone()
            .try_into()
            .with_context(|| format!("wasm-pack.toml: policy.{name}"))?;
        directives.push(format!("{name} {}", values.join(" ")));
    }
    Ok(directives
        .join("; ")
        .replace("{script}", script)
        .replace("{style}", style))
}

fn locked_version(package: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        version: String,
    }
    let text = std::fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock")?;
    let lock: Lock = toml::from_str(&text).context("Cargo.lock")?;
    lock.package
        .into_iter()
        .find(|locked| locked.name == package)
        .map(|locked| locked.version)
        .with_context(|| format!("Cargo.lock has no {package}"))
}
