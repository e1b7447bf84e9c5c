//! One row an address over all sections: sorted, filtered, with what it was after.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::IpAddr;

use logyomi_core::Order;
use logyomi_core::report::Attacker;
use logyomi_sections::Words;
use maud::{Markup, html};

use super::{View, piece};
use crate::names::groups;
use crate::state::Column;
use crate::words::Lang;
use crate::{lookup, number, words};

/// So many names and paths are shown before the fold.
const NAMES: usize = 10;
const PATHS: usize = 5;
/// A longer name or path (in bytes) has a line of its own, and is cut there until its row is opened.
const LONG: usize = 60;

/// A value of the log, and how often it was counted.
type Counted<'a> = (&'a str, u64);

impl View<'_> {
    pub(super) fn attackers(&self) -> Markup {
        html! {
            h2 { (self.lang.of(words::ATTACKERS)) }
            @if self.report.attackers.is_empty() {
                p { (self.no_attackers()) }
            } @else {
                p .about { (piece::said(self.lang.of(words::ATTACKERS_NOTE))) }
                @if !self.saved { (self.filter()) }
                div #attackers-table { (self.attackers_table()) }
                (self.meanings())
            }
        }
    }

    /// Attempts of those that are too many to be listed.
    pub(super) fn unlisted_attempts(&self) -> u64 {
        let left_out = self.report.attackers_left_out;
        match left_out.rows {
            Some(_) => 0,
            None => left_out.count,
        }
    }

    /// How many are listed; nothing where those that there are cannot be.
    pub(super) fn listed_attackers(&self) -> Option<usize> {
        let listed = self.report.attackers.len();
        (listed > 0 || self.unlisted_attempts() == 0).then_some(listed)
    }

    /// Where no address is listed: there is none, or there are too many.
    pub(super) fn no_attackers(&self) -> Markup {
        match self.unlisted_attempts() {
            0 => html! { (self.lang.of(words::NO_ATTACKERS)) },
            attempts => piece::said(&words::too_many_attackers(attempts, false, self.lang)),
        }
    }

    fn filter(&self) -> Markup {
        html! {
            p .filter {
                label for="attackers-filter" { (self.lang.of(words::FILTER)) }
                input #attackers-filter type="search" data-action="filter" value=(self.state.filter)
                    autocomplete="off" spellcheck="false" aria-controls="attackers-table";
            }
        }
    }

    pub(super) fn attackers_table(&self) -> Markup {
        let (found, all) = (self.matching(), self.report.attackers.len());
        let left_out = self.report.attackers_left_out;
        let title = self.lang.of(words::ATTACKERS);
        html! {
            @if found.len() < all {
                p .hint role="status" { (piece::said(&words::shown_of(found.len(), all, self.lang))) }
            }
            @if found.is_empty() {
                p { (self.lang.of(words::NO_ATTACKERS_SHOWN)) }
            } @else {
                (piece::scroll(title, self.attackers_rows(&found, title)))
            }
            (self.show_all(found.len(), "attackers"))
            @if left_out.count > 0 {
                p .hint { (piece::said(&words::left_out(left_out.rows, left_out.count, self.lang))) }
            }
            (self.origin_note())
            (self.networks())
        }
    }

    fn attackers_rows(&self, found: &[&Attacker], title: &str) -> Markup {
        let shown = self.first_rows(found, "attackers").len();
        let columns = self.attacker_columns();
        html! {
            table .attackers.stacks role="table" {
                caption .vh { (title) }
                (piece::head(html! { @for column in &columns { (self.sorter(*column)) } }))
                (self.bodies("attackers", shown, columns.len(), |from, to| self.attackers_between(found, from, to)))
            }
        }
    }

    pub(super) fn attackers_between(&self, found: &[&Attacker], from: usize, to: usize) -> Markup {
        let rows = found.get(from..to.min(found.len())).unwrap_or_default();
        let columns = self.attacker_columns();
        html! { @for attacker in rows { (self.attacker(attacker, &columns)) } }
    }

    /// All columns in which any of the attackers has something to show, whatever the filter hides.
    pub(super) fn attacker_columns(&self) -> Vec<Column> {
        let mut attackers = self.report.attackers.iter();
        let paths = attackers.clone().any(|attacker| !attacker.paths.is_empty());
        let users = attackers.any(|attacker| !attacker.users.is_empty());
        let shown = |column: &Column| match column {
            Column::Paths => paths,
            Column::Users => users,
            _ => true,
        };
        Column::ALL.into_iter().filter(shown).collect()
    }

    /// A column's head, with the button that sorts by it.
    fn sorter(&self, column: Column) -> Markup {
        let title = self.lang.of(head(column));
        let numeric = matches!(column, Column::Attempts | Column::Succeeded);
        let sort = (self.state.sort == column).then_some(match self.state.descending {
            true => "descending",
            false => "ascending",
        });
        html! {
            th scope="col" role="columnheader" .number[numeric] .(column.name()) aria-sort=[sort] {
                @if self.saved { (title) }
                @else { button .sort type="button" data-action="sort" data-column=(column.name()) { (title) } }
            }
        }
    }

    fn attacker(&self, attacker: &Attacker, columns: &[Column]) -> Markup {
        let key = |part: &str| format!("{part}/{}", attacker.address);
        let (users, paths) = (users(attacker), paths(attacker));
        let open = self.state.attackers.contains(&attacker.address);
        let label = |column| self.lang.of(head(column));
        html! {
            tr role="row" .in[attacker.succeeded > 0 && !attacker.mistyped] .open[open && !self.saved] {
                th .key scope="row" role="rowheader" {
                    (self.opener(attacker))
                    (piece::address(&attacker.address))
                    @for name in &attacker.names {
                        span .kind title=(self.lang.of(words::LEARNED)) { (piece::address(name)) }
                    }
                    (self.origin(attacker))
                    @if attacker.mistyped { span .kind { (self.lang.of(words::MISTYPED)) } }
                }
                (piece::figure(label(Column::Attempts), attacker.attempts))
                @if attacker.mistyped { (piece::figure(label(Column::Succeeded), attacker.succeeded)) }
                @else { (self.succeeded(attacker.succeeded)) }
                td role="cell" data-label=(label(Column::Services)) { (self.services(attacker)) }
                @if columns.contains(&Column::Users) {
                    td .key.users role="cell" data-label=[(!users.is_empty()).then(|| label(Column::Users))] {
                        (self.counted(&users, NAMES, &key("users")))
                        (self.kinds(&attacker.users, &key("kinds")))
                    }
                }
                @if columns.contains(&Column::Paths) {
                    td .key.paths role="cell" data-label=[(!paths.is_empty()).then(|| label(Column::Paths))] { (self.counted(&paths, PATHS, &key("paths"))) }
                }
                (piece::time(label(Column::First), attacker.first.as_deref()))
                (piece::time(label(Column::Last), attacker.last.as_deref()))
            }
            (self.opened(attacker, columns.len()))
        }
    }

    fn services(&self, attacker: &Attacker) -> Markup {
        html! {
            ul .counted .plain {
                @for service in &attacker.services {
                    li { (piece::value(&service.name, self.lang)) " " span .number { (number::grouped(service.attempts)) } }
                }
            }
        }
    }

    /// The first few, the others in a fold.
    fn counted(&self, values: &[Counted], first: usize, fold: &str) -> Markup {
        let (shown, rest) = values.split_at(values.len().min(first));
        html! {
            (self.list(shown))
            @if !rest.is_empty() {
                (self.late_fold(fold, html! { (piece::said(&words::more(rest.len(), self.lang))) }, || self.list(rest)))
            }
        }
    }

    /// What a fold of an attacker's row holds.
    pub(super) fn names_of(&self, part: &str, address: &str) -> Markup {
        let mut attackers = self.report.attackers.iter();
        let Some(attacker) = attackers.find(|one| one.address == address) else {
            return html! {};
        };
        let rest =
            |values: Vec<Counted>, first: usize| self.list(values.get(first..).unwrap_or_default());
        match part {
            "users" => rest(users(attacker), NAMES),
            "paths" => rest(paths(attacker), PATHS),
            _ => self.kinds_list(&groups(&attacker.users)),
        }
    }

    fn list(&self, values: &[Counted]) -> Markup {
        html! {
            @if !values.is_empty() {
                ul .counted {
                    @for (value, count) in values {
                        li .long[value.len() > LONG] { (piece::value(value, self.lang)) "\u{a0}" span .number { (number::grouped(*count)) } }
                    }
                }
            }
        }
    }

    /// Those that hold the filter's text, in the chosen order.
    pub(super) fn matching(&self) -> Vec<&Attacker> {
        let wanted = self.state.filter.trim().to_lowercase();
        let mut found: Vec<_> = self
            .report
            .attackers
            .iter()
            .filter(|attacker| holds(attacker, &wanted))
            .collect();
        let (column, descending) = (self.state.sort, self.state.descending);
        // Stable: equals stay in the report's own order, which is by attempts.
        found.order_by(|a, b| {
            let order = compare(a, b, column);
            if descending { order.reverse() } else { order }
        });
        found
    }
}

