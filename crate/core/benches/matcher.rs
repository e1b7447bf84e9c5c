//! The matcher alone, and the whole way of a line, beside what only looks for line ends.
//!
//! `cargo bench -p logyomi-core`; `cargo xtask bench` measures the same text in wasm.

// A bench may stop where a reader of logs may not.
#![allow(clippy::indexing_slicing)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use logyomi_core::sample::{Matcher, line_ends, sshd};
use logyomi_core::{Analysis, Feed, Given, Query, Settings, plan};
use std::hint::black_box;

fn matcher(criterion: &mut Criterion) {
    let text = sshd(4 << 20);
    let mut group = criterion.benchmark_group("sshd");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("memchr", |bench| bench.iter(|| line_ends(black_box(&text))));
    let mut matcher = Matcher::new(&text);
    group.bench_function("matcher", |bench| {
        bench.iter(|| black_box(&mut matcher).run())
    });
    let plans = plan(
        &[Given::whole("secure", &text)],
        &Settings {
            anchor: None,
            today: "2026-11-23".parse().unwrap_or_default(),
        },
    );
    group.bench_function("to the tables", |bench| {
        bench.iter(|| {
            let mut analysis = Analysis::new(&plans, &Query::default(), 7);
            let mut feed = Feed::new(&plans[0], 0..u64::MAX);
            feed.push(black_box(&text), &mut analysis);
            feed.finish(&mut analysis);
            analysis
        });
    });
    group.finish();
}

criterion_group!(benches, matcher);
criterion_main!(benches);
