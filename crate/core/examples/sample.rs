//! Writes one of the made logs: `cargo run --release --package logyomi-core --example sample sshd 200000000 FILE`.

use logyomi_core::sample::{access, mail, sshd};
use std::env::args;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = args().skip(1).collect();
    let [kind, bytes, file] = &arguments[..] else {
        return usage();
    };
    let make = match kind.as_str() {
        "sshd" => sshd,
        "access" => access,
        "mail" => mail,
        _ => return usage(),
    };
    let Ok(bytes) = bytes.parse() else {
        return usage();
    };
    match std::fs::write(file, make(bytes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("sample sshd|access|mail BYTES FILE");
    ExitCode::from(2)
}
