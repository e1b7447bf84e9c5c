//! The overview: what was found, on what it rests, and what the input does not show.

use logyomi_core::Order;
use logyomi_core::report::{Lines, Table};
use maud::{Markup, html};

use super::{View, piece};
use crate::{lookup, number, words};

/// So many kinds of events are named; the rest stands in a fold.
const NAMED: usize = 12;

/// From so many attempts a login from the same address is no typing error: as the finding `login-after-failures` has it.
const GUESSES: u64 = 5;

/// An event that is worth a line.
struct Found<'a> {
    section: &'a str,
    table: &'a Table,
}

impl View<'_> {
    pub(super) fn summary(&self) -> Markup {
        let found = self.found();
        html! {
            h2 { (self.lang.of(words::OVERVIEW)) }
            (self.verdict())
            p .covers { (piece::said(&self.covers())) }
            (self.break_ins())
            @if self.lines().read == 0 {
                p .lead { (self.lang.of(words::NOTHING_READ)) }
            } @else if found.is_empty() {
                p .lead { (self.lang.of(words::NOTHING_FOUND)) }
            }
            (self.findings())
            (self.limits())
            @if !found.is_empty() { (self.events(&found)) }
        }
    }

    /// Attacks first, then by count: what a reader should look at first stands first.
    fn found(&self) -> Vec<Found<'_>> {
        let mut found: Vec<_> = lookup::ordered(self.report)
            .into_iter()
            .flat_map(|section| {
                section.tables.iter().map(|table| Found {
                    section: &section.id,
                    table,
                })
            })
            .filter(|found| rank(&found.table.level) < 3)
            .collect();
        found.order_by_key(|found| {
            (
                rank(&found.table.level),
                std::cmp::Reverse(found.table.count),
            )
        });
        found
    }

    /// The kinds of events above the ordinary, each with a link to its table.
    fn events(&self, found: &[Found]) -> Markup {
        let (named, rest) = found.split_at(found.len().min(NAMED));
        html! {
            h3 { (self.lang.of(words::finding::EVENTS)) }
            ul .found { @for found in named { (self.event_link(found)) } }
            @if !rest.is_empty() {
                (self.fold("found", html! { (piece::said(&words::more(rest.len(), self.lang))) }, html! {
                    ul .found { @for found in rest { (self.event_link(found)) } }
                }))
            }
        }
    }

    fn event_link(&self, found: &Found) -> Markup {
        let Found { section, table } = found;
        html! {
            li {
                (piece::level(&table.level, self.lang))
                a href={ "#" (piece::table_anchor(section, &table.event)) } {
                    span .where { (piece::log(lookup::section_title(section, self.lang))) }
                    " " (piece::log(lookup::event_title(section, &table.event, self.lang)))
                }
                span .number { (piece::said(&words::times(table.count, self.lang))) }
            }
        }
    }

    /// Logins from attacking addresses: the one thing nobody may overlook. Who only mistyped a password is no alarm.
    fn break_ins(&self) -> Markup {
        let attackers = &self.report.attackers;
        let inside: Vec<_> = attackers
            .iter()
            .filter(|attacker| attacker.succeeded > 0)
            .collect();
        let mistyped = inside.iter().filter(|attacker| attacker.mistyped).count();
        let guessed = inside.iter().any(|attacker| attacker.attempts >= GUESSES);
        let logins = inside
            .iter()
            .map(|attacker| attacker.succeeded)
            .fold(0, u64::saturating_add);
        let attempts = attackers
            .iter()
            .map(|attacker| attacker.attempts)
            .fold(0, u64::saturating_add);
        // Where a cap does not know how many there are, it is said apart.
        let unlisted = self.unlisted_attempts();
        let left_out = self.report.attackers_left_out;
        let count = left_out
            .rows
            .unwrap_or(0)
            .saturating_add(attackers.len() as u64);
        let attempts = attempts.saturating_add(left_out.count - unlisted);
        html! {
            @if !inside.is_empty() {
                p .lead .alarm[guessed] {
                    @if guessed { span .icon aria-hidden="true" { "◆" } " " }
                    a href="#attackers" { (piece::said(&words::succeeded(logins, inside.len(), self.lang))) }
                }
            }
            @if !attackers.is_empty() {
                p .lead {
                    a href="#attackers" {
                        (piece::said(&words::attackers(count, attempts, self.lang)))
                    }
                    @if mistyped > 0 { (self.lang.of(words::BETWEEN)) (piece::said(&words::mistyped(mistyped, self.lang))) }
                    @if inside.is_empty() && !self.report.is_narrowed() { (self.lang.of(words::BETWEEN)) (self.lang.of(words::NONE_SUCCEEDED)) }
                }
            }
            @if unlisted > 0 {
                p .lead {
                    a href="#attackers" {
                        (piece::said(&words::too_many_attackers(unlisted, !attackers.is_empty(), self.lang)))
                    }
                }
            }
        }
    }

    fn covers(&self) -> String {
        let spans = || {
            self.report
                .files
                .iter()
                .filter_map(|file| file.span.as_ref())
        };
        let first = spans().map(|span| &span.first).min();
        let last = spans().map(|span| &span.last).max();
        let shown = |iso: &String| crate::visible::visible(&number::moment(iso)).into_owned();
        let span = first
            .zip(last)
            .map(|(first, last)| (shown(first), shown(last)));
        words::covers(self.report.files.len(), self.lines().read, span, self.lang)
    }

    /// What this result does not say. Never "safe".
    fn limits(&self) -> Markup {
        let lines = self.lines();
        let unknown = lines.unmatched.saturating_add(lines.unreadable);
        let troubled = self
            .report
            .files
            .iter()
            .filter(|file| !file.problems.is_empty())
            .count();
        html! {
            h3 { (self.lang.of(words::LIMITS)) }
            ul .limits {
                @if self.report.is_narrowed() { li { (self.lang.of(words::narrow::MAY_BE_ELSEWHERE)) } }
                @else { @for missing in self.missing() { li { (missing) } } }
                @if troubled > 0 { li { (piece::said(&words::with_problems(troubled, self.lang))) } }
                @if unknown > 0 { li { (piece::said(&words::not_understood(unknown, self.lang))) } }
                @if lines.ambiguous > 0 { li { (piece::said(&words::ambiguous(lines.ambiguous, self.lang))) } }
                @if lines.filtered > 0 { li { (piece::said(&words::filtered(lines.filtered, self.lang))) } }
                li { (self.lang.of(words::LOG_CAN_BE_CHANGED)) }
            }
        }
    }

    /// Kinds of logs of which not a line was read.
    fn missing(&self) -> Vec<&'static str> {
        let access = self.report.files.iter().any(|file| file.format == "access");
        let kinds = [
            (
                words::MISSING_LOGIN,
                self.has(&["authentication", "session", "iam"]),
            ),
            (words::MISSING_WEB, access || self.has(&["web"])),
            (words::MISSING_MAIL, self.has(&["email"])),
        ];
        kinds
            .into_iter()
            .filter(|(_, present)| !present)
            .map(|(words, _)| self.lang.of(words))
            .collect()
    }

    fn has(&self, categories: &[&str]) -> bool {
        let sections = self.report.sections.iter();
        let mut tables =
            sections.flat_map(|section| section.tables.iter().map(|table| (&section.id, table)));
        tables.any(|(section, table)| categories.contains(&lookup::category(section, table)))
    }

    pub(super) fn lines(&self) -> Lines {
        self.report
            .files
            .iter()
            .fold(Lines::default(), |sum, file| add(sum, &file.lines))
    }
}

fn rank(level: &str) -> u8 {
    match level {
        "attack" => 0,
        "warning" => 1,
        "notice" => 2,
        _ => 3,
    }
}

/// A report that was read back from JSON may hold any figures: they must not overflow.
fn add(a: Lines, b: &Lines) -> Lines {
    Lines {
        read: a.read.saturating_add(b.read),
        matched: a.matched.saturating_add(b.matched),
        ambiguous: a.ambiguous.saturating_add(b.ambiguous),
        ignored: a.ignored.saturating_add(b.ignored),
        unmatched: a.unmatched.saturating_add(b.unmatched),
        unreadable: a.unreadable.saturating_add(b.unreadable),
        document: a.document.saturating_add(b.document),
        prose: a.prose.saturating_add(b.prose),
        filtered: a.filtered.saturating_add(b.filtered),
    }
}
