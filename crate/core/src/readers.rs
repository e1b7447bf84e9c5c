//! Which of the events that share a pattern takes the line: the first whose conditions hold.
//!
//! One access-log pattern has hundreds of readers. Their words and expressions are looked for in one
//! pass over each field, and an event then asks only what was found.

use crate::slots::Fields;
use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use logyomi_sections::{Condition, FieldId, SECTIONS, Test};
use regex::bytes::{RegexSet, RegexSetBuilder};
use std::sync::{LazyLock, OnceLock};

/// Index of a section, index of its event.
pub type EventId = (u16, u16);

/// The events that share an owner's patterns, in the order they are asked.
pub struct Takers {
    events: &'static [EventId],
    /// The only one, where it asks nothing: most patterns have no other.
    sole: Option<EventId>,
    /// Made when the first line asks: expressions take their time.
    readers: OnceLock<Readers>,
}

/// The takers of the patterns that `owner` has.
pub fn takers(owner: EventId, events: &'static [EventId]) -> Option<&'static Takers> {
    static ALL: LazyLock<Vec<Vec<OnceLock<Takers>>>> = LazyLock::new(|| {
        let events = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        let sections = SECTIONS.iter();
        sections
            .map(|section| events(section.events.len()))
            .collect()
    });
    let place = ALL.get(usize::from(owner.0))?.get(usize::from(owner.1))?;
    Some(place.get_or_init(|| Takers::new(events)))
}

impl Takers {
    fn new(events: &'static [EventId]) -> Takers {
        let sole = match events {
            [only] if conditions(*only).is_empty() => Some(*only),
            _ => None,
        };
        Takers {
            events,
            sole,
            readers: OnceLock::new(),
        }
    }

    /// The first event whose conditions hold.
    #[inline]
    pub fn take(&self, fields: &Fields<'_>, found: &mut Found) -> Option<EventId> {
        if self.sole.is_some() {
            return self.sole;
        }
        let readers = self.readers.get_or_init(|| {
            let events = self.events.iter();
            Readers::of(events.map(|id| (*id, conditions(*id))))
        });
        readers.take(fields, found)
    }
}

fn conditions(id: EventId) -> &'static [Condition] {
    let section = SECTIONS.get(usize::from(id.0));
    let event = section.and_then(|section| section.events.get(usize::from(id.1)));
    event.map_or(&[], |event| &event.when)
}

pub struct Readers {
    readers: Vec<Reader>,
    /// Those that ask for nothing that is searched: all that may take a line in which nothing was found.
    plain: Vec<usize>,
    searches: Vec<Search>,
    /// Fields that plain conditions ask for.
    fields: Vec<FieldId>,
    /// Conditions that are searched.
    searched: usize,
}

struct Reader {
    event: EventId,
    /// Numbers of the conditions that are searched.
    found: Vec<usize>,
    /// The others, each with the place of its field in [`Readers::fields`].
    asked: Vec<(usize, &'static Condition)>,
}

/// All words and expressions that are looked for in one field.
struct Search {
    field: FieldId,
    words: Option<Words>,
    /// The conditions of each word.
    of_word: Vec<usize>,
    expressions: Option<RegexSet>,
    /// The condition of each expression.
    of_expression: Vec<usize>,
}

/// What was found in a line's fields: a bit for each condition. Kept from line to line for its memory.
#[derive(Clone, Default)]
pub struct Found {
    bits: Vec<u64>,
    any: bool,
}

impl Found {
    fn begin(&mut self, conditions: usize) {
        let words = conditions.div_ceil(64);
        if std::mem::take(&mut self.any) || self.bits.len() < words {
            self.bits.clear();
            self.bits.resize(words, 0);
        }
    }

    fn put(&mut self, number: usize) {
        if let Some(word) = self.bits.get_mut(number / 64) {
            *word |= 1 << (number % 64);
            self.any = true;
        }
    }

