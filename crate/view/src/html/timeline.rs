//! When it happened: a chart to look at and to drag across, and its figures as a table.

use chrono::{NaiveDateTime, TimeDelta};
use logyomi_core::report::Bucket;
use maud::{Markup, html};

use super::{View, piece};
use crate::words::{self, narrow as say};
use crate::{number, visible::visible};

/// A full bar has so many steps; the style sheet knows a length for each (`.b1` to `.b40`).
const STEPS: u64 = 40;

/// With more columns than that a chart leaves out those in which nothing happened.
const COLUMNS: i64 = 400;

/// A column of the chart.
struct Column<'a> {
    from: String,
    to: String,
    /// Nothing, where nothing happened.
    bucket: Option<&'a Bucket>,
}

impl View<'_> {
    pub(super) fn timeline(&self) -> Markup {
        let timeline = &self.report.timeline;
        html! {
            h2 { (self.lang.of(words::TIMELINE)) }
            @if timeline.buckets.is_empty() {
                p { (self.lang.of(words::NO_TIMELINE)) }
            } @else {
                p .about {
                    (piece::said(&words::bucket(timeline.seconds, self.lang)))
                    @if self.narrows() { span .brush { (self.lang.of(words::BETWEEN)) (self.lang.of(say::BRUSH)) } }
                }
                (self.chart())
                @match self.saved {
                    true => (self.figures()),
                    false => (self.fold("figures", html! { (self.lang.of(say::FIGURES)) }, self.figures())),
                }
                @if timeline.left_out > 0 {
                    p .hint { (piece::said(&words::left_out(None, timeline.left_out, self.lang))) }
                }
            }
        }
    }

    /// Seen only: the table has the same figures for those who hear the page, and buttons for those who type.
    fn chart(&self) -> Markup {
        let columns = self.chart_columns();
        let most = self.most();
        let ends = columns.first().zip(columns.last());
        html! {
            div .chart aria-hidden="true" {
                p .most { (piece::said(&words::records(most, self.lang))) }
                div id=[self.narrows().then_some("plot")] .plot { @for column in &columns { (chart_column(column, most)) } }
                @if let Some((first, last)) = ends {
                    p .ends { (piece::moment(Some(&first.from))) span { (piece::moment(Some(&last.to))) } }
                }
                p .legend {
                    @for (level, word) in LEVELS {
                        span class={ "level " (level) } { span class={ "bar swatch " (level) } {} (self.lang.of(word)) } " "
                    }
                }
            }
        }
    }

    fn most(&self) -> u64 {
        let buckets = self.report.timeline.buckets.iter();
        buckets.map(all).max().unwrap_or(0)
    }

    /// Evenly spaced from the first to the last, where those are not too many.
    fn chart_columns(&self) -> Vec<Column<'_>> {
        let timeline = &self.report.timeline;
        let width = i64::try_from(timeline.seconds).unwrap_or(i64::MAX);
        let known = |bucket| column(bucket, width);
        let spaced = evenly(&timeline.buckets, width);
        spaced.unwrap_or_else(|| timeline.buckets.iter().filter_map(known).collect())
    }

    fn figures(&self) -> Markup {
        let title = self.lang.of(words::TIMELINE);
        let timeline = &self.report.timeline;
        let width = i64::try_from(timeline.seconds).unwrap_or(i64::MAX);
        html! {
            div .scroll .tall role="group" tabindex="0" aria-label=(title) {
                table .timeline {
                    caption .vh { (title) }
                    thead {
                        tr {
                            th scope="col" { (self.lang.of(words::FROM)) }
                            @for (_, word) in LEVELS { th .number scope="col" { (self.lang.of(word)) } }
                        }
                    }
                    tbody { @for bucket in &timeline.buckets { (self.bucket(bucket, width)) } }
                }
            }
        }
    }

    fn bucket(&self, bucket: &Bucket, width: i64) -> Markup {
        let column = column(bucket, width).filter(|_| self.narrows());
        html! {
            tr {
                th .time scope="row" {
                    @match &column {
                        Some(column) => button .sort type="button" data-action="narrow-time" data-from=(column.from)
                            data-to=(column.to) title=(self.lang.of(say::THIS_TIME)) {
                                (piece::moment(Some(&bucket.start)))
                            },
                        None => (piece::moment(Some(&bucket.start))),
                    }
                }
                @for ((_, word), (_, count)) in LEVELS.into_iter().zip(levels(bucket)) { (piece::figure(self.lang.of(word), count)) }
            }
        }
    }
}

