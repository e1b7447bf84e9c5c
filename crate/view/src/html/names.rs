//! What the login names stand for: in the row of an attacker the kinds, under the table each kind once
//! with its note. A note in every row would make a long report of a few hundred attackers.

use logyomi_core::report::Tried;
use maud::{Markup, html};

use super::{View, piece};
use crate::names::{FIRST_NAMES, Group, Meaning, groups, meanings};
use crate::{lookup, words};

impl View<'_> {
    /// In an attacker's row: the names by kind, each kind with a link to what it means.
    pub(super) fn kinds(&self, users: &[Tried], fold: &str) -> Markup {
        let groups = groups(users);
        let kinds = groups.iter().filter(|group| group.kind.is_some()).count();
        html! {
            @if kinds > 0 {
                (self.late_fold(fold, html! { (piece::said(&words::kinds(kinds, self.lang))) }, || self.kinds_list(&groups)))
            }
        }
    }

    pub(super) fn kinds_list(&self, groups: &[Group]) -> Markup {
        html! { ul .kinds { @for group in groups { li { (self.group(group)) } } } }
    }

    fn group(&self, group: &Group) -> Markup {
        let users = group.users.iter().map(|user| user.value.as_str());
        html! {
            @match group.kind {
                Some(kind) => a href={ "#" (anchor(kind)) } { (piece::log(lookup::kind_title(kind, self.lang))) },
                None => (self.lang.of(words::OTHER_NAMES)),
            }
            " " (self.names(users, group.users.len()))
        }
    }

    /// Under the table: what each kind means, whatever the filter hides.
    pub(super) fn meanings(&self) -> Markup {
        let meanings = meanings(&self.report.attackers);
        let summary = html! { (piece::said(&words::kinds(meanings.len(), self.lang))) };
        html! {
            @if !meanings.is_empty() {
                h3 { (self.lang.of(words::MEANINGS)) }
                p .hint { (self.lang.of(words::MEANINGS_NOTE)) }
                (self.fold("meanings", summary, html! {
                    dl .meanings { @for meaning in &meanings { (self.meaning(meaning)) } }
                }))
            }
        }
    }

    fn meaning(&self, meaning: &Meaning) -> Markup {
        let names = meaning.names.iter().copied();
        html! {
            dt id=(anchor(meaning.kind)) {
                (piece::log(lookup::kind_title(meaning.kind, self.lang)))
                span .kind { (piece::said(&words::from_addresses(meaning.addresses, self.lang))) }
            }
            dd {
                (self.names(names, meaning.names.len()))
                @if let Some(note) = lookup::kind_note(meaning.kind, self.lang) { p { (piece::note(note)) } }
            }
        }
    }

    /// The first few; all of them stand in the column of names.
    fn names<'n>(&self, names: impl Iterator<Item = &'n str>, count: usize) -> Markup {
        html! {
            ul .counted .names {
                @for name in names.take(FIRST_NAMES) { li { (piece::value(name, self.lang)) } }
                @if count > FIRST_NAMES { li { (piece::said(&words::more(count - FIRST_NAMES, self.lang))) } }
            }
        }
    }
}

pub(super) fn anchor(kind: &str) -> String {
    format!("name-{}", lookup::slug(kind))
}
