//! When it happened: a bar for each bucket, and the same as figures beside it.

use logyomi_core::report::Bucket;
use maud::{Markup, html};

use super::{View, piece};
use crate::words;

/// A full bar has so many steps; the style sheet knows a width for each (`.b1` to `.b40`).
const STEPS: u64 = 40;

impl View<'_> {
    pub(super) fn timeline(&self) -> Markup {
        let timeline = &self.report.timeline;
        let title = self.lang.of(words::TIMELINE);
        let most = timeline.buckets.iter().map(all).max().unwrap_or(0);
        html! {
            h2 { (title) }
            @if timeline.buckets.is_empty() {
                p { (self.lang.of(words::NO_TIMELINE)) }
            } @else {
                p .about { (words::bucket(timeline.seconds, self.lang)) }
                div .scroll .tall role="region" tabindex="0" aria-label=(title) {
                    table .timeline {
                        caption .vh { (title) }
                        thead { tr { (self.timeline_heads()) } }
                        tbody { @for bucket in &timeline.buckets { (self.bucket(bucket, most)) } }
                    }
                }
                @if timeline.left_out > 0 {
                    p .hint { (words::left_out(None, timeline.left_out, self.lang)) }
                }
            }
        }
    }

    fn timeline_heads(&self) -> Markup {
        let levels = [words::ATTACK, words::WARNING, words::NOTICE, words::NORMAL];
        html! {
            th scope="col" { (self.lang.of(words::FROM)) }
            td {}
            @for level in levels { th .number scope="col" { (self.lang.of(level)) } }
        }
    }

    fn bucket(&self, bucket: &Bucket, most: u64) -> Markup {
        html! {
            tr {
                th .time scope="row" { (piece::moment(Some(&bucket.start))) }
                td .bars aria-hidden="true" {
                    @for (level, count) in levels(bucket) {
                        @if count > 0 { span class={ "bar " (level) " b" (steps(count, most)) } {} }
                    }
                }
                @for (_, count) in levels(bucket) { (piece::figure(count)) }
            }
        }
    }
}

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
}
