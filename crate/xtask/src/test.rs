//! `cargo xtask test`: the native tests, then the built wasm in Node, then the built page in Chromium.
//!
//! A step that cannot run at all ends everything with its error; a step whose tests fail does not keep
//! the others from running. The closing line is what was really counted.

use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::{browser, build, fuzz, npm, pages, shell};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Kind {
    /// The section pages: patterns, samples, report blocks (UPDATE=1 writes the blocks anew)
    Pages,
    /// Everything that `cargo test` runs
    Native,
    /// The built wasm in Node, against the native program
    Wasm,
    /// The built page in Chromium
    Browser,
}

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

/// Runs one kind, or all but `pages`, which `native` holds.
pub fn test(kind: Option<Kind>) -> Result<()> {
    let wanted = |one| kind.is_none_or(|kind| kind == one);
    let mut count = Count::default();
    if kind != Some(Kind::Wasm) && kind != Some(Kind::Browser) {
        pages::accept()?;
    }
    if kind == Some(Kind::Pages) {
        count += cargo(&["--package", "logyomi-tests", "--", "pages"])?;
    }
    if wanted(Kind::Native) {
        count += native()?;
    }
    if wanted(Kind::Wasm) || wanted(Kind::Browser) {
        let prepared = prepare()?;
        if wanted(Kind::Wasm) {
            count += made_twice(&prepared)?;
            count += node("wasm", &prepared, &[])?;
        }
        if wanted(Kind::Browser) {
            count += chromium(&prepared, &[])?;
        }
    }
    conclude(&count)
}

/// The long forms of the tests in Node and in Chromium, which these variables ask for.
pub fn long(set: &[(&str, String)]) -> Result<()> {
    let prepared = prepare()?;
    let mut count = node("wasm", &prepared, set)?;
    count += chromium(&prepared, set)?;
    conclude(&count)
}

fn conclude(count: &Count) -> Result<()> {
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed > 0 || count.passed == 0 {
        bail!(
            "{}",
            if count.failed > 0 {
                "tests failed"
            } else {
                "no test ran"
            }
        );
    }
    Ok(())
}

/// The tool that runs us is built already, and its libraries are large: its tests are not built in another way.
fn native() -> Result<Count> {
    let mut count = cargo(&["--workspace", "--exclude", "xtask"])?;
    count += cargo(&["--profile", "xtask", "--package", "xtask"])?;
    fuzz::is_locked()?;
    Ok(count)
}

fn made_twice(prepared: &Prepared) -> Result<Count> {
    let same = build::is_made_again(&prepared.page)?;
    Ok(Count {
        passed: u64::from(same),
        failed: u64::from(!same),
    })
}

/// What the tests in Node and Chromium compare: the page, and the program for the terminal.
struct Prepared {
    page: PathBuf,
    program: PathBuf,
}

fn prepare() -> Result<Prepared> {
    let page = build::build()?;
    npm::install("tests/browser")?;
    // With the features that the native tests have it built with, so that it is not built a second time.
    shell::run(
        shell::cargo()
            .args(["test", "--quiet", "--locked", "--no-run"])
            .args(["--workspace", "--exclude", "xtask", "--test", "terminal"]),
    )?;
    Ok(Prepared {
        page,
        program: shell::target().join("debug/logyomi"),
    })
}

fn cargo(arguments: &[&str]) -> Result<Count> {
    let mut cargo = shell::cargo();
    cargo
        .args(["test", "--locked", "--no-fail-fast"])
        .args(arguments);
    let mut count = Count::default();
    let success = echo(&mut cargo, |line| count += test_result(line))?;
    if !success && count.failed == 0 {
        bail!("`cargo test` did not get to run the tests");
    }
    Ok(count)
}

fn node(folder: &str, prepared: &Prepared, set: &[(&str, String)]) -> Result<Count> {
    let here = shell::root().join("tests/browser").join(folder);
    run(folder, &test_files(&here)?, 2, prepared, set)
}

/// Files that look at the clock, or have two workers of their own at work, are run alone.
const ALONE: [&str; 5] = ["lifecycle", "smooth", "recovery", "workers", "explain"];

fn chromium(prepared: &Prepared, set: &[(&str, String)]) -> Result<Count> {
    let here = shell::root().join("tests/browser/browser");
    let (alone, together): (Vec<_>, Vec<_>) = test_files(&here)?
        .into_iter()
        .partition(|file| ALONE.iter().any(|name| is_named(file, name)));
    let chrome = browser::chrome()?.display().to_string();
    let set = [set, &[("CHROME", chrome)]].concat();
    let mut count = run("browser", &together, 2, prepared, &set)?;
    count += run("browser-alone", &alone, 1, prepared, &set)?;
    Ok(count)
}

fn is_named(file: &Path, name: &str) -> bool {
    file.file_name()
        .is_some_and(|file| file.to_string_lossy() == format!("{name}.test.mjs"))
}

/// Gives these files to Node's test runner, so many at a time.
fn run(
    name: &str,
    files: &[PathBuf],
    at_a_time: u8,
    prepared: &Prepared,
    set: &[(&str, String)],
) -> Result<Count> {
    let tap = shell::target().join("page").join(format!("{name}.tap"));
    let _ = fs::remove_file(&tap);
    let mut node = shell::command("node");
    node.arg("--test")
        .arg(format!("--test-concurrency={at_a_time}"));
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", tap.display()));
    node.args(files);
    node.env("LOGYOMI_PAGE", &prepared.page)
        .env("LOGYOMI_PROGRAM", &prepared.program);
    node.envs(set.iter().map(|(name, value)| (name, value)));
    let success = echo(&mut node, |_| ())?;
    let count = fs::read_to_string(&tap)
        .context("node wrote no test results")?
        .lines()
        .fold(Count::default(), tap_result);
    if !success && count.failed == 0 {
        bail!("`node --test` did not get to run the tests of tests/browser ({name})");
    }
    Ok(count)
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

/// Runs it, prints what it prints, and shows each line to `see`; gives whether it succeeded.
fn echo(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("a test runner cannot be started")?;
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        println!("{line}");
        see(&line);
    }
    Ok(child.wait()?.success())
}

/// `test result: ok. 12 passed; 0 failed; …`
fn test_result(line: &str) -> Count {
    let Some(rest) = line.strip_prefix("test result: ") else {
        return Count::default();
    };
    let before = |word: &str| {
        rest.split(word)
            .next()
            .and_then(|text| text.trim().rsplit(' ').next()?.parse().ok())
    };
    Count {
        passed: before(" passed").unwrap_or(0),
        failed: before(" failed").unwrap_or(0),
    }
}

/// `# pass 12`, `# fail 0`, `# cancelled 0` at the end of a TAP file.
fn tap_result(mut count: Count, line: &str) -> Count {
    let figure = |word: &str| {
        line.strip_prefix(word)
            .and_then(|text| text.trim().parse::<u64>().ok())
            .unwrap_or(0)
    };
    count.passed += figure("# pass ");
    count.failed += figure("# fail ") + figure("# cancelled ");
    count
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

#[test]
fn cargo_results_are_counted() {
    let count = test_result(
        "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out",
    );
    assert_eq!((count.passed, count.failed), (12, 3));
    assert_eq!(test_result("running 3 tests").passed, 0);
}
