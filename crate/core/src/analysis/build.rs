//! From tables to the report: sorted, resolved, in words that every view understands.

use super::{
    Analysis, Extra, FIRST_TABLE, FileCount, attackers, findings, networks, targets, whois,
};
use crate::facts::Facts;
use crate::order::Order;
use crate::plan::FilePlan;
use crate::report::{
    Document, FileProblem, FileReport, LeftOut, Report, Row, SCHEMA, SectionReport, Span, Table,
    Total, Unmatched,
};
use crate::stamp::iso;
use crate::tally::{self, Shown, Tally};
use logyomi_sections::{self as sections, Event, FIELDS, FieldId, SECTIONS, Section};

pub(super) fn report(analysis: &Analysis, plans: &[FilePlan]) -> Report {
    let (mut attackers, attackers_left_out) = attackers::attackers(analysis);
    let documents = documents(analysis);
    whois::join(&mut attackers, &documents);
    let (unmatched, unmatched_left_out) = unmatched(analysis);
    let sections: Vec<SectionReport> = SECTIONS
        .iter()
        .zip(FIRST_TABLE.iter())
        .filter_map(|(page, first)| section(page, *first, analysis))
        .collect();
    let mut report = Report {
        schema: SCHEMA,
        asked: analysis.query.asked(),
        files: plans
            .iter()
            .zip(&analysis.files)
            .map(|(plan, count)| file(plan, count))
            .collect(),
        targets: targets::targets(&attackers, &sections),
        sections,
        documents,
        findings: findings::findings(analysis, plans, &attackers),
        networks: networks::networks(&attackers),
        attackers,
        attackers_left_out,
        timeline: analysis.timeline.report(),
        unmatched,
        unmatched_left_out,
    };
    Facts::default().apply(&mut report);
    report
}

fn documents(analysis: &Analysis) -> Vec<Document> {
    let mut documents = analysis.documents.clone();
    documents.order_by_key(|document| (document.file, document.offset));
    documents
}

fn file(plan: &FilePlan, count: &FileCount) -> FileReport {
    let counted = [
        (count.cut > 0).then_some(FileProblem::LongLines { count: count.cut }),
        (count.invalid > 0).then_some(FileProblem::InvalidText {
            lines: count.invalid,
        }),
        (count.orphans > 0).then_some(FileProblem::RepeatWithoutLine {
            count: count.orphans,
        }),
    ];
    FileReport {
        path: plan.path.clone(),
        bytes: plan.bytes,
        sha256: None,
        format: plan.format.clone(),
        encoding: plan.encoding.name().to_owned(),
        container: plan.container.clone(),
        anchor: plan.anchor.to_string(),
        anchor_from: plan.anchor_from.name().to_owned(),
        zone_minutes: plan.zone,
        year_guessed: count.year_guessed,
        span: count.first.zip(count.last).map(|(first, last)| Span {
            first: iso(first),
            last: iso(last),
        }),
        hosts: count.hosts.names(),
        lines: count.lines,
        problems: plan
            .problems
            .iter()
            .chain(&count.problems)
            .cloned()
            .chain(counted.into_iter().flatten())
            .collect(),
        archive: plan.archive.clone(),
    }
}

fn section(page: &'static Section, first: usize, analysis: &Analysis) -> Option<SectionReport> {
    let tables: Vec<Table> = page
        .events
        .iter()
        .enumerate()
        .filter_map(|(index, event)| {
            Some(table(event, analysis.tables.get(first + index)?, analysis))
                .filter(|table| table.lines > 0)
        })
        .collect();
    let totals: Vec<Total> = page
        .totals
        .iter()
        .map(|one| total(one, analysis))
        .filter(|total| total.lines > 0)
        .collect();
    (!tables.is_empty() || !totals.is_empty()).then(|| SectionReport {
        id: page.id.to_owned(),
        tables,
        totals,
    })
}

