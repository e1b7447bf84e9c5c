//! Long tables in windows: only what is looked at has rows, all else is a gap of their height.
//!
//! A table of a hundred thousand rows is a million elements, which no browser scrolls. So each
//! [`WINDOW`] of rows is a `<tbody>` of its own; the page fills those that come into view
//! ([`Action::Window`](crate::Action::Window)) and empties those that leave it.

use logyomi_core::report::Table;
use maud::{Markup, html};

use super::files::FILES;
use super::{View, piece};

/// Rows of a window.
pub(super) const WINDOW: usize = 50;

impl View<'_> {
    /// The bodies of a table with `count` rows; `rows` renders those from the first to before the second.
    pub(super) fn bodies(
        &self,
        table: &str,
        count: usize,
        columns: usize,
        rows: impl Fn(usize, usize) -> Markup,
    ) -> Markup {
        if self.saved || count <= 2 * WINDOW {
            return html! { tbody role="rowgroup" { (rows(0, count)) } };
        }
        html! {
            @for at in 0..count.div_ceil(WINDOW) {
                @let window = format!("{table}/{at}");
                @let length = WINDOW.min(count - at * WINDOW);
                tbody role="rowgroup" id=(piece::window_anchor(&window)) data-window=(window) data-rows=(length) {
                    @if self.in_view(&window) { (rows(at * WINDOW, at * WINDOW + length)) }
                    @else { (gap(columns)) }
                }
            }
        }
    }

    pub(super) fn window(&self, window: &str) -> Markup {
        let Some((table, at)) = window.rsplit_once('/') else {
            return html! {};
        };
        let start = at.parse::<usize>().unwrap_or(0).saturating_mul(WINDOW);
        match table.split_once('/') {
            None if table == FILES => self.files_window(window, start),
            None => self.attackers_window(window, start),
            Some((section, event)) => match self.find_table(section, event) {
                Some(table) => self.table_window(window, section, table, start),
                None => html! {},
            },
        }
    }

    fn attackers_window(&self, window: &str, start: usize) -> Markup {
        match self.in_view(window) {
            true => self.attackers_between(&self.matching(), start, start.saturating_add(WINDOW)),
            false => gap(self.attacker_columns().len()),
        }
    }

    fn files_window(&self, window: &str, start: usize) -> Markup {
        match self.in_view(window) {
            true => self.files_between(start, start.saturating_add(WINDOW)),
            false => gap(self.files_columns()),
        }
    }

    fn table_window(&self, window: &str, section: &str, table: &Table, start: usize) -> Markup {
        match self.in_view(window) {
            true => self.rows_between(section, table, start, start.saturating_add(WINDOW)),
            false => gap(self.columns(table)),
        }
    }

    /// The first is always there: a table that begins with a gap looks broken.
    fn in_view(&self, window: &str) -> bool {
        window.ends_with("/0") || self.state.windows.contains(window)
    }
}

/// The page gives it the height of what it stands for.
fn gap(columns: usize) -> Markup {
    html! { tr .gap aria-hidden="true" { td colspan=(columns) {} } }
}
