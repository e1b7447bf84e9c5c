//! `cargo xtask`: everything that is done to the project, as one command that a fresh machine can run.
//!
//! What is missing (the wasm target, the npm packages, a browser) is added on the way and named.
//! Nothing is skipped in silence: a step that cannot run is an error that says what to do.

mod bench;
mod browser;
mod build;
mod country;
mod fuzz;
mod licences;
mod logwatch;
mod minify;
mod new;
mod npm;
mod offline;
mod pack;
mod page;
mod pages;
mod serve;
mod settings;
mod shell;
mod shots;
mod size;
mod soak;
mod test;
mod wasm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, serve and test Logyomi.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build dist/index.html: the whole page in one file
    Build,
    /// What each part of the page costs
    Size,
    /// Build, then serve the page on loopback
    Serve {
        #[arg(long, default_value_t = 8765)]
        port: u16,
    },
    /// Run all tests, or one kind of them
    Test { kind: Option<test::Kind> },
    /// Measure the whole way from a file to its report, beside other programs; or only the matcher
    Bench(bench::Options),
    /// Look for bytes that break the reading, with libFuzzer
    Fuzz(fuzz::Options),
    /// Run the long forms of the tests: an hour or more
    Soak(soak::Options),
    /// Hold our report of log files against that of an installed LogWatch
    Logwatch(logwatch::Options),
    /// Pictures of every view of the page, wide and narrow, in both languages, light and dark
    Shots {
        /// Only these (`tests/browser/lib/views.mjs`)
        views: Vec<String>,
    },
    /// Write crate/country/countries.bin anew, of the edition that its package.json names
    Country,
    /// Write web/licences.txt anew: whose work is packed into the page
    Licences,
    /// Begin the page of a section: crate/sections/pages/NAME.md
    New { name: String },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Build => build::build().map(|_| ()),
        Command::Size => size::size(),
        Command::Serve { port } => serve::serve(port),
        Command::Test { kind } => test::test(kind),
        Command::Bench(options) => bench::bench(&options),
        Command::Fuzz(options) => fuzz::fuzz(&options),
        Command::Soak(options) => soak::soak(&options),
        Command::Logwatch(options) => logwatch::logwatch(&options),
        Command::Shots { views } => shots::shots(&views),
        Command::Country => country::country(),
        Command::Licences => licences::licences(),
        Command::New { name } => new::new(&name),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