fn total(total: &sections::Total, analysis: &Analysis) -> Total {
    let tables = total.events.iter().filter_map(|(section, event)| {
        let first = FIRST_TABLE.get(usize::from(*section))?;
        analysis.tables.get(first + usize::from(*event))
    });
    tables.fold(
        Total {
            id: total.id.to_owned(),
            ..Total::default()
        },
        |sum, tally| Total {
            count: sum.count + tally.total.count,
            lines: sum.lines + tally.total.lines,
            ..sum
        },
    )
}

fn table(event: &'static Event, tally: &Tally, analysis: &Analysis) -> Table {
    let (rows, left_out) = rows(
        tally,
        analysis,
        event.by_count,
        event.min,
        event.top,
        event.sums.len(),
    );
    Table {
        event: event.id.to_owned(),
        level: event.level.name().to_owned(),
        fields: names(&event.rows),
        count: tally.total.count,
        lines: tally.total.lines,
        sum: first_sum(&tally.total.sums, event.sums.len()),
        sum_fields: match event.sums.len() {
            0 | 1 => Vec::new(),
            _ => names(&event.sums),
        },
        sums: several(&tally.total.sums, event.sums.len()),
        rows,
        left_out,
    }
}

fn names(fields: &[FieldId]) -> Vec<String> {
    fields
        .iter()
        .filter_map(|field| FIELDS.get(usize::from(*field)))
        .map(|field| field.name.to_owned())
        .collect()
}

/// The sum by which a table is sorted, of the `many` that its event has.
fn first_sum(sums: &tally::Sums, many: usize) -> Option<u64> {
    sums.first().copied().filter(|_| many > 0)
}

/// All sums, where there are several.
fn several(sums: &tally::Sums, many: usize) -> Vec<u64> {
    match many {
        0 | 1 => Vec::new(),
        _ => sums.iter().copied().take(many).collect(),
    }
}

/// A table's rows as they are shown, and what is not.
fn rows(
    tally: &Tally,
    analysis: &Analysis,
    by_count: bool,
    min: Option<u32>,
    top: Option<u32>,
    sums: usize,
) -> (Vec<Row>, LeftOut) {
    let figure = |row: &Shown<'_>| first_sum(row.sums, sums).unwrap_or(row.count);
    let known = tally.len() as u64;
    let mut shown: Vec<(Vec<String>, Shown<'_>)> = tally
        .shown()
        .filter(|row| row.lines > 0 && figure(row) >= u64::from(min.unwrap_or(0)))
        .map(|row| (tally::decode(row.key), row))
        .collect();
    shown.order_by(|(a_key, a), (b_key, b)| {
        if by_count {
            figure(b).cmp(&figure(a)).then_with(|| a_key.cmp(b_key))
        } else {
            a_key.cmp(b_key)
        }
    });
    shown.truncate(top.map_or(usize::MAX, |top| top as usize));
    let counted: u64 = shown.iter().map(|(_, row)| row.count).sum();
    let left_out = LeftOut {
        rows: (!tally.is_capped()).then(|| known.saturating_sub(shown.len() as u64)),
        count: tally.total.count.saturating_sub(counted),
    };
    (
        shown
            .into_iter()
            .map(|(key, one)| row(key, &one, sums, analysis))
            .collect(),
        left_out,
    )
}

fn row(key: Vec<String>, row: &Shown<'_>, sums: usize, analysis: &Analysis) -> Row {
    Row {
        key,
        count: row.count,
        lines: row.lines,
        sum: first_sum(row.sums, sums),
        sums: several(row.sums, sums),
        first: row.first.map(iso),
        last: row.last.map(iso),
        samples: row
            .samples
            .iter()
            .map(|place| analysis.sample(place))
            .collect(),
    }
}

fn unmatched(analysis: &Analysis) -> (Vec<Unmatched>, LeftOut) {
    let Some(tally) = analysis.table(Extra::Unmatched) else {
        return (Vec::new(), LeftOut::default());
    };
    let (rows, left_out) = rows(tally, analysis, true, None, None, 0);
    let unmatched = rows.into_iter().map(|row| {
        let mut key = row.key.into_iter();
        Unmatched {
            program: key.next().unwrap_or_default(),
            template: key.next().unwrap_or_default(),
            count: row.count,
            samples: row.samples,
        }
    });
    (unmatched.collect(), left_out)
}
