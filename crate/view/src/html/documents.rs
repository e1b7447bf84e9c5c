//! The documents: which command outputs and mails were found in the files, and what stands out in them.

use logyomi_core::report::{Document, Judgement};
use logyomi_sections::{SECTIONS, Section};
use maud::{Markup, html};

use super::{View, piece};
use crate::verdict::Verdict;
use crate::{lookup, number, words};

impl View<'_> {
    /// The documents, and the checklist that they belong to. Where the input holds none, the checklist is
    /// for suspected break-ins: who sends a web server's log asks something else.
    pub(super) fn documents(&self) -> Markup {
        let title = self.lang.of(words::DOCUMENTS);
        let none = self.report.documents.is_empty();
        html! {
            @if !none {
                h3 { (title) }
                (piece::scroll(title, self.documents_table(title)))
                p .hint { (self.lang.of(words::DOCUMENTS_NOTE)) }
            }
            @if !none || Verdict::of(self.report) == Verdict::BreakIn {
                h3 #checklist { (self.lang.of(words::CHECKLIST)) }
                (self.checklist())
            }
        }
    }

    /// What to ask for after a suspected break-in, and what of it is known.
    fn checklist(&self) -> Markup {
        let checks = SECTIONS.iter().filter_map(|section| {
            let (order, command) = section.check?;
            Some((order, command, section))
        });
        let mut checks: Vec<(u16, &str, &Section)> = checks.collect();
        checks.sort_by_key(|(order, command, _)| (*order, *command));
        html! {
            p .hint { (self.lang.of(words::CHECKLIST_NOTE)) }
            ul .checklist {
                @for (_, command, section) in checks {
                    li { (self.check(command, section)) }
                }
            }
        }
    }

    fn check(&self, command: &str, section: &Section) -> Markup {
        let kind = section.programs.first().copied().unwrap_or_default();
        let documents = self.report.documents.iter();
        let found: Vec<&Document> = documents.filter(|one| one.kind == kind).collect();
        let judged = found.iter().flat_map(|document| &document.judgements);
        let worse = judged.filter(|judged| judged.level != "notice");
        let worse: u64 = worse
            .map(|judged| judged.lines)
            .fold(0, u64::saturating_add);
        html! {
            code { (command) } " "
            span class={ "level " (if worse > 0 { "warning" } else { "normal" }) } {
                (words::checked(found.len() as u64, worse, self.lang))
            }
            p .note { (self.lang.of(section.note)) }
        }
    }

    fn documents_table(&self, title: &str) -> Markup {
        let heads = [words::COMMAND, words::FILE];
        let figures = [words::ROWS, words::UNREAD];
        html! {
            table .files {
                caption .vh { (title) }
                thead {
                    tr {
                        @for head in heads { th scope="col" { (self.lang.of(head)) } }
                        @for head in figures { th .number scope="col" { (self.lang.of(head)) } }
                        th scope="col" { (self.lang.of(words::STANDS_OUT)) }
                    }
                }
                tbody { @for document in &self.report.documents { (self.document(document)) } }
            }
        }
    }

    fn document(&self, document: &Document) -> Markup {
        let file = self.report.files.get(document.file as usize);
        html! {
            tr {
                th scope="row" {
                    (piece::value(words::document(document), self.lang))
                    span .kind { (piece::log(&document.kind)) }
                }
                td { @if let Some(file) = file { (piece::value(&file.path, self.lang)) } }
                (piece::figure(lookup::rows(document)))
                (piece::figure(document.unread))
                td {
                    @if document.judgements.is_empty() {
                        span .empty { (self.lang.of(words::NOTHING_STANDS_OUT)) }
                    } @else {
                        ul .problems { @for judged in &document.judgements { li { (self.judged(judged)) } } }
                    }
                }
            }
        }
    }

    fn judged(&self, judged: &Judgement) -> Markup {
        let (section, event) = lookup::parted(&judged.id);
        html! {
            (piece::level(&judged.level, self.lang)) " "
            a href={ "#" (piece::table_anchor(section, event)) } {
                (piece::log(lookup::event_title(section, event, self.lang)))
            } " × " (number::grouped(judged.lines))
        }
    }
}
