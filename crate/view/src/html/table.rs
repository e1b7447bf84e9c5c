//! One event: its table, what it means, and the lines behind each row.

use logyomi_core::report::{Row, Table};
use maud::{Markup, html};

use super::marked::Of;
use super::{View, piece};
use crate::state::{RowId, table_id};
use crate::visible::visible;
use crate::{lookup, number, words};

/// Columns that a table has only where they say something.
struct Columns {
    /// Lines and counts differ somewhere.
    lines: bool,
    /// How many sums a row has.
    sums: usize,
    times: bool,
}

impl Columns {
    fn of(table: &Table) -> Self {
        Self {
            lines: table.rows.iter().any(|row| row.lines != row.count),
            sums: match table.sum_fields.len() {
                0 => usize::from(
                    table.sum.is_some() || table.rows.iter().any(|row| row.sum.is_some()),
                ),
                several => several,
            },
            times: table
                .rows
                .iter()
                .any(|row| row.first.is_some() || row.last.is_some()),
        }
    }

    fn number(&self, keys: usize) -> usize {
        keys.max(1) + 1 + usize::from(self.lines) + self.sums + 2 * usize::from(self.times)
    }
}

impl View<'_> {
    /// The element that [`Part::Table`](crate::Part) fills.
    pub(super) fn event_frame(&self, section: &str, table: &Table) -> Markup {
        html! {
            div .event id=(piece::table_anchor(section, &table.event)) { (self.event(section, table)) }
        }
    }

    pub(super) fn event(&self, section: &str, table: &Table) -> Markup {
        let title = lookup::event_title(section, &table.event, self.lang);
        html! {
            header {
                h4 { (piece::log(title)) }
                (piece::level(&table.level, self.lang))
                span .number { (piece::said(&words::times(table.count, self.lang))) }
                @if table.lines != table.count {
                    span .number .aside { "(" (piece::said(&words::lines(table.lines, self.lang))) ")" }
                }
                (self.save_table(&table_id(section, &table.event)))
            }
            @if let Some(note) = lookup::event_note(section, &table.event, self.lang) { aside .note { p { (piece::note(note)) } } }
            div .rows {
                @if !table.rows.is_empty() {
                    (piece::scroll(&visible(title), self.rows(section, table, title)))
                }
                (self.show_all(table.rows.len(), &table_id(section, &table.event)))
                @if table.left_out.count > 0 || table.left_out.rows.unwrap_or(0) > 0 {
                    p .hint { (piece::said(&words::left_out(table.left_out.rows, table.left_out.count, self.lang))) }
                }
            }
        }
    }

    fn rows(&self, section: &str, table: &Table, title: &str) -> Markup {
        let columns = Columns::of(table);
        let id = table_id(section, &table.event);
        let shown = self.first_rows(&table.rows, &id).len();
        html! {
            table .stacks role="table" {
                caption .vh { (piece::log(title)) }
                (self.head(section, table, &columns))
                (self.bodies(&id, shown, self.columns(table), |from, to| self.rows_between(section, table, from, to)))
                @if table.sum.is_some() { (self.total(section, table, &columns)) }
            }
        }
    }

    pub(super) fn rows_between(
        &self,
        section: &str,
        table: &Table,
        from: usize,
        to: usize,
    ) -> Markup {
        let columns = Columns::of(table);
        let rows = table.rows.get(..to).unwrap_or(&table.rows);
        html! {
            @for (at, row) in rows.iter().enumerate().skip(from) {
                // The first row of a window shows all its keys: the one above may not be there.
                @let above = at.checked_sub(1).filter(|_| at > from).and_then(|above| rows.get(above));
                (self.row(Place { section, table, at }, row, above, &columns))
            }
        }
    }

    /// All of them, with the toggle's.
    pub(super) fn columns(&self, table: &Table) -> usize {
        Columns::of(table).number(table.fields.len()) + 1
    }

    fn head(&self, section: &str, table: &Table, columns: &Columns) -> Markup {
        let word = |word| self.lang.of(word);
        piece::head(html! {
            @if !self.saved { th .toggle scope="col" role="columnheader" { span .vh { (word(words::EVIDENCE)) } } }
            @for field in &table.fields {
                @if lookup::is_amount(field) { (piece::figures(&self.label(field))) }
                @else { (piece::column(&self.label(field))) }
            }
            @if table.fields.is_empty() { (piece::column(word(words::RECORD))) }
            @for label in self.sum_labels(section, table, columns) { (piece::figures(&label)) }
            (piece::figures(word(words::COUNT)))
            @if columns.lines { (piece::figures(word(words::LINES))) }
            @if columns.times { (piece::column(word(words::FIRST))) (piece::column(word(words::LAST))) }
        })
    }

    /// As the head of a column: English labels begin small, for they stand in sentences too.
    fn label(&self, field: &str) -> String {
        let label = visible(lookup::field_label(field, self.lang));
        let mut letters = label.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    }

    /// What the only sum of a table's rows is one of.
    fn sum_label(&self, section: &str, table: &Table) -> String {
        match lookup::sum_field(section, &table.event) {
            Some(field) => self.label(field),
            None => self.lang.of(words::SUM).to_owned(),
        }
    }

    /// The name of each column of sums.
    fn sum_labels(&self, section: &str, table: &Table, columns: &Columns) -> Vec<String> {
        match table.sum_fields.is_empty() {
            true => vec![self.sum_label(section, table); columns.sums],
            false => table
                .sum_fields
                .iter()
                .map(|field| self.label(field))
                .collect(),
        }
    }

    fn row(&self, place: Place, row: &Row, above: Option<&Row>, columns: &Columns) -> Markup {
        let open = !self.saved && self.state.rows.contains(&place.id());
        html! {
            tr .open[open] role="row" {
                @if !self.saved { td .toggle role="cell" { (self.toggle(&place, row, open)) } }
                (self.keys(&place, row, above))
                (self.sums(&place, row.sum, &row.sums, columns))
                (piece::figure(self.lang.of(words::COUNT), row.count))
                @if columns.lines { (piece::figure(self.lang.of(words::LINES), row.lines)) }
                @if columns.times {
                    (piece::time(self.lang.of(words::FIRST), row.first.as_deref()))
                    (piece::time(self.lang.of(words::LAST), row.last.as_deref()))
                }
            }
            @if open {
                tr .evidence role="row" id=(place.anchor()) {
                    td role="cell" {}
                    td role="cell" colspan=(columns.number(place.table.fields.len())) { (self.evidence(&place, row)) }
                }
            }
        }
    }

    /// Opens the row's lines. A button of its own, so that the keys can be selected and copied.
    fn toggle(&self, place: &Place, row: &Row, open: bool) -> Markup {
        let label = words::lines_of(&row.key.join(" "), self.lang);
        html! {
            button type="button" data-action="evidence" data-section=(place.section)
                data-event=(place.table.event) data-row=(place.at) aria-expanded=(open)
                aria-controls=[open.then(|| place.anchor())] aria-label=(visible(&label))
                title=(self.lang.of(words::EVIDENCE)) {}
        }
    }

    /// The keys, outermost first. What the row above shows already is kept for readers of single cells only.
    fn keys(&self, place: &Place, row: &Row, above: Option<&Row>) -> Markup {
        let (last, outer) = match row.key.split_last() {
            Some((last, outer)) => (Some(last.as_str()), outer),
            None => (None, [].as_slice()),
        };
        html! {
            @for (at, key) in outer.iter().enumerate() {
                @let (label, amount) = self.key_column(place.table, at);
                @if same(row, above, at) { td .same role="cell" data-label=[label] { span .vh { (piece::value(key, self.lang)) } } }
                @else { td .key .number[amount] role="cell" data-label=[label] { (self.key(key, amount)) } }
            }
            @let (label, amount) = self.key_column(place.table, outer.len());
            th .key .number[amount] scope="row" role="rowheader" data-label=[label] { (self.innermost(place, row, last, amount)) }
        }
    }

    /// An amount as figures are shown, where it is one.
    fn key(&self, key: &str, amount: bool) -> Markup {
        match key.parse().ok().filter(|_| amount) {
            Some(amount) => html! { (number::grouped(amount)) },
            None => piece::value(key, self.lang),
        }
    }

    /// The head of a key's column, and whether its values are amounts.
    fn key_column(&self, table: &Table, at: usize) -> (Option<String>, bool) {
        let field = table.fields.get(at);
        let amount = field.is_some_and(|field| lookup::is_amount(field));
        (field.map(|field| self.label(field)), amount)
    }

    /// In a saved file, where no button works, the innermost key is the fold that holds the row's lines.
    fn innermost(&self, place: &Place, row: &Row, key: Option<&str>, amount: bool) -> Markup {
        let key = html! {
            @match key {
                Some(key) => (self.key(key, amount)),
                None => (self.lang.of(words::ALL)),
            }
        };
        match self.saved && !row.samples.is_empty() {
            true => {
                html! { details { summary { (key) } (self.evidence(place, row)) } }
            }
            false => key,
        }
    }

    /// The lines that prove a row.
    fn evidence(&self, place: &Place, row: &Row) -> Markup {
        let (section, event) = (place.section, &*place.table.event);
        html! {
            (self.samples(&row.samples, Of::Event { section, event }))
            @if row.samples.is_empty() { p .hint { (self.lang.of(words::NO_SAMPLES)) } }
            @else if row.lines > row.samples.len() as u64 {
                p .hint { (piece::said(&words::first_of(row.samples.len(), row.lines, self.lang))) }
            }
        }
    }

    fn total(&self, section: &str, table: &Table, columns: &Columns) -> Markup {
        html! {
            tbody .total role="rowgroup" {
                tr role="row" {
                    @if !self.saved { td role="cell" {} }
                    th scope="row" role="rowheader" colspan=(table.fields.len().max(1)) { (self.lang.of(words::TOTAL)) }
                    (self.sums(&Place { section, table, at: 0 }, table.sum, &table.sums, columns))
                    (piece::figure(self.lang.of(words::COUNT), table.count))
                    @if columns.lines { (piece::figure(self.lang.of(words::LINES), table.lines)) }
                    @if columns.times { td role="cell" {} td role="cell" {} }
                }
            }
        }
    }

    /// A cell for each column of sums.
    fn sums(&self, place: &Place, one: Option<u64>, several: &[u64], columns: &Columns) -> Markup {
        let all = match several {
            [] => one.as_slice(),
            _ => several,
        };
        html! {
            @for (column, label) in self.sum_labels(place.section, place.table, columns).iter().enumerate() {
                td .number role="cell" data-label=(label) { @if let Some(sum) = all.get(column) { (number::grouped(*sum)) } }
            }
        }
    }
}

/// Where a row stands in the report.
struct Place<'a> {
    section: &'a str,
    table: &'a Table,
    at: usize,
}

impl Place<'_> {
    fn id(&self) -> RowId {
        RowId {
            section: self.section.to_owned(),
            event: self.table.event.clone(),
            row: self.at,
        }
    }

    fn anchor(&self) -> String {
        piece::evidence_anchor(self.section, &self.table.event, self.at)
    }
}

/// The keys up to and including this one are those of the row above.
fn same(row: &Row, above: Option<&Row>, at: usize) -> bool {
    let above = above.and_then(|above| above.key.get(..=at));
    above.is_some() && above == row.key.get(..=at)
}
