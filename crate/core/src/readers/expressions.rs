//! Expressions that are looked for in one pass: which of them a text matches, whatever stands around.
//!
//! What `regex::RegexSet` does, by the engine below it: that one searches all of them for words that could be looked
//! for first, which takes as long as all else together and finds none in so many.

use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind, PatternSet};

pub struct Expressions(Regex);

impl Expressions {
    /// Nothing where one of them is none, or they are too large together. Without Unicode: a letter is a byte.
    pub fn new(expressions: &[&str]) -> Option<Expressions> {
        let syntax = syntax::Config::new().unicode(false).utf8(false);
        let config = Config::new()
            .match_kind(MatchKind::All)
            .utf8_empty(false)
            .which_captures(WhichCaptures::None)
            .auto_prefilter(false);
        let mut builder = Regex::builder();
        let regex = builder.syntax(syntax).configure(config);
        regex.build_many(expressions).ok().map(Expressions)
    }

    /// Gives the number of each expression that `text` matches.
    pub fn find(&self, text: &[u8], give: impl FnMut(usize)) {
        let mut found = PatternSet::new(self.0.pattern_len());
        self.0
            .which_overlapping_matches(&Input::new(text), &mut found);
        found
            .iter()
            .map(|pattern| pattern.as_usize())
            .for_each(give);
    }
}
