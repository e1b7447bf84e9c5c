//! The documents: which command outputs and mails were found in the files, and what stands out in them.

use logyomi_core::report::{Document, Judgement};
use maud::{Markup, html};

use super::{View, piece};
use crate::{lookup, number, words};

impl View<'_> {
    /// The documents, and the checklist that they belong to.
    pub(super) fn documents(&self) -> Markup {
        let title = self.lang.of(words::DOCUMENTS);
        html! {
            @if !self.report.documents.is_empty() {
                h3 { (title) }
                (piece::scroll(title, self.documents_table(title)))
                p .hint { (self.lang.of(words::DOCUMENTS_NOTE)) }
            }
            (self.checklist())
        }
    }

    fn documents_table(&self, title: &str) -> Markup {
        let heads = [words::COMMAND, words::FILE];
        let figures = [words::ROWS, words::UNREAD];
        html! {
            table .files.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! {
                    @for head in heads { (piece::column(self.lang.of(head))) }
                    @for head in figures { (piece::figures(self.lang.of(head))) }
                    (piece::column(self.lang.of(words::STANDS_OUT)))
                }))
                tbody role="rowgroup" { @for document in &self.report.documents { (self.document(document)) } }
            }
        }
    }

    fn document(&self, document: &Document) -> Markup {
        let file = self.report.files.get(document.file as usize);
        html! {
            tr role="row" {
                th scope="row" role="rowheader" {
                    (piece::value(words::document(document), self.lang))
                    span .kind { (piece::log(&document.kind)) }
                }
                td .key role="cell" data-label=(self.lang.of(words::FILE)) { @if let Some(file) = file { (piece::value(&file.path, self.lang)) } }
                (piece::figure(self.lang.of(words::ROWS), lookup::rows(document)))
                (piece::figure(self.lang.of(words::UNREAD), document.unread))
                td role="cell" data-label=(self.lang.of(words::STANDS_OUT)) {
                    @if document.judgements.is_empty() {
                        span .empty { (self.lang.of(words::NOTHING_STANDS_OUT)) }
                    } @else {
                        ul .problems { @for judged in &document.judgements { li { (self.judged(judged)) } } }
                    }
                }
            }
        }
    }

    pub(super) fn judged(&self, judged: &Judgement) -> Markup {
        let (section, event) = lookup::parted(&judged.id);
        html! {
            (piece::level(&judged.level, self.lang)) " "
            a href={ "#" (piece::table_anchor(section, event)) } {
                (piece::log(lookup::event_title(section, event, self.lang)))
            } " × " (number::grouped(judged.lines))
        }
    }
}