fn chart_column(column: &Column, most: u64) -> Markup {
    let title = column.bucket.map(|bucket| {
        let counts = number::grouped(all(bucket));
        format!("{} – {counts}", visible(&number::moment(&column.from)))
    });
    html! {
        div .column data-from=(column.from) data-to=(column.to) title=[title] {
            @for (level, steps) in column.bucket.map(|bucket| bars(bucket, most)).unwrap_or_default() {
                span class={ "bar " (level) " b" (steps) } {}
            }
        }
    }
}

/// The bars of a column, from below: together as long as their sum is, so that the highest column reaches its line.
fn bars(bucket: &Bucket, most: u64) -> Vec<(&'static str, u64)> {
    let (mut sum, mut drawn) = (0_u64, 0);
    let shown = levels(bucket).into_iter().filter(|(_, count)| *count > 0);
    let bar = |(level, count)| {
        sum = sum.saturating_add(count);
        let steps = steps(sum, most).saturating_sub(drawn).max(1);
        drawn += steps;
        (level, steps)
    };
    shown.map(bar).collect()
}

/// Nothing, where the bucket's moment cannot be read, or is too far away.
fn column(bucket: &Bucket, width: i64) -> Option<Column<'_>> {
    let from = moment(bucket)?;
    let to = from.checked_add_signed(TimeDelta::try_seconds(width)?)?;
    Some(Column {
        from: iso(from),
        to: iso(to),
        bucket: Some(bucket),
    })
}

fn evenly(buckets: &[Bucket], width: i64) -> Option<Vec<Column<'_>>> {
    let (first, last) = buckets.first().zip(buckets.last())?;
    let (first, last) = (moment(first)?, moment(last)?);
    let count = (last - first).num_seconds().checked_div(width)?;
    if !(0..COLUMNS).contains(&count) {
        return None;
    }
    let mut known = buckets.iter().peekable();
    let at = |at: i64| first.checked_add_signed(TimeDelta::try_seconds(width.checked_mul(at)?)?);
    let columns = (0..=count).map(|place| {
        let (from, to) = (at(place)?, at(place + 1)?);
        let here = known.next_if(|bucket| moment(bucket).is_some_and(|moment| moment < to));
        Some(Column {
            from: iso(from),
            to: iso(to),
            bucket: here,
        })
    });
    columns.collect()
}

fn moment(bucket: &Bucket) -> Option<NaiveDateTime> {
    bucket.start.parse().ok()
}

fn iso(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S").to_string()
}

const LEVELS: [(&str, logyomi_sections::Words); 4] = [
    ("attack", words::ATTACK),
    ("warning", words::WARNING),
    ("notice", words::NOTICE),
    ("normal", words::NORMAL),
];

fn levels(bucket: &Bucket) -> [(&'static str, u64); 4] {
    [
        ("attack", bucket.attack),
        ("warning", bucket.warning),
        ("notice", bucket.notice),
        ("normal", bucket.normal),
    ]
}

fn all(bucket: &Bucket) -> u64 {
    let counts = levels(bucket).map(|(_, count)| count);
    counts.into_iter().fold(0, u64::saturating_add)
}

/// At least one: what happened is seen.
fn steps(count: u64, most: u64) -> u64 {
    let steps = u128::from(count) * u128::from(STEPS) / u128::from(most.max(1));
    u64::try_from(steps).unwrap_or(STEPS).clamp(1, STEPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_longer_than_the_longest_nor_nothing() {
        for (count, most, wanted) in [
            (0, 0, 1),
            (1, 1_000, 1),
            (500, 1_000, 20),
            (u64::MAX, u64::MAX, 40),
        ] {
            assert_eq!(steps(count, most), wanted);
        }
    }

    fn buckets(starts: &[&str]) -> Vec<Bucket> {
        let bucket = |start: &&str| Bucket {
            start: (*start).to_owned(),
            attack: 1,
            ..Bucket::default()
        };
        starts.iter().map(bucket).collect()
    }

    #[test]
    fn hours_without_anything_are_columns_too() {
        let buckets = buckets(&["2026-11-20T22:00:00", "2026-11-21T01:00:00"]);
        let columns = evenly(&buckets, 3_600).unwrap();
        let shown: Vec<_> = columns
            .iter()
            .map(|column| {
                (
                    &column.from[11..13],
                    &column.to[11..13],
                    column.bucket.is_some(),
                )
            })
            .collect();
        let expect = [
            ("22", "23", true),
            ("23", "00", false),
            ("00", "01", false),
            ("01", "02", true),
        ];
        assert_eq!(shown, expect);
    }

    #[test]
    fn far_apart_moments_make_no_endless_chart() {
        let apart = buckets(&["1970-01-01T00:00:00", "2026-11-21T01:00:00"]);
        assert!(evenly(&apart, 3_600).is_none());
        assert!(evenly(&buckets(&["soon", "later"]), 3_600).is_none());
        assert!(evenly(&buckets(&["2026-11-21T01:00:00"]), 0).is_none());
    }
}
