//! What happened, whether it is dangerous, and what to do next.

use logyomi_core::report::{Detail, Finding, Report, Sample, Subject};
use logyomi_sections::{Fact, Words};
use maud::{Markup, html};

use super::marked::Of;
use super::{View, piece};
use crate::evidence::Evidence;
use crate::letter::Letters;
use crate::lookup::{self, slug};
use crate::verdict::Verdict;
use crate::words;

/// Subjects of a finding before its fold.
const SUBJECTS: usize = 10;

/// So many of those in the fold are made at once, when it is opened: there may be a thousand, with three lines each.
const PIECE: usize = 20;

/// What all findings of a report are shown with.
struct Shown<'a> {
    evidence: Evidence,
    letters: Letters<'a>,
}

impl View<'_> {
    /// One line, with a shape, a word and a colour.
    pub(super) fn verdict(&self) -> Markup {
        let verdict = Verdict::of(self.report);
        let (icon, word) = words::finding::verdict(verdict, self.lang);
        html! {
            p class={ "verdict " (verdict.name()) } {
                span .icon aria-hidden="true" { (icon) } " " strong { (word) }
            }
        }
    }

    pub(super) fn findings(&self) -> Markup {
        let shown = self.shown();
        html! {
            @if !self.report.findings.is_empty() {
                h3 { (self.lang.of(words::finding::FINDINGS)) }
                ul .findings {
                    @for finding in &self.report.findings {
                        li #(finding_anchor(&finding.id)) { (self.finding(finding, &shown)) }
                    }
                }
            }
            (self.next_steps())
            (self.facts())
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            evidence: Evidence::of(self.report),
            letters: Letters::new(self.report, self.state.masked, self.lang),
        }
    }

    fn finding(&self, finding: &Finding, with: &Shown) -> Markup {
        let fold = format!("finding/{}", finding.id);
        let first = finding.subjects.first();
        let rest = finding.subjects.len().saturating_sub(1) as u64;
        let rest = rest.saturating_add(finding.subjects_left_out);
        let (icon, level) = words::finding::gravity(&finding.level, self.lang);
        let summary = html! {
            span class={ "level " (level_class(&finding.level)) } {
                span .icon aria-hidden="true" { (icon) } " " (piece::log(level))
            }
            span .title { (piece::log(lookup::finding_title(&finding.id, self.lang))) }
            span .about {
                @if let Some(first) = first {
                    (piece::said(&words::finding::subject(finding, first, self.lang)))
                    @if rest > 0 { (self.lang.of(words::finding::COMMA)) (piece::said(&words::finding::others(rest, self.lang))) }
                }
            }
        };
        self.fold(&fold, summary, self.finding_inside(finding, with))
    }

    fn finding_inside(&self, finding: &Finding, with: &Shown) -> Markup {
        let part = |head: Words, text: Markup| html! { h4 { (self.lang.of(head)) } p { (text) } };
        html! {
            div .inside {
                (part(words::finding::WHY, piece::said(&words::finding::why(finding, self.lang))))
                @if let Some(note) = lookup::finding_note(&finding.id, self.lang) {
                    (part(words::finding::MEANING, piece::note(note)))
                }
                @if let Some(ask) = lookup::finding_ask(&finding.id, self.lang) {
                    (part(words::finding::ASK, piece::note(ask)))
                }
                h4 { (self.lang.of(words::finding::PROOF)) }
                (self.subjects(finding, with))
                (self.letters(finding, &with.letters))
            }
        }
    }

    fn subjects(&self, finding: &Finding, with: &Shown) -> Markup {
        let (shown, rest) = finding
            .subjects
            .split_at(finding.subjects.len().min(SUBJECTS));
        let fold = format!("subjects/{}", finding.id);
        let is_open = self.saved || self.state.folds.contains(&fold);
        let pieces = html! {
            @for (at, piece) in rest.chunks(PIECE).enumerate() {
                ul .subjects id=(piece_anchor(finding, at)) {
                    @if is_open { (self.listed(finding, piece, with)) }
                }
            }
        };
        html! {
            ul .subjects { (self.listed(finding, shown, with)) }
            @if !rest.is_empty() {
                (self.fold(&fold, html! { (piece::said(&words::more(rest.len(), self.lang))) }, pieces))
            }
            @if finding.subjects_left_out > 0 {
                p .hint { (piece::said(&words::finding::others(finding.subjects_left_out, self.lang))) }
            }
        }
    }

    fn listed(&self, finding: &Finding, subjects: &[Subject], with: &Shown) -> Markup {
        html! { @for subject in subjects { li { (self.subject(finding, subject, with)) } } }
    }

    /// A piece of the many subjects, by its id.
    pub(super) fn subjects_piece(&self, place: &str) -> Markup {
        let with = self.shown();
        let named = place.rsplit_once('-').and_then(|(_, at)| at.parse().ok());
        let at: usize = named.unwrap_or(usize::MAX);
        let is_here = |finding: &&Finding| piece_anchor(finding, at) == place;
        let found = self.report.findings.iter().find(is_here);
        let piece = found.and_then(|finding| {
            let piece = finding.subjects.get(SUBJECTS..)?.chunks(PIECE).nth(at)?;
            Some(self.listed(finding, piece, &with))
        });
        piece.unwrap_or_default()
    }

    fn subject(&self, finding: &Finding, subject: &Subject, with: &Shown) -> Markup {
        let of = Of::Finding(finding, subject);
        let number = |sample: &Sample| with.evidence.number(sample);
        let (first, last) = (subject.first.as_deref(), subject.last.as_deref());
        html! {
            p {
                strong { (piece::said(&words::finding::subject(finding, subject, self.lang))) } " "
                span .time { (piece::said(&words::finding::moments(first, last, self.lang))) }
            }
            @for detail in subject.details.iter().filter(|one| one.field != "event") {
                p .detail { (self.detail(detail)) }
            }
            (self.numbered(&subject.samples, of, number))
        }
    }

    fn detail(&self, detail: &Detail) -> Markup {
        html! {
            (piece::log(lookup::field_label(&detail.field, self.lang))) ": "
            @for (at, value) in detail.values.iter().enumerate() {
                @if at > 0 { ", " }
                (piece::value(&words::finding::value(&detail.field, &value.value, self.lang), self.lang))
            }
            @if detail.left_out > 0 { " " (piece::said(&words::finding::others(detail.left_out, self.lang))) }
        }
    }

    /// Drafts to copy. A saved report is sent to the customer, who needs none.
    fn letters(&self, finding: &Finding, letters: &Letters) -> Markup {
        if self.saved {
            return html! {};
        }
        let kinds = [
            ("memo", words::finding::MEMO, letters.memo(finding)),
            ("reply", words::finding::REPLY, letters.reply(finding)),
        ];
        html! {
            @for (kind, title, text) in kinds {
                (self.draft(&format!("{kind}-{}", slug(&finding.id)), title, &text))
            }
        }
    }

    /// A text to copy, in a fold.
    pub(super) fn draft(&self, id: &str, title: Words, text: &str) -> Markup {
        let rows = text.lines().count().clamp(3, 24);
        let inside = html! {
            p .buttons {
                button type="button" data-action="copy" data-target=(id) { (self.lang.of(words::finding::COPY)) }
                button type="button" data-action="mask" data-target=(id) aria-pressed=(self.state.masked) {
                    (self.lang.of(words::finding::MASK))
                }
            }
            textarea #(id) rows=(rows) readonly spellcheck="false" aria-label=(self.lang.of(title)) { (text) }
        };
        self.fold(
            &format!("draft/{id}"),
            html! { (self.lang.of(title)) },
            inside,
        )
    }

    /// At most three, the first the most urgent.
    fn next_steps(&self) -> Markup {
        let first = self.report.findings.first();
        let mut steps: Vec<(String, Words)> = Vec::new();
        let verdict = Verdict::of(self.report);
        if let Some(first) = first.filter(|_| verdict <= Verdict::Act) {
            steps.push((finding_anchor(&first.id), words::finding::NEXT_FINDING));
        }
        if verdict == Verdict::BreakIn {
            steps.push(("checklist".to_owned(), words::finding::NEXT_CHECKLIST));
        }
        if !self.report.attackers.is_empty() {
            steps.push(("attackers".to_owned(), words::finding::NEXT_ATTACKERS));
        }
        if verdict == Verdict::CannotTell {
            steps.push(("files".to_owned(), words::finding::NEXT_FILES));
        }
        html! {
            @if !steps.is_empty() {
                h3 { (self.lang.of(words::finding::WHAT_NEXT)) }
                p .next {
                    @for (anchor, word) in steps.iter().take(3) {
                        a .button href={ "#" (anchor) } { (self.lang.of(*word)) }
                    }
                }
            }
        }
    }

    /// What no log says: asked only where a finding depends on it.
    fn facts(&self) -> Markup {
        let asked: Vec<Fact> = Fact::ALL
            .into_iter()
            .filter(|fact| depends(self.report, *fact))
            .collect();
        if self.saved || asked.is_empty() {
            return html! {};
        }
        self.fold(
            "facts",
            html! { (self.lang.of(words::finding::FACTS)) },
            html! {
                p .hint { (self.lang.of(words::finding::FACTS_NOTE)) }
                ul .facts { @for fact in asked { li { (self.fact(fact)) } } }
            },
        )
    }

    fn fact(&self, fact: Fact) -> Markup {
        let known = self.state.facts.get(fact);
        let answers = [
            ("yes", words::finding::YES, Some(true)),
            ("no", words::finding::NO, Some(false)),
            ("unknown", words::finding::UNKNOWN, None),
        ];
        let question = words::finding::question(fact, self.lang);
        html! {
            span { (question) }
            span role="group" aria-label=(question) {
                @for (name, word, answer) in answers {
                    button type="button" data-action="fact" data-fact=(fact.name()) data-answer=(name)
                        aria-pressed=(known == answer) { (self.lang.of(word)) }
                }
            }
        }
    }
}

fn depends(report: &Report, fact: Fact) -> bool {
    let pages = report
        .findings
        .iter()
        .filter_map(|finding| lookup::finding(&finding.id));
    pages
        .flat_map(|page| &page.facts)
        .any(|(asked, ..)| *asked == fact)
}

/// The ids of the pieces that the fold of a finding holds.
pub(super) fn pieces(finding: &Finding) -> Vec<String> {
    let rest = finding.subjects.len().saturating_sub(SUBJECTS);
    let pieces = 0..rest.div_ceil(PIECE);
    pieces.map(|at| piece_anchor(finding, at)).collect()
}

fn piece_anchor(finding: &Finding, at: usize) -> String {
    format!("subjects-{}-{at}", slug(&finding.id))
}

pub(super) fn finding_anchor(id: &str) -> String {
    format!("finding-{}", slug(id))
}

fn level_class(level: &str) -> &'static str {
    match level {
        "critical" => "attack",
        "warning" => "warning",
        _ => "notice",
    }
}
