//! `cargo xtask size`: what each part of dist/index.html costs.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::{pack, page, settings, shell, wasm};

/// A part of the page.
struct Part {
    name: &'static str,
    bytes: usize,
    /// By itself; what stands in the page as it is has none.
    packed: Option<usize>,
}

pub fn size() -> Result<()> {
    let settings = settings::read()?;
    let program = wasm::program(&settings, None)?;
    let texts = page::texts()?;
    let page = page::with(&texts, &program, &settings)?;
    let inside = inside(&program.wasm)?;
    println!("| in the program | bytes | packed by itself |");
    println!("|---|--:|--:|");
    for part in &inside {
        let packed = part.packed.map(grouped).unwrap_or_default();
        println!("| {} | {} | {packed} |", part.name, grouped(part.bytes));
    }
    let text = pack::text(&program.packed);
    println!("\n| in the page | bytes |");
    println!("|---|--:|");
    let parts = [
        ("the program as xz", program.packed.len()),
        ("its seven bits a letter", text.len() - program.packed.len()),
        ("glue of wasm-bindgen", program.glue.len()),
        ("unpacker", texts.unpacker.len()),
        ("start scripts", texts.start.len()),
        ("style", texts.style.len()),
    ];
    let known: usize = parts.iter().map(|(_, bytes)| bytes).sum();
    for (name, bytes) in parts {
        println!("| {name} | {} |", grouped(bytes));
    }
    println!("| template and policy | {} |", grouped(page.len() - known));
    println!(
        "| **all** (the budget is {}) | **{}** |",
        grouped(settings.budget.page),
        grouped(page.len())
    );
    Ok(())
}

/// The program's sections; of its data, the tables that we made.
fn inside(wasm: &[u8]) -> Result<Vec<Part>> {
    let part = |name, bytes: &[u8]| {
        anyhow::Ok(Part {
            name,
            bytes: bytes.len(),
            packed: Some(pack::xz(bytes)?.len()),
        })
    };
    let tables = fs::read(tables(wasm)?)?;
    let countries = fs::read(shell::root().join("crate/country/countries.bin"))?;
    let (patterns, others) = tables.split_at(patterns(&tables)?);
    let sections = sections(wasm)?;
    let section = |id: u8| sections.iter().filter(move |(found, _)| *found == id);
    let code: Vec<u8> = section(10).flat_map(|(_, bytes)| bytes.to_vec()).collect();
    let mut data: Vec<u8> = section(11).flat_map(|(_, bytes)| bytes.to_vec()).collect();
    for known in [&tables, &countries] {
        let at = find(&data, known).context("the program's data does not hold the tables whole")?;
        data.drain(at..at + known.len());
    }
    let rest: Vec<u8> = sections
        .iter()
        .filter(|(id, _)| !matches!(id, 10 | 11))
        .flat_map(|(_, bytes)| bytes.to_vec())
        .collect();
    let whole = Part {
        name: "**all**",
        bytes: wasm.len(),
        packed: Some(pack::xz(wasm)?.len()),
    };
    Ok(vec![
        part("code", &code)?,
        part("section pages: patterns", patterns)?,
        part("section pages: notes, titles, all else", others)?,
        part("countries", &countries)?,
        part("other data: encodings, texts, tables of libraries", &data)?,
        part("other sections", &rest)?,
        whole,
    ])
}

/// The tables that are in this program: those of the newest build script that it holds.
fn tables(wasm: &[u8]) -> Result<PathBuf> {
    let builds = shell::target().join("wasm32-unknown-unknown/release/build");
    let mut found: Vec<(SystemTime, PathBuf)> = fs::read_dir(&builds)
        .with_context(|| builds.display().to_string())?
        .flatten()
        .map(|entry| entry.path().join("out/pages.bin"))
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    let held = |path: &PathBuf| fs::read(path).is_ok_and(|bytes| find(wasm, &bytes).is_some());
    match found.into_iter().rev().map(|(_, path)| path).find(held) {
        Some(path) => Ok(path),
        None => bail!("no pages.bin below {} is in the program", builds.display()),
    }
}

/// How long the columns of patterns are, with which the tables begin.
fn patterns(tables: &[u8]) -> Result<usize> {
    let (length, used) = number(tables)?;
    Ok(length + used)
}

/// Each section's id and content.
fn sections(wasm: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    let mut sections = Vec::new();
    let mut rest = wasm.get(8..).context("no wasm")?;
    while let Some((id, behind)) = rest.split_first() {
        let (length, used) = number(behind)?;
        let end = used + length;
        sections.push((*id, behind.get(used..end).context("a section is cut off")?));
        rest = &behind[end..];
    }
    Ok(sections)
}

/// A figure of seven bits a byte, and how many bytes it has.
fn number(bytes: &[u8]) -> Result<(usize, usize)> {
    let mut number = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 127) << (7 * at);
        if byte & 128 == 0 {
            return Ok((number, at + 1));
        }
    }
    bail!("a figure is cut off")
}

/// Found by a rare beginning, then compared: the needle is megabytes long.
fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let head = needle.get(..64)?;
    let starts = hay.windows(64).enumerate();
    let mut places = starts.filter(|(_, window)| *window == head);
    places.find_map(|(at, _)| hay[at..].starts_with(needle).then_some(at))
}

fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn sections_are_taken_apart() {
    let wasm = b"\0asm\x01\0\0\0\x01\x02ab\x0b\x81\0c";
    assert_eq!(sections(wasm).unwrap(), [(1, &b"ab"[..]), (11, &b"c"[..])]);
    assert!(sections(b"\0asm\x01\0\0\0\x01\x09ab").is_err());
    assert_eq!(
        [7, 1234, 1_234_567].map(grouped),
        ["7", "1,234", "1,234,567"]
    );
}
