//! One wrong page for every way of being wrong, with the message it must give.

use crate::support::{root, update};
use logyomi_rulec::{Fields, Problem, Source, check, compile, read_folder};

fn problems(source: &Source) -> Vec<Problem> {
    let text = std::fs::read_to_string(root().join("crate/sections/fields.toml")).unwrap();
    let fields = Fields::parse("fields.toml", &text).unwrap();
    // `twice-a.md` and `twice-b.md` are wrong only together.
    let twin = source.path.ends_with("section-twice.md").then(|| source.clone());
    match compile(fields, &[vec![source.clone()], twin.into_iter().collect()].concat()) {
        Ok(book) => check(&book),
        Err(problems) => problems,
    }
}

#[test]
fn every_wrong_page_is_refused_with_its_message() {
    let folder = root().join("crate/rulec/bad");
    let sources = read_folder(&folder).unwrap();
    assert!(sources.len() >= 20, "only {} wrong pages", sources.len());
    let mut wrong = Vec::new();
    for mut source in sources {
        let path = std::path::PathBuf::from(&source.path);
        source.path = path.file_name().unwrap().to_string_lossy().into_owned();
        let found: String = problems(&source).iter().map(|problem| format!("{problem}\n")).collect();
        let expected = path.with_extension("txt");
        if update() {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        if found.is_empty() || found != wanted {
            wrong.push(format!("{}\n--- wanted\n{wanted}--- found\n{found}", source.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
