//! What the reader says of the commands on the checklist.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Part;

/// By command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checklist(BTreeMap<String, Check>);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// Looked at, and ticked off.
    pub done: bool,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckAction {
    /// Ticks off, or takes the tick back.
    Done,
    Note(String),
}

impl Checklist {
    pub fn of(&self, command: &str) -> Check {
        self.0.get(command).cloned().unwrap_or_default()
    }

    /// Whether nothing was ticked off and nothing noted.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|check| *check == Check::default())
    }

    pub(super) fn update(&mut self, command: String, action: CheckAction) -> Part {
        let check = self.0.entry(command).or_default();
        match action {
            CheckAction::Done => {
                check.done = !check.done;
                Part::Checklist
            }
            // What is being typed in stays as it is.
            CheckAction::Note(note) => {
                check.note = note;
                Part::Nothing
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, ViewState, update};

    #[test]
    fn ticks_and_notes_outlive_the_report() {
        let mut state = ViewState::default();
        let command = || "w".to_owned();
        let done = CheckAction::Done;
        let tick = Action::Check {
            command: command(),
            check: done,
        };
        assert_eq!(update(&mut state, tick.clone()), Part::Checklist);
        let note = Action::Check {
            command: command(),
            check: CheckAction::Note("10:42".into()),
        };
        assert_eq!(update(&mut state, note), Part::Nothing);
        update(&mut state, Action::NewReport);
        let check = state.checklist.of("w");
        assert_eq!((check.done, check.note.as_str()), (true, "10:42"));
        update(&mut state, tick);
        assert!(!state.checklist.of("w").done);
        assert!(!state.checklist.is_empty());
    }
}
