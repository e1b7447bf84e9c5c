//! What happened and whether it is dangerous: the first block of the text.

use logyomi_core::report::{Detail, Finding, Report, Subject};

use super::Text;
use crate::evidence::Evidence;
use crate::lookup;
use crate::verdict::Verdict;
use crate::visible::visible;
use crate::words;

/// Subjects of a finding that are told; the attackers' block holds them all.
const SUBJECTS: usize = 10;

impl Text {
    pub(super) fn findings(&mut self, report: &Report) {
        let evidence = Evidence::of(report);
        self.begin("Findings");
        self.out.push('\n');
        let (icon, verdict) = words::finding::verdict(Verdict::of(report), self.lang);
        self.line(&format!("{icon} {verdict}"));
        for finding in &report.findings {
            self.finding(report, finding, &evidence);
        }
        self.out.push('\n');
        self.line(self.lang.of(words::LOG_CAN_BE_CHANGED));
        self.end("Findings");
    }

    fn finding(&mut self, report: &Report, finding: &Finding, evidence: &Evidence) {
        let (icon, level) = words::finding::gravity(&finding.level, self.lang);
        let title = visible(lookup::finding_title(&finding.id, self.lang));
        self.out.push('\n');
        self.line(&format!("{icon} {}: {title}", visible(level)));
        for subject in finding.subjects.iter().take(SUBJECTS) {
            self.subject(report, finding, subject, evidence);
        }
        let rest = finding.subjects.len().saturating_sub(SUBJECTS) as u64;
        let rest = rest.saturating_add(finding.subjects_left_out);
        if rest > 0 {
            let others = words::finding::others(rest, self.lang);
            self.indented(1, &others);
        }
        let why = words::finding::why(finding, self.lang);
        self.told(words::finding::WHY, &why);
        if let Some(note) = lookup::finding_note(&finding.id, self.lang) {
            self.told(words::finding::MEANING, note);
        }
        if let Some(ask) = lookup::finding_ask(&finding.id, self.lang) {
            self.told(words::finding::ASK, ask);
        }
    }

    fn told(&mut self, word: logyomi_sections::Words, text: &str) {
        self.indented(1, &format!("{}: {text}", self.lang.of(word)));
    }

    fn subject(
        &mut self,
        report: &Report,
        finding: &Finding,
        subject: &Subject,
        evidence: &Evidence,
    ) {
        let (first, last) = (subject.first.as_deref(), subject.last.as_deref());
        let moments = words::finding::moments(first, last, self.lang);
        let told = words::finding::subject(finding, subject, self.lang);
        let moments = if moments.is_empty() {
            moments
        } else {
            format!(" ({moments})")
        };
        self.indented(1, &format!("{told}{moments}"));
        for detail in subject.details.iter().filter(|one| one.field != "event") {
            self.detail(detail);
        }
        for sample in &subject.samples {
            let number = evidence.number(sample).unwrap_or_default();
            let file = report.files.get(sample.file as usize);
            let path = visible(file.map_or("", |file| &file.path));
            let place = words::place(sample, self.lang);
            self.indented(2, &format!("[{number}] {path} {place}"));
            self.indented(3, &visible(&sample.text));
        }
    }

    fn detail(&mut self, detail: &Detail) {
        let label = visible(lookup::field_label(&detail.field, self.lang)).into_owned();
        let values = detail.values.iter();
        let mut values: Vec<String> = values
            .map(|one| words::finding::value(&detail.field, &one.value, self.lang))
            .map(|value| self.value(&value))
            .collect();
        if detail.left_out > 0 {
            values.push(words::finding::others(detail.left_out, self.lang));
        }
        self.indented(2, &format!("{label}: {}", values.join(", ")));
    }
}
