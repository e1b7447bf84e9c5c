//! Lines that no page reads, folded by shape: nothing vanishes.

use logyomi_core::report::Unmatched;
use maud::{Markup, html};

use super::marked::Of;
use super::{View, piece};
use crate::words;

impl View<'_> {
    pub(super) fn unmatched(&self) -> Markup {
        let title = self.lang.of(words::UNMATCHED);
        let (all, left_out) = (&self.report.unmatched, self.report.unmatched_left_out);
        html! {
            h2 { (title) " " span .logwatch { "LogWatch: Unmatched Entries" } }
            @if all.is_empty() {
                p { (self.lang.of(words::NO_UNMATCHED)) }
            } @else {
                p .about { (self.lang.of(words::UNMATCHED_NOTE)) }
                (piece::scroll(title, self.unmatched_table(title)))
                (self.show_all(all.len(), "unmatched"))
            }
            @if left_out.count > 0 {
                p .hint { (piece::said(&words::left_out(left_out.rows, left_out.count, self.lang))) }
            }
        }
    }

    fn unmatched_table(&self, title: &str) -> Markup {
        html! {
            table .unmatched.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! {
                    (piece::column(self.lang.of(words::PROGRAM)))
                    (piece::column(self.lang.of(words::TEMPLATE)))
                    (piece::figures(self.lang.of(words::LINES)))
                }))
                tbody role="rowgroup" {
                    @for (at, entry) in self.first_rows(&self.report.unmatched, "unmatched").iter().enumerate() {
                        (self.entry(at, entry))
                    }
                }
            }
        }
    }

    fn entry(&self, at: usize, entry: &Unmatched) -> Markup {
        let template = html! { code { (piece::value(&entry.template, self.lang)) } };
        html! {
            tr role="row" {
                td .key role="cell" data-label=(self.lang.of(words::PROGRAM)) {
                    @if entry.program.is_empty() { span .empty { (self.lang.of(words::NO_PROGRAM)) } }
                    @else { (piece::value(&entry.program, self.lang)) }
                }
                th .key scope="row" role="rowheader" {
                    @if entry.samples.is_empty() { (template) }
                    @else { (self.fold(&format!("unmatched/{at}"), template, self.samples(&entry.samples, Of::Nothing))) }
                }
                (piece::figure(self.lang.of(words::LINES), entry.count))
            }
        }
    }
}
