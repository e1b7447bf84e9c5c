//! A report that was saved before, in the place of logs.
//!
//! It stands alone: what was counted apart cannot be counted together, because sessions, samples and the rows
//! behind a cap are gone. So it is opened where it is all that was dropped, and takes the place of what was there;
//! beside logs, or beside another one, it is named and not opened.

use std::rc::Rc;

use logyomi_core::{Facts, Query, report};
use logyomi_view::json::{self, LONGEST, NotReopened};
use logyomi_view::words::export as say;
use logyomi_view::{Action, update};

use super::{Found, Page};
use crate::input::Input;
use crate::intake::Source;
use crate::read;

impl Page {
    /// What was dropped: logs, or a report.
    pub(super) async fn take(self: Rc<Page>, sources: Vec<Source>) {
        let (mut saved, mut logs) = (Vec::new(), Vec::new());
        for source in sources {
            match is_saved(&source).await {
                true => saved.push(source),
                false => logs.push(source),
            }
        }
        self.looking.set(self.looking.get().saturating_sub(1));
        self.notice.take();
        match saved.as_slice() {
            [one] if logs.is_empty() => return self.reopen(one).await,
            [] => (),
            several => {
                let paths: Vec<String> = several.iter().map(|one| one.path.clone()).collect();
                let notice = say::not_alone(&paths, !logs.is_empty(), self.lang());
                self.notice.replace(notice);
                self.message();
            }
        }
        if !logs.is_empty() {
            self.state.borrow_mut().reopened = false;
            self.sources.borrow_mut().extend(logs);
            self.begin(Action::NewReport);
        }
    }

    async fn reopen(self: &Rc<Page>, source: &Source) {
        match open(source).await {
            Ok(report) => {
                self.stop();
                self.run.set(self.run.get() + 1);
                self.control.take();
                self.sources.take();
                self.take_saved(&report);
                *self.result.borrow_mut() = Some(Found {
                    input: Rc::new(Input::default()),
                    opened: Vec::new(),
                    report,
                    stopped: None,
                });
                let run = self.run.get();
                self.filled(run).await;
                if self.run.get() == run {
                    self.finished();
                }
            }
            Err(why) => {
                let notice = say::not_reopened(&source.path, &why, self.lang());
                self.notice.replace(notice);
                self.message();
            }
        }
    }

    /// What is shown of a report that was saved, and under which answers.
    fn take_saved(&self, report: &report::Report) {
        let mut state = self.state.borrow_mut();
        update(&mut state, Action::NewReport);
        state.reopened = true;
        state.query = Query::default();
        state.learn(report);
        // The answers that it was saved under stay in force.
        state.facts = Facts::default();
        let because = report.findings.iter().flat_map(|found| &found.because);
        for fact in because {
            state.facts.read(fact);
        }
    }
}

async fn is_saved(source: &Source) -> bool {
    // What cannot be read is named when it is read as a log.
    let head = read::slice(&source.file, 0, 4096).await;
    head.is_ok_and(|head| json::is_saved(&head))
}

async fn open(source: &Source) -> Result<logyomi_core::report::Report, NotReopened> {
    let bytes = source.file.size() as u64;
    if bytes > LONGEST {
        return Err(NotReopened::TooLong { bytes });
    }
    let read = read::slice(&source.file, 0, bytes).await;
    let text = read.map_err(|reason| NotReopened::Damaged { reason })?;
    json::parse(&String::from_utf8_lossy(&text))
}
