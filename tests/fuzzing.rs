//! The corpora that fuzzing left: bytes that once reached something new, or broke something, run again.

use crate::support::root;
use logyomi_tests::targets::TARGETS;
use std::fs;

#[test]
fn the_kept_corpora_break_nothing() {
    for (name, target) in TARGETS {
        let folder = root().join("fuzz/corpus").join(name);
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(!files.is_empty(), "no corpus of {name}");
        for file in &files {
            // A panic names the test only: the file is printed before.
            println!("{}", file.display());
            target(&fs::read(file).unwrap());
        }
    }
}

/// Each target has its file for cargo-fuzz.
#[test]
fn every_target_can_be_fuzzed() {
    let folder = root().join("fuzz/fuzz_targets");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut names = TARGETS.map(|(name, _)| format!("{name}.rs"));
    names.sort();
    assert_eq!(files, names);
}
