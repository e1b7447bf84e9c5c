//! Is it dangerous: one answer for the whole report.

use logyomi_core::report::Report;

/// From the gravest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A critical finding.
    BreakIn,
    /// A warning.
    Act,
    /// Something to know, and nothing that cannot wait.
    Note,
    /// Nothing in what could be read. It is never called safe.
    Nothing,
    /// Not a line could be understood.
    CannotTell,
}

impl Verdict {
    pub fn of(report: &Report) -> Verdict {
        let has = |level: &str| report.findings.iter().any(|finding| finding.level == level);
        let read = |file: &logyomi_core::report::FileReport| {
            let lines = &file.lines;
            lines.matched + lines.ignored + lines.document + lines.ambiguous > 0
        };
        if has("critical") {
            Verdict::BreakIn
        } else if has("warning") {
            Verdict::Act
        } else if !report.files.iter().any(read) {
            Verdict::CannotTell
        } else if !report.findings.is_empty() || !report.attackers.is_empty() || stands_out(report)
        {
            Verdict::Note
        } else {
            Verdict::Nothing
        }
    }

    /// For style sheets and scripts.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::BreakIn => "break-in",
            Verdict::Act => "act",
            Verdict::Note => "note",
            Verdict::Nothing => "nothing",
            Verdict::CannotTell => "cannot-tell",
        }
    }
}

/// Whether any event is above the ordinary.
fn stands_out(report: &Report) -> bool {
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let mut levels = tables.map(|table| table.level.as_str());
    levels.any(|level| matches!(level, "attack" | "warning" | "notice"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::report::{FileReport, Finding, Lines, SectionReport, Table};

    fn check(levels: &[&str], tables: &[&str], matched: u64, wanted: Verdict) {
        let findings = levels.iter().map(|level| Finding {
            level: (*level).to_owned(),
            ..Finding::default()
        });
        let tables = tables.iter().map(|level| Table {
            level: (*level).to_owned(),
            ..Table::default()
        });
        let report = Report {
            findings: findings.collect(),
            sections: vec![SectionReport {
                tables: tables.collect(),
                ..SectionReport::default()
            }],
            files: vec![FileReport {
                lines: Lines {
                    matched,
                    ..Lines::default()
                },
                ..FileReport::default()
            }],
            ..Report::default()
        };
        assert_eq!(Verdict::of(&report), wanted);
    }

    #[test]
    fn the_gravest_finding_decides() {
        check(
            &["information", "critical", "warning"],
            &[],
            9,
            Verdict::BreakIn,
        );
        check(&["information", "warning"], &["attack"], 9, Verdict::Act);
        check(&["information"], &[], 9, Verdict::Note);
    }

    #[test]
    fn without_findings_the_events_do() {
        check(&[], &["normal", "notice"], 9, Verdict::Note);
        check(&[], &["normal", "ignored"], 9, Verdict::Nothing);
        check(&[], &[], 0, Verdict::CannotTell);
    }
}
