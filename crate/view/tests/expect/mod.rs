//! What was written, compared with a file under `golden/`; `UPDATE=1` writes it anew.

use std::path::PathBuf;

#[track_caller]
pub fn check(name: &str, actual: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        let written = path
            .parent()
            .map(std::fs::create_dir_all)
            .transpose()
            .and_then(|_| std::fs::write(&path, actual));
        assert!(written.is_ok(), "{}: {written:?}", path.display());
        return;
    }
    let expect = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = expect
        .lines()
        .zip(actual.lines())
        .position(|(expect, actual)| expect != actual);
    let at = differs.unwrap_or(expect.lines().count().min(actual.lines().count()));
    assert!(
        expect == actual,
        "{name}:{}: expected\n  {:?}\ngot\n  {:?}\nUPDATE=1 writes it anew",
        at + 1,
        expect.lines().nth(at),
        actual.lines().nth(at),
    );
}