    fn has(&self, number: usize) -> bool {
        let word = self.bits.get(number / 64).copied().unwrap_or(0);
        word >> (number % 64) & 1 == 1
    }
}

impl Readers {
    /// Events, each with its conditions.
    pub fn of(of: impl IntoIterator<Item = (EventId, &'static [Condition])>) -> Readers {
        let mut wanted: Vec<(FieldId, Vec<(usize, &'static Test)>)> = Vec::new();
        let mut searched = 0;
        let mut asked: Vec<FieldId> = Vec::new();
        let mut readers = Vec::new();
        for (event, conditions) in of {
            let mut reader = Reader {
                event,
                found: Vec::new(),
                asked: Vec::new(),
            };
            for condition in conditions {
                if !matches!(condition.test, Test::Has(_) | Test::Regex(_)) {
                    let known = asked.iter().position(|field| *field == condition.field);
                    let place = known.unwrap_or_else(|| {
                        asked.push(condition.field);
                        asked.len() - 1
                    });
                    reader.asked.push((place, condition));
                    continue;
                }
                reader.found.push(searched);
                let test = (searched, &condition.test);
                searched += 1;
                let same = |(field, _): &&mut (FieldId, _)| *field == condition.field;
                match wanted.iter_mut().find(same) {
                    Some((_, tests)) => tests.push(test),
                    None => wanted.push((condition.field, vec![test])),
                }
            }
            readers.push(reader);
        }
        let plain = readers.iter().enumerate();
        let plain = plain.filter(|(_, reader)| reader.found.is_empty());
        let searches = wanted
            .iter()
            .map(|(field, tests)| Search::new(*field, tests));
        Readers {
            plain: plain.map(|(place, _)| place).collect(),
            searches: searches.collect(),
            fields: asked,
            readers,
            searched,
        }
    }

    /// The first event whose conditions hold.
    pub fn take(&self, fields: &Fields<'_>, found: &mut Found) -> Option<EventId> {
        if self.searched == 0 && self.readers.len() <= FEW {
            return self.take_of_few(fields);
        }
        found.begin(self.searched);
        for search in &self.searches {
            search.run(fields, found);
        }
        let mut asked = Values::new(&self.fields, fields);
        let mut takes = |reader: &&Reader| {
            reader.found.iter().all(|number| found.has(*number))
                && reader
                    .asked
                    .iter()
                    .all(|(place, condition)| asked.hold(*place, condition))
        };
        let taken = match found.any {
            true => self.readers.iter().find(takes),
            false => {
                let plain = self.plain.iter();
                plain
                    .filter_map(|place| self.readers.get(*place))
                    .find(|reader| takes(reader))
            }
        };
        taken.map(|reader| reader.event)
    }
}

/// Events of so few are asked one by one.
const FEW: usize = 4;

impl Readers {
    fn take_of_few(&self, fields: &Fields<'_>) -> Option<EventId> {
        let holds =
            |condition: &Condition| Value::of(fields, condition.field).holds(&condition.test);
        let takes = |reader: &&Reader| reader.asked.iter().all(|(_, condition)| holds(condition));
        self.readers.iter().find(takes).map(|reader| reader.event)
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
        Search {
            field,
            words: Words::new(&words).filter(|_| !words.is_empty()),
            of_word,
            expressions: RegexSetBuilder::new(&expressions)
                .unicode(false)
                .build()
                .ok()
                .filter(|_| !expressions.is_empty()),
            of_expression,
        }
    }

    fn run(&self, fields: &Fields<'_>, found: &mut Found) {
        let Some(value) = fields.get(self.field) else {
            return;
        };
        if let Some(words) = &self.words {
            words.find(value, |word| {
                if let Some(number) = self.of_word.get(word) {
                    found.put(*number);
                }
            });
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

/// Words that are looked for in one pass, letter case ignored.
///
/// The library's own search takes twice as long: here most bytes need one look into a table and nothing else.
struct Words {
    states: DFA,
    start: StateID,
}

impl Words {
    /// rulec has refused what cannot be built; if it could not, nothing is found.
    fn new(words: &[&[u8]]) -> Option<Words> {
        let states = DFA::builder()
            .ascii_case_insensitive(true)
            .build(words)
            .ok()?;
        let start = states.start_state(Anchored::No).ok()?;
        Some(Words { states, start })
    }

    /// Gives the number of each word that stands in `text`.
    fn find(&self, text: &[u8], mut give: impl FnMut(usize)) {
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

/// The fields that plain conditions ask for: most ask for the same ones.
struct Values<'a> {
    known: [Value<'a>; Values::MOST],
    names: &'a [FieldId],
    fields: &'a Fields<'a>,
}

#[derive(Clone, Copy, Default)]
struct Value<'a> {
    text: Option<&'a [u8]>,
    number: Option<Option<u64>>,
}

impl<'a> Value<'a> {
    fn of(fields: &Fields<'a>, field: FieldId) -> Value<'a> {
        Value {
            text: fields.get(field),
            number: None,
        }
    }

    fn number(&mut self) -> Option<u64> {
        let text = self.text;
        *self.number.get_or_insert_with(|| {
            let text = text.and_then(|text| std::str::from_utf8(text).ok());
            text.and_then(|text| text.parse().ok())
        })
    }

    /// Whether a plain condition holds.
    fn holds(&mut self, test: &Test) -> bool {
        let Some(text) = self.text else {
            return matches!(test, Test::IsNot(_));
        };
        match test {
            Test::Less(than) => self.number().is_some_and(|number| number < *than),
            Test::AtMost(than) => self.number().is_some_and(|number| number <= *than),
            Test::Equal(than) => self.number() == Some(*than),
            Test::AtLeast(than) => self.number().is_some_and(|number| number >= *than),
            Test::More(than) => self.number().is_some_and(|number| number > *than),
            Test::Longer(than) => text.len() as u64 > *than,
            Test::Is(words) => words.contains(&text),
            Test::IsNot(words) => !words.contains(&text),
            Test::Has(_) | Test::Regex(_) => false,
        }
    }
}

impl<'a> Values<'a> {
    /// Further ones are looked up each time.
    const MOST: usize = 8;

    fn new(names: &'a [FieldId], fields: &'a Fields<'a>) -> Values<'a> {
        let mut known = [Value::default(); Values::MOST];
        for (value, name) in known.iter_mut().zip(names) {
            *value = Value::of(fields, *name);
        }
        Values {
            known,
            names,
            fields,
        }
    }

    fn hold(&mut self, place: usize, condition: &Condition) -> bool {
        match self.known.get_mut(place) {
            Some(value) => value.holds(&condition.test),
            None => {
                let name = self.names.get(place);
                let value = name.map(|name| Value::of(self.fields, *name));
                value.unwrap_or_default().holds(&condition.test)
            }
        }
    }
}
