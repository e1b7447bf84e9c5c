//! The report as JSON, field by field; `schema` is its version. What was saved opens again.

use logyomi_core::report::Report;

/// Without line breaks, for machines.
pub fn json(report: &Report) -> String {
    // Maps with keys that are not strings are what makes this fail; a Report has none.
    serde_json::to_string(report).unwrap_or_default()
}

/// Indented, for people and for comparing two reports line by line.
pub fn pretty(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap_or_default()
}

/// A report that was saved before.
pub fn parse(json: &str) -> Result<Report, serde_json::Error> {
    serde_json::from_str(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use logyomi_core::report::SCHEMA;

    #[test]
    fn a_saved_report_opens_again() {
        let report = Report {
            schema: SCHEMA,
            ..Report::default()
        };
        for saved in [json(&report), pretty(&report)] {
            assert_eq!(parse(&saved).ok().as_ref(), Some(&report));
        }
    }
}
