//! The documents stand below the files, in whatever way the files are shown.

use logyomi_core::report::{Document, Judgement, Report};
use logyomi_view::state::ViewState;
use logyomi_view::words::Lang;
use logyomi_view::{html, text};

fn report() -> Report {
    Report {
        documents: vec![Document {
            kind: "netstat".to_owned(),
            command: "netstat -an | <b>more</b>".to_owned(),
            judgements: vec![Judgement {
                id: "x-page/x-event".to_owned(),
                level: "warning".to_owned(),
                lines: 3,
                evidence: vec![0],
            }],
            ..Document::default()
        }],
        ..Report::default()
    }
}

#[test]
fn documents_stand_wherever_the_files_do() {
    for lang in Lang::ALL {
        let state = ViewState {
            lang,
            ..ViewState::default()
        };
        for shown in [
            html::files(&report(), &state),
            html::report(&report(), &state),
            html::document(&report(), &state, ""),
        ] {
            assert!(shown.contains("netstat -an | &lt;b&gt;more"), "{shown}");
            assert!(shown.contains("x-event"), "{shown}");
            assert!(shown.contains("class=\"checklist\""), "{shown}");
        }
        let text = text::text(&report(), lang);
        assert!(
            text.contains("netstat -an") && text.contains("x-event"),
            "{text}"
        );
    }
}

#[test]
fn a_report_without_documents_has_no_checklist() {
    let shown = html::report(&Report::default(), &ViewState::default());
    assert!(!shown.contains("checklist"), "{shown}");
}
