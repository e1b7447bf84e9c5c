//! Which of the events that share a pattern takes the line: the first whose conditions hold.
//!
//! One access-log pattern has hundreds of readers. Which of their conditions hold is asked once for each value of a
//! field, as long as it is remembered ([`memory`]), and which event takes a line once for each combination of answers.

mod expressions;
mod memory;

use crate::slots::Fields;
use crate::words::Words;
use expressions::Expressions;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use logyomi_sections::{Condition, FieldId, SECTIONS, Test};
use memory::Memory;
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

/// Events, each with its conditions: the first whose conditions all hold takes a line.
pub struct Readers {
    readers: Vec<Reader>,
    /// All conditions, by the field that they ask.
    fields: Vec<Asked>,
    /// How many conditions there are.
    conditions: usize,
    /// So few that ask for nothing that is searched: they are asked one by one.
    few: bool,
}

struct Reader {
    event: EventId,
    conditions: &'static [Condition],
    /// The numbers of its conditions.
    needs: Vec<usize>,
}

/// So many are few.
const FEW: usize = 4;

/// All that is asked of one field.
struct Asked {
    field: FieldId,
    words: Option<Words>,
    /// The conditions of each word.
    of_word: Vec<usize>,
    expressions: Option<Expressions>,
    /// The conditions of each expression.
    of_expression: Vec<Vec<usize>>,
    /// The conditions for which nothing is searched.
    plain: Vec<(usize, &'static Test)>,
}

/// What is kept from line to line: a log's values come again and again, and each says the same of the conditions.
#[derive(Clone, Default)]
pub struct Found {
    /// By the readers that asked.
    memories: HashMap<usize, Memory, FixedState>,
}

impl Readers {
    pub fn of(of: impl IntoIterator<Item = (EventId, &'static [Condition])>) -> Readers {
        let mut wanted: Vec<(FieldId, Vec<(usize, &'static Test)>)> = Vec::new();
        let mut conditions = 0;
        let mut number = |condition: &'static Condition| {
            let test = (conditions, &condition.test);
            conditions += 1;
            match wanted
                .iter_mut()
                .find(|(field, _)| *field == condition.field)
            {
                Some((_, tests)) => tests.push(test),
                None => wanted.push((condition.field, vec![test])),
            }
            test.0
        };
        let readers = of.into_iter().map(|(event, conditions)| Reader {
            event,
            conditions,
            needs: conditions.iter().map(&mut number).collect(),
        });
        let readers: Vec<Reader> = readers.collect();
        let fields = wanted.iter();
        let fields: Vec<Asked> = fields
            .map(|(field, tests)| Asked::new(*field, tests))
            .collect();
        Readers {
            few: readers.len() <= FEW && !fields.iter().any(Asked::is_searched),
            readers,
            fields,
            conditions,
        }
    }

    /// The first event whose conditions hold.
    pub fn take(&self, fields: &Fields<'_>, found: &mut Found) -> Option<EventId> {
        if self.few {
            return self.take_of_few(fields);
        }
        let memory = found.memories.entry(std::ptr::from_ref(self).addr());
        let memory = memory.or_insert_with(|| Memory::new(self));
        memory.take(self, fields)
    }

    fn take_of_few(&self, fields: &Fields<'_>) -> Option<EventId> {
        let holds = |one: &Condition| Value::of(fields, one.field).holds(&one.test);
        let mut readers = self.readers.iter();
        let taken = readers.find(|reader| reader.conditions.iter().all(holds));
        taken.map(|reader| reader.event)
    }

    /// The first event of which all conditions are among these.
    fn with_all(&self, holding: impl Iterator<Item = usize>) -> Option<EventId> {
        let mut holds = vec![false; self.conditions];
        for number in holding {
            if let Some(place) = holds.get_mut(number) {
                *place = true;
            }
        }
        let is_held = |number: &usize| holds.get(*number) == Some(&true);
        let mut readers = self.readers.iter();
        let taken = readers.find(|reader| reader.needs.iter().all(is_held));
        taken.map(|reader| reader.event)
    }
}

impl Asked {
    fn new(field: FieldId, tests: &[(usize, &'static Test)]) -> Asked {
        let (mut words, mut of_word): (Vec<&[u8]>, Vec<usize>) = (Vec::new(), Vec::new());
        let mut expressions: Vec<(&str, Vec<usize>)> = Vec::new();
        let mut plain = Vec::new();
        for (number, test) in tests {
            match test {
                Test::Has(list) => {
                    words.extend(list.iter().copied());
                    of_word.extend(list.iter().map(|_| *number));
                }
                // An event often stands beside one that asks the same, and whether it was answered.
                Test::Regex(text) => {
                    match expressions.iter_mut().find(|(known, _)| known == text) {
                        Some((_, of)) => of.push(*number),
                        None => expressions.push((*text, vec![*number])),
                    }
                }
                test => plain.push((*number, *test)),
            }
        }
        let (expressions, of_expression): (Vec<&str>, _) = expressions.into_iter().unzip();
        Asked {
            field,
            // rulec has refused what cannot be built.
            words: Words::caseless(&words).filter(|_| !words.is_empty()),
            of_word,
            expressions: Expressions::new(&expressions).filter(|_| !expressions.is_empty()),
            of_expression,
            plain,
        }
    }

    fn is_searched(&self) -> bool {
        self.words.is_some() || self.expressions.is_some()
    }

    /// The conditions that hold for a value, or for a line without one; each once, in order.
    fn held(&self, value: Option<&[u8]>) -> Vec<usize> {
        let mut plain = Value {
            text: value,
            number: None,
        };
        let holds = self.plain.iter().filter(|(_, test)| plain.holds(test));
        let mut held: Vec<usize> = holds.map(|(number, _)| *number).collect();
        if let Some((words, value)) = self.words.as_ref().zip(value) {
            words.find(value, |word| held.extend(self.of_word.get(word)));
        }
        if let Some((expressions, value)) = self.expressions.as_ref().zip(value) {
            expressions.find(value, |at| {
                held.extend(self.of_expression.get(at).into_iter().flatten())
            });
        }
        held.sort_unstable();
        held.dedup();
        held
    }
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