fn head(column: Column) -> Words {
    match column {
        Column::Address => words::ADDRESS,
        Column::Attempts => words::ATTEMPTS,
        Column::Services => words::SERVICES,
        Column::Users => words::USERS,
        Column::Paths => words::PATHS,
        Column::First => words::FIRST,
        Column::Last => words::LAST,
        Column::Succeeded => words::SUCCEEDED,
    }
}

fn holds(attacker: &Attacker, wanted: &str) -> bool {
    let names = attacker.names.iter().chain([&attacker.address]);
    let services = attacker.services.iter().map(|service| &service.name);
    let users = attacker.users.iter().map(|user| &user.value);
    let paths = attacker.paths.iter().map(|path| &path.value);
    let country = attacker.country.iter();
    let mut country = country.flat_map(|code| Lang::ALL.map(|lang| words::country(code, lang)));
    let mut whois = attacker.whois.iter().flat_map(lookup::whois);
    let holds = |text: &str| text.to_lowercase().contains(wanted);
    wanted.is_empty()
        || names
            .chain(services)
            .chain(users)
            .chain(paths)
            .any(|text| holds(text))
        || country.any(|name| holds(&name))
        || whois.any(holds)
}

fn compare(a: &Attacker, b: &Attacker, column: Column) -> Ordering {
    match column {
        Column::Address => address(a).cmp(&address(b)),
        Column::Attempts => a.attempts.cmp(&b.attempts),
        Column::Services => a.services.len().cmp(&b.services.len()),
        Column::Users => a.users.len().cmp(&b.users.len()),
        Column::Paths => a.paths.len().cmp(&b.paths.len()),
        Column::First => a.first.cmp(&b.first),
        Column::Last => a.last.cmp(&b.last),
        Column::Succeeded => a.succeeded.cmp(&b.succeeded),
    }
}

