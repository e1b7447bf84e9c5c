//! Which of the events that share a pattern takes the line: the first whose conditions hold.
//!
//! One access-log pattern has hundreds of readers. Their words and expressions are looked for in one
//! pass over each field, and an event then asks only what was found.

use crate::slots::Fields;
use aho_corasick::AhoCorasick;
use logyomi_sections::{Condition, FieldId, SECTIONS, Test};
use regex::bytes::{RegexSet, RegexSetBuilder};
use std::sync::{LazyLock, OnceLock};

/// Index of a section, index of its event.
pub type EventId = (u16, u16);

/// The readers of an event's patterns; made when the first line asks.
pub fn readers(owner: EventId, events: &'static [EventId]) -> Option<&'static Readers> {
    static ALL: LazyLock<Vec<Vec<OnceLock<Readers>>>> = LazyLock::new(|| {
        let events = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        let sections = SECTIONS.iter();
        sections
            .map(|section| events(section.events.len()))
            .collect()
    });
    let place = ALL.get(usize::from(owner.0))?.get(usize::from(owner.1))?;
    Some(place.get_or_init(|| Readers::new(events)))
}

pub struct Readers {
    events: Vec<(EventId, Vec<Asked>)>,
    searches: Vec<Search>,
}

/// A condition, and the number under which the search found it, if it is one to search for.
struct Asked {
    condition: &'static Condition,
    found: Option<usize>,
}

/// All words and expressions that are looked for in one field.
struct Search {
    field: FieldId,
    words: Option<AhoCorasick>,
    /// The conditions of each word.
    of_word: Vec<usize>,
    expressions: Option<RegexSet>,
    /// The condition of each expression.
    of_expression: Vec<usize>,
}

/// What was found in a line's fields: a bit for each condition. Kept from line to line for its memory.
#[derive(Clone, Default)]
pub struct Found(Vec<u64>);

impl Found {
    fn put(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn has(&self, number: usize) -> bool {
        let word = self.0.get(number / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }
}

impl Readers {
    fn new(ids: &[EventId]) -> Readers {
        let when = |id: &EventId| {
            let section = SECTIONS.get(usize::from(id.0))?;
            Some(&section.events.get(usize::from(id.1))?.when[..])
        };
        Readers::of(ids.iter().map(|id| (*id, when(id).unwrap_or_default())))
    }

    /// Events, each with its conditions.
    pub fn of(of: impl IntoIterator<Item = (EventId, &'static [Condition])>) -> Readers {
        let mut wanted: Vec<(FieldId, Vec<(usize, &'static Test)>)> = Vec::new();
        let mut number = 0;
        let mut events = Vec::new();
        for (id, conditions) in of {
            let mut asked = Vec::new();
            for condition in conditions {
                let searched = matches!(condition.test, Test::Has(_) | Test::Regex(_));
                asked.push(Asked {
                    condition,
                    found: searched.then_some(number),
                });
                if searched {
                    let test = (number, &condition.test);
                    number += 1;
                    match wanted
                        .iter_mut()
                        .find(|(field, _)| *field == condition.field)
                    {
                        Some((_, tests)) => tests.push(test),
                        None => wanted.push((condition.field, vec![test])),
                    }
                }
            }
            events.push((id, asked));
        }
        let searches = wanted
            .iter()
            .map(|(field, tests)| Search::new(*field, tests));
        Readers {
            events,
            searches: searches.collect(),
        }
    }

    /// The first event whose conditions hold.
    pub fn take(&self, fields: &Fields<'_>, found: &mut Found) -> Option<EventId> {
        if !self.searches.is_empty() {
            let conditions: usize = self.searches.iter().map(Search::conditions).sum();
            found.0.clear();
            found.0.resize(conditions.div_ceil(64), 0);
            for search in &self.searches {
                search.run(fields, found);
            }
        }
        let takes = |asked: &Asked| match asked.found {
            Some(number) => found.has(number),
            None => holds(asked.condition, fields),
        };
        self.events
            .iter()
            .find(|(_, asked)| asked.iter().all(takes))
            .map(|(id, _)| *id)
    }
}

impl Search {
    fn new(field: FieldId, tests: &[(usize, &'static Test)]) -> Search {
        let (mut words, mut of_word): (Vec<&[u8]>, Vec<usize>) = (Vec::new(), Vec::new());
        let (mut expressions, mut of_expression) = (Vec::new(), Vec::new());
        for (number, test) in tests {
            match test {
                Test::Has(list) => {
                    words.extend(list.iter().copied());
                    of_word.extend(list.iter().map(|_| *number));
                }
                Test::Regex(text) => {
                    expressions.push(*text);
                    of_expression.push(*number);
                }
                _ => {}
            }
        }
        // rulec has refused what cannot be built; if it could not, nothing is found.
        let builder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&words);
        Search {
            field,
            words: builder.ok().filter(|_| !words.is_empty()),
            of_word,
            expressions: RegexSetBuilder::new(&expressions)
                .unicode(false)
                .build()
                .ok()
                .filter(|_| !expressions.is_empty()),
            of_expression,
        }
    }

    /// How many conditions it decides; a condition of several words counts with each of them.
    fn conditions(&self) -> usize {
        self.of_word.len() + self.of_expression.len()
    }

    fn run(&self, fields: &Fields<'_>, found: &mut Found) {
        let Some(value) = fields.get(self.field) else {
            return;
        };
        if let Some(words) = &self.words {
            for word in words.find_overlapping_iter(value) {
                if let Some(number) = self.of_word.get(word.pattern().as_usize()) {
                    found.put(*number);
                }
            }
        }
        // `matches` allocates, `is_match` does not, and most lines hold nothing.
        if let Some(set) = self.expressions.as_ref().filter(|set| set.is_match(value)) {
            for index in &set.matches(value) {
                if let Some(number) = self.of_expression.get(index) {
                    found.put(*number);
                }
            }
        }
    }
}

/// Whether a plain condition holds.
fn holds(condition: &Condition, fields: &Fields<'_>) -> bool {
    let Some(value) = fields.get(condition.field) else {
        return matches!(condition.test, Test::IsNot(_));
    };
    let number = || {
        std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    match &condition.test {
        Test::Less(than) => number().is_some_and(|number| number < *than),
        Test::AtMost(than) => number().is_some_and(|number| number <= *than),
        Test::Equal(than) => number() == Some(*than),
        Test::AtLeast(than) => number().is_some_and(|number| number >= *than),
        Test::More(than) => number().is_some_and(|number| number > *than),
        Test::Longer(than) => value.len() as u64 > *than,
        Test::Is(words) => words.contains(&value),
        Test::IsNot(words) => !words.contains(&value),
        Test::Has(_) | Test::Regex(_) => false,
    }
}
