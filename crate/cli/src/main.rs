//! Logyomi in a terminal: the same core as the page, for scripts and for trying things out.

mod abuse;
mod block;
mod explain;
mod input;
mod lines;
mod lines_of;
mod read;
mod reopen;
mod report;
mod source;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads server logs and explains them.
#[derive(Parser)]
#[command(name = "logyomi", version)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// What happened: sections as LogWatch has them, attackers, notes
    Report(report::Options),
    /// A draft of the mail to an attacker's provider; nothing is sent
    Abuse(abuse::Options),
    /// Rules that shut attackers out: text to review, never run
    Block(block::Options),
    /// What a line of a log means
    Explain(explain::Options),
    /// What became of every line of the input, or of those of one address
    Lines(lines::Options),
}

/// 0; 1 where a file could not be read (the others are reported all the same); 2 for wrong use.
fn main() -> ExitCode {
    let complete = match Command::parse().verb {
        Verb::Report(options) => report::run(&options),
        Verb::Abuse(options) => abuse::run(&options),
        Verb::Block(options) => block::run(&options),
        Verb::Explain(options) => explain::run(&options),
        Verb::Lines(options) => lines::run(&options),
    };
    if complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}