fn users(attacker: &Attacker) -> Vec<Counted<'_>> {
    let users = attacker.users.iter();
    users.map(|user| (&user.value[..], user.count)).collect()
}

fn paths(attacker: &Attacker) -> Vec<Counted<'_>> {
    let paths = attacker.paths.iter();
    paths.map(|path| (&path.value[..], path.count)).collect()
}

/// Addresses by their figures (`9.x` before `10.x`), names after them.
fn address(attacker: &Attacker) -> (bool, Option<IpAddr>, Cow<'_, str>) {
    let ip = attacker.ip.as_deref().and_then(|ip| ip.parse().ok());
    (ip.is_none(), ip, Cow::Borrowed(&attacker.address))
}

#[cfg(test)]
mod tests {
    use logyomi_core::report::{Report, Tried};

    use super::*;
    use crate::state::ViewState;

    fn attacker(address: &str, attempts: u64) -> Attacker {
        let ip = address.parse::<IpAddr>().ok().map(|ip| ip.to_string());
        Attacker {
            address: address.into(),
            ip,
            attempts,
            ..Attacker::default()
        }
    }

    #[track_caller]
    fn check(state: ViewState, expect: &[&str]) {
        let mut root = attacker("192.0.2.9", 2);
        root.country = Some("JP".into());
        root.users = vec![Tried {
            value: "Root".into(),
            count: 2,
            kind: None,
        }];
        let attackers = vec![
            attacker("host.example.net", 7),
            attacker("192.0.2.10", 2),
            root,
            attacker("2001:db8::1", 1),
        ];
        let report = Report {
            attackers,
            ..Report::default()
        };
        let view = View::page(&report, &state);
        let found: Vec<_> = view
            .matching()
            .iter()
            .map(|attacker| attacker.address.as_str())
            .collect();
        assert_eq!(found, expect);
    }

    fn sorted(sort: Column, descending: bool) -> ViewState {
        ViewState {
            sort,
            descending,
            ..ViewState::default()
        }
    }

    #[test]
    fn equals_stay_in_the_order_of_the_report() {
        check(
            ViewState::default(),
            &["host.example.net", "192.0.2.10", "192.0.2.9", "2001:db8::1"],
        );
    }

    #[test]
    fn addresses_are_sorted_by_their_figures_and_names_follow() {
        check(
            sorted(Column::Address, false),
            &["192.0.2.9", "192.0.2.10", "2001:db8::1", "host.example.net"],
        );
        check(
            sorted(Column::Address, true),
            &["host.example.net", "2001:db8::1", "192.0.2.10", "192.0.2.9"],
        );
    }

    #[test]
    fn the_filter_looks_at_addresses_and_names_without_case() {
        let filter = |text: &str| ViewState {
            filter: text.into(),
            ..ViewState::default()
        };
        check(filter("192.0.2."), &["192.0.2.10", "192.0.2.9"]);
        check(filter(" ROOT "), &["192.0.2.9"]);
        check(filter("日本"), &["192.0.2.9"]);
        check(filter("nobody"), &[]);
    }
}
