//! The checklist after a suspected break-in: commands to ask for, what is normal, what is known of them.

use logyomi_core::Order;
use logyomi_core::report::Document;
use logyomi_sections::{Check, SECTIONS, Section};
use maud::{Markup, html};

use super::{View, piece};
use crate::lookup::slug;
use crate::verdict::Verdict;
use crate::words::checklist as say;

/// The element that tells how much is done.
pub(super) const DONE: &str = "checklist-done";

/// What is asked for, in order.
fn checks() -> Vec<(Check, &'static Section)> {
    let checks = SECTIONS.iter();
    let mut checks: Vec<_> = checks
        .filter_map(|section| Some((section.check?, section)))
        .collect();
    checks.order_by_key(|(check, _)| (check.order, check.command));
    checks
}

impl View<'_> {
    /// Where the input holds no document, the checklist is for suspected break-ins: who sends a web
    /// server's log asks something else.
    pub(super) fn checklist(&self) -> Markup {
        let asked = !self.report.documents.is_empty()
            || !self.state.checklist.is_empty()
            || Verdict::of(self.report) == Verdict::BreakIn;
        if !asked {
            return html! {};
        }
        let (before, after): (Vec<_>, Vec<_>) =
            checks().into_iter().partition(|(check, _)| check.volatile);
        html! {
            h3 #checklist { (self.lang.of(say::CHECKLIST)) }
            p .hint { (self.lang.of(match self.saved { true => say::CHECKLIST_SAVED, false => say::CHECKLIST_NOTE })) }
            p #(DONE) role="status" { (self.checks_done()) }
            @for (title, note, checks) in [(say::BEFORE, say::BEFORE_NOTE, before), (say::AFTER, say::AFTER_NOTE, after)] {
                h4 { (self.lang.of(title)) }
                p .hint { (self.lang.of(note)) }
                ul .checklist { @for (check, section) in checks { li { (self.check(check.command, section)) } } }
            }
        }
    }

    pub(super) fn checks_done(&self) -> Markup {
        let checks = checks();
        let is_done = |command: &str| self.state.checklist.of(command).done;
        let done = checks.iter().filter(|(check, _)| is_done(check.command));
        html! { (say::done(done.count(), checks.len(), self.lang)) }
    }

    fn check(&self, command: &str, section: &Section) -> Markup {
        let kind = section.programs.first().copied().unwrap_or_default();
        let documents = self.report.documents.iter();
        let found: Vec<&Document> = documents.filter(|one| one.kind == kind).collect();
        let judged = found.iter().flat_map(|document| &document.judgements);
        let worse = judged.clone().filter(|judged| judged.level != "notice");
        let worse: u64 = worse.map(|judged| judged.lines).sum();
        let level = match (found.len(), worse) {
            (0, _) => "ignored",
            (_, 0) => "normal",
            _ => "warning",
        };
        html! {
            p .head {
                (self.tick(command))
                code { (command) } " "
                span class={ "level " (level) } {
                    (say::known(found.len() as u64, worse, self.lang))
                }
            }
            @if judged.clone().next().is_some() {
                ul .problems { @for judged in judged { li { (self.judged(judged)) } } }
            }
            p .note { strong { (self.lang.of(say::NORMAL)) } " " (piece::note(self.lang.of(section.note))) }
            (self.note(command))
            @if !self.saved { (self.output(command)) }
        }
    }

    /// A saved report cannot be ticked any more: it says what was.
    fn tick(&self, command: &str) -> Markup {
        let done = self.state.checklist.of(command).done;
        let id = format!("check-{}", slug(command));
        html! {
            @if self.saved {
                span .ticked { (if done { "☑" } else { "☐" }) " "
                    (self.lang.of(if done { say::DONE } else { say::NOT_DONE })) " " }
            } @else {
                input #(id) type="checkbox" checked[done] data-action="check-done" data-command=(command);
                label for=(id) { (self.lang.of(say::DONE)) }
            }
        }
    }

    fn note(&self, command: &str) -> Markup {
        let note = self.state.checklist.of(command).note;
        let id = format!("check-note-{}", slug(command));
        html! {
            @if !self.saved {
                p .remark {
                    label for=(id) { (self.lang.of(say::NOTE)) }
                    textarea #(id) rows="1" data-action="check-note" data-command=(command) autocomplete="off" { (note) }
                }
            } @else if !note.is_empty() {
                p .remark { strong { (self.lang.of(say::NOTE)) } " " (super::piece::log(&note)) }
            }
        }
    }

    fn output(&self, command: &str) -> Markup {
        let id = format!("check-output-{}", slug(command));
        let inside = html! {
            label .vh for=(id) { (self.lang.of(say::OUTPUT_OF)) " " (command) }
            textarea #(id) rows="6" spellcheck="false" autocomplete="off" {}
            p .buttons {
                button type="button" data-action="check-read" data-command=(command) data-target=(id) {
                    (self.lang.of(say::READ_OUTPUT))
                }
            }
        };
        let title = html! { (self.lang.of(say::PASTE_OUTPUT)) };
        html! { div .output { (self.fold(&format!("check/{command}"), title, inside)) } }
    }
}
