//! Numbers for the lines that findings rest on, so that both sides of a phone look at the same line.

use std::collections::BTreeMap;

use logyomi_core::report::{Report, Sample};

/// The same line has the same number wherever it is shown.
#[derive(Debug, Default)]
pub struct Evidence(BTreeMap<Place, usize>);

/// File, offset, and number: lines that were packed in a mail have one offset.
type Place = (u32, u64, Option<u64>);

fn place(sample: &Sample) -> Place {
    (sample.file, sample.offset, sample.line)
}

impl Evidence {
    /// In the order of the findings.
    pub fn of(report: &Report) -> Evidence {
        let mut numbers = BTreeMap::new();
        let subjects = report.findings.iter().flat_map(|finding| &finding.subjects);
        for sample in subjects.flat_map(|subject| &subject.samples) {
            let next = numbers.len() + 1;
            numbers.entry(place(sample)).or_insert(next);
        }
        Evidence(numbers)
    }

    /// `E3`; nothing for a line that no finding rests on.
    pub fn number(&self, sample: &Sample) -> Option<String> {
        let number = self.0.get(&place(sample))?;
        Some(format!("E{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::report::{Finding, Subject};

    #[test]
    fn a_line_that_two_findings_rest_on_has_one_number() {
        let line = |offset| Sample {
            offset,
            ..Sample::default()
        };
        let finding = |samples: &[u64]| Finding {
            subjects: vec![Subject {
                samples: samples.iter().map(|offset| line(*offset)).collect(),
                ..Subject::default()
            }],
            ..Finding::default()
        };
        let report = Report {
            findings: vec![finding(&[40, 80]), finding(&[80, 10])],
            ..Report::default()
        };
        let evidence = Evidence::of(&report);
        let numbers = [40, 80, 10, 11].map(|offset| evidence.number(&line(offset)));
        let wanted = [
            Some("E1".into()),
            Some("E2".into()),
            Some("E3".into()),
            None,
        ];
        assert_eq!(numbers, wanted);
    }
}
