//! `logyomi explain`: what a line means.

use clap::Args;
use logyomi_view::{Lang, text};
use std::io::{self, Read, Write};

#[derive(Args)]
pub struct Options {
    #[arg(long, default_value = "en", value_name = "ja|en")]
    lang: Lang,
    /// Lines of a log, each as one word; `-` reads them from standard input
    #[arg(required = true, value_name = "LINE|-")]
    lines: Vec<String>,
}

/// Prints what each line is; false where standard input could not be read.
pub fn run(options: &Options) -> bool {
    let mut given = String::new();
    for line in &options.lines {
        let read = match line.as_str() {
            "-" => standard_input(&mut given),
            line => {
                given.push_str(line);
                Ok(())
            }
        };
        if let Err(error) = read {
            eprintln!("logyomi: standard input: {error}");
            return false;
        }
        given.push('\n');
    }
    let lines = logyomi_core::explain(&given, chrono::Local::now().date_naive());
    let told = text::explanation(&lines, options.lang);
    io::stdout().lock().write_all(told.as_bytes()).is_ok()
}

fn standard_input(into: &mut String) -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    into.push_str(&String::from_utf8_lossy(&bytes));
    Ok(())
}
