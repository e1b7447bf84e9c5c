//! The program as it is called: what it prints, and what it tells the shell.

use std::borrow::Cow;
use std::process::{Command, Output};
use std::{fs, io};

const LINE: &str = "Feb 24 04:00:00 web1 sshd[1]: Invalid user admin from 203.0.113.9\n";

fn logyomi(words: &[&str]) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_logyomi"))
        .args(words)
        .output()
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[test]
fn a_file_that_is_not_there_is_named_and_the_others_are_reported() {
    let folder = std::env::temp_dir().join(format!("logyomi-terminal-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let there = folder.join("secure");
    fs::write(&there, LINE).unwrap();
    let there = there.to_string_lossy();
    let read = logyomi(&["report", "--format", "json", &there]).unwrap();
    let missing = folder.join("missing").to_string_lossy().into_owned();
    let partly = logyomi(&["report", "--format", "json", &missing, &there]).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(read.status.code(), Some(0), "{}", text(&read.stderr));
    assert_eq!(text(&read.stderr), "");
    assert_eq!(partly.status.code(), Some(1));
    assert!(text(&partly.stderr).contains(&missing));
    assert!(text(&partly.stdout).contains("203.0.113.9"));
}

#[test]
#[cfg(unix)]
fn a_pipe_is_read_from_its_first_byte() {
    use std::process::Stdio;
    let name = format!("logyomi-pipe-{}", std::process::id());
    let file = std::env::temp_dir().join(name);
    fs::write(&file, LINE.repeat(100)).unwrap();
    let mut cat = Command::new("cat")
        .arg(&file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let read = Command::new(env!("CARGO_BIN_EXE_logyomi"))
        .args(["report", "--format", "json", "/dev/stdin"])
        .stdin(cat.stdout.take().unwrap())
        .output()
        .unwrap();
    cat.wait().unwrap();
    fs::remove_file(&file).unwrap();
    assert!(
        text(&read.stdout).contains("\"lines\":{\"read\":100,"),
        "{}",
        text(&read.stdout)
    );
}

#[test]
fn a_folder_without_files_is_no_calm_report() {
    let name = format!("logyomi-nothing-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).unwrap();
    let read = logyomi(&["report", &folder.to_string_lossy()]).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(read.status.code(), Some(1));
    assert!(text(&read.stderr).contains("no file in this folder"));
}

#[test]
fn wrong_use_is_told_apart_from_files_that_cannot_be_read() {
    let wrong = logyomi(&["report", "--no-such-option"]).unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("--no-such-option"));
    assert_eq!(text(&wrong.stdout), "");
}
