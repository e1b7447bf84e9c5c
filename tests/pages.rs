//! The pages are the tests: every sample is read by the event it stands under, and the samples of an
//! event give its `report` block. `UPDATE=1` writes the blocks anew.

use crate::support::{lines_of, report, root, update};
use logyomi_rulec::{Heading, Source, parse, read_folder, samples};
use logyomi_sections::{Format, section};

fn pages() -> Vec<Source> {
    read_folder(&root().join("crate/sections/pages")).unwrap()
}

#[test]
fn every_sample_is_read_by_its_event() {
    let mut wrong = Vec::new();
    for source in pages() {
        let page = parse(&source).unwrap();
        for event in &page.headings[1..] {
            let wanted = format!("{}/{}", page.headings[0].id, event.id);
            for sample in event.log.iter().flat_map(samples) {
                let mut reads = lines_of(file_of(&page.headings[0].id), sample.text.as_bytes());
                let read = reads.pop().unwrap_or_default();
                // A repeat line stands for the line before it, which another event may have read.
                let ambiguous = read.status == "ambiguous" && !sample.injection;
                if (read.event != wanted || ambiguous)
                    && !sample.text.contains("last message repeated")
                {
                    wrong.push(format!(
                        "{}:{}: read as {} `{}`: {}",
                        source.path, sample.line, read.status, read.event, sample.text
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} samples are read by another event:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_injection_never_moves_the_address() {
    // In an injection sample the decoy is 198.51.100.77 or 192.0.2.1, by convention of the pages.
    for source in pages() {
        let page = parse(&source).unwrap();
        for sample in page
            .headings
            .iter()
            .flat_map(|heading| heading.log.iter().flat_map(samples))
            .filter(|sample| sample.injection)
        {
            for read in lines_of(file_of(&page.headings[0].id), sample.text.as_bytes()) {
                let named = read.addr.unwrap_or_default();
                let blamed = read.status != "ambiguous" && named == "198.51.100.77";
                assert!(
                    !blamed,
                    "{}:{}: blames {named}: {}",
                    source.path, sample.line, sample.text
                );
            }
        }
    }
}

#[test]
fn report_blocks_are_what_the_samples_give() {
    let mut wrong = Vec::new();
    for source in pages() {
        let page = parse(&source).unwrap();
        let id = page.headings[0].id.clone();
        let mut text = source.text.clone();
        for event in page.headings[1..].iter().rev() {
            let wanted = block(&id, event);
            let written = event.report.as_ref().map(|block| block.text.as_str());
            if written == wanted.as_deref() {
                continue;
            }
            text = replaced(&text, event, wanted.as_deref().unwrap_or_default());
            wrong.push(format!(
                "{}:{}: `{}`\n--- on the page\n{}--- from the samples\n{}",
                source.path,
                event.line,
                event.id,
                written.unwrap_or("nothing\n"),
                wanted.unwrap_or_default()
            ));
        }
        if update() && text != source.text {
            std::fs::write(&source.path, text).unwrap();
        }
    }
    assert!(
        wrong.is_empty() || update(),
        "{} report blocks are wrong; UPDATE=1 writes them:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The name of a file that holds samples: for commands' outputs it says of which.
fn file_of(section_id: &str) -> &'static str {
    section(section_id)
        .filter(|section| section.format == Format::Document)
        .and_then(|section| section.programs.first().copied())
        .unwrap_or("samples")
}

/// What the samples of an event give; nothing where it has none.
fn block(section_id: &str, event: &Heading) -> Option<String> {
    let log = event.log.as_ref()?;
    let text: String = samples(log)
        .iter()
        .map(|sample| sample.text.clone() + "\n")
        .collect();
    let report = report(&[(file_of(section_id), text.as_bytes())]);
    let table = report
        .sections
        .iter()
        .find(|section| section.id == section_id)?
        .tables
        .iter()
        .find(|table| table.event == event.id)?;
    let page = logyomi_sections::event(section(section_id)?, &event.id)?;
    Some(logyomi_view::text::block(table, page))
}

/// The page with the event's report block replaced, or put behind its log block.
pub fn replaced(text: &str, event: &Heading, block: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let fenced = format!("```report\n{block}```");
    let (from, to, with) = match (&event.report, &event.log) {
        (Some(old), _) => (old.line - 2, old.line + old.text.lines().count(), fenced),
        (None, Some(log)) => {
            let end = log.line + log.text.lines().count();
            (end, end, format!("\n{fenced}"))
        }
        (None, None) => return text.to_owned(),
    };
    let mut out: Vec<&str> = lines[..from].to_vec();
    out.push(&with);
    out.extend(&lines[to..]);
    out.join("\n") + "\n"
}
