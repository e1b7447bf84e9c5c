//! From tables to the report: sorted, resolved, in words that every view understands.

use super::{Analysis, Extra, FIRST_TABLE, FileCount, attackers};
use crate::plan::FilePlan;
use crate::report::{
    FileProblem, FileReport, LeftOut, Report, Row, SCHEMA, Sample, SectionReport, Span, Table,
    Unmatched,
};
use crate::stamp::iso;
use crate::tally::{self, Place, Tally};
use logyomi_sections::{Event, FIELDS, SECTIONS, Section};

pub(super) fn report(analysis: &Analysis, plans: &[FilePlan]) -> Report {
    let (attackers, attackers_left_out) = attackers::attackers(analysis);
    let (unmatched, unmatched_left_out) = unmatched(analysis);
    Report {
        schema: SCHEMA,
        files: plans
            .iter()
            .zip(&analysis.files)
            .map(|(plan, count)| file(plan, count))
            .collect(),
        sections: SECTIONS
            .iter()
            .zip(FIRST_TABLE.iter())
            .filter_map(|(page, first)| section(page, *first, analysis))
            .collect(),
        attackers,
        attackers_left_out,
        documents: Vec::new(),
        findings: Vec::new(),
        unmatched,
        unmatched_left_out,
    }
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
        format: plan.format.clone(),
        encoding: plan.encoding.name().to_owned(),
        container: plan.gzip.then(|| "gzip".to_owned()),
        anchor: plan.anchor.to_string(),
        anchor_from: plan.anchor_from.name().to_owned(),
        year_guessed: count.year_guessed,
        span: count.first.zip(count.last).map(|(first, last)| Span {
            first: iso(first),
            last: iso(last),
        }),
        lines: count.lines,
        problems: plan
            .problems
            .iter()
            .chain(&count.problems)
            .cloned()
            .chain(counted.into_iter().flatten())
            .collect(),
    }
}

fn section(page: &'static Section, first: usize, analysis: &Analysis) -> Option<SectionReport> {
    let tables: Vec<Table> = page
        .events
        .iter()
        .enumerate()
        .filter_map(|(index, event)| {
            Some(table(event, analysis.tables.get(first + index)?)).filter(|table| table.lines > 0)
        })
        .collect();
    (!tables.is_empty()).then(|| SectionReport {
        id: page.id.to_owned(),
        tables,
    })
}

fn table(event: &'static Event, tally: &Tally) -> Table {
    let (rows, left_out) = rows(
        tally,
        event.by_count,
        event.min,
        event.top,
        event.sum.is_some(),
    );
    Table {
        event: event.id.to_owned(),
        level: event.level.name().to_owned(),
        fields: event
            .rows
            .iter()
            .filter_map(|field| FIELDS.get(usize::from(*field)))
            .map(|field| field.name.to_owned())
            .collect(),
        count: tally.total.count,
        lines: tally.total.lines,
        sum: event.sum.map(|_| tally.total.sum),
        rows,
        left_out,
    }
}

/// A table's rows as they are shown, and what is not.
fn rows(
    tally: &Tally,
    by_count: bool,
    min: Option<u32>,
    top: Option<u32>,
    sums: bool,
) -> (Vec<Row>, LeftOut) {
    let figure = |row: &tally::Row| if sums { row.sum } else { row.count };
    let known = tally.rows.len() as u64;
    let mut shown: Vec<(Vec<String>, &tally::Row)> = tally
        .shown()
        .filter(|row| row.lines > 0 && figure(row) >= u64::from(min.unwrap_or(0)))
        .map(|row| (tally::decode(tally.key(row)), row))
        .collect();
    shown.sort_by(|(a_key, a), (b_key, b)| {
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
            .map(|(key, one)| row(key, one, sums))
            .collect(),
        left_out,
    )
}

fn row(key: Vec<String>, row: &tally::Row, sums: bool) -> Row {
    Row {
        key,
        count: row.count,
        lines: row.lines,
        sum: sums.then_some(row.sum),
        first: row.first.map(iso),
        last: row.last.map(iso),
        samples: row.samples.iter().map(sample).collect(),
    }
}

pub(crate) fn sample(place: &Place) -> Sample {
    Sample {
        file: place.file,
        offset: place.offset,
        length: place.length,
        text: String::from_utf8_lossy(&place.text).into_owned(),
    }
}

fn unmatched(analysis: &Analysis) -> (Vec<Unmatched>, LeftOut) {
    let Some(tally) = analysis.table(Extra::Unmatched) else {
        return (Vec::new(), LeftOut::default());
    };
    let (rows, left_out) = rows(tally, true, None, None, false);
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
