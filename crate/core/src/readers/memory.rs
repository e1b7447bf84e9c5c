//! What values said of the conditions before.
//!
//! A value's answer is the list of the conditions that it fulfils. There are few different ones, so each has a number;
//! and the numbers of a line's fields decide which event takes it. All is of a fixed size: a value that stands where
//! another one belongs takes its place, and the answer to it is found again when it is asked.

use super::{Asked, EventId, Readers};
use crate::bytes::same;
use crate::slots::Fields;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

/// Values that are remembered of a field that is searched, and of another one: powers of two.
const SEARCHED: usize = 8192;
const PLAIN: usize = 64;

/// Longer values are asked each time.
const LONGEST: usize = 512;

/// Different answers of a field, and decisions. With more of them everything begins anew.
const ANSWERS: usize = 1024;
const DECISIONS: usize = 1024;

/// Readers that ask more fields decide each time.
const FIELDS: usize = 8;

#[derive(Clone)]
pub struct Memory {
    fields: Vec<Known>,
    decisions: Vec<Decision>,
}

/// What is known of one field's values.
#[derive(Clone, Default)]
struct Known {
    values: Vec<Option<Value>>,
    /// Each a list of conditions.
    answers: Vec<Vec<usize>>,
    /// To a line without the field.
    none: Option<u16>,
}

#[derive(Clone)]
struct Value {
    text: Vec<u8>,
    answer: u16,
}

/// The answers of a line's fields, and the event that takes the line.
#[derive(Clone, Copy, Default)]
struct Decision {
    answers: Answers,
    event: Option<Option<EventId>>,
}

/// The numbers of the fields' answers, [`FIELDS`] of them: two words, since in wasm lists are compared byte by byte.
type Answers = (u64, u64);

impl Memory {
    pub fn new(readers: &Readers) -> Memory {
        let room = |asked: &Asked| if asked.is_searched() { SEARCHED } else { PLAIN };
        let known = |asked: &Asked| Known {
            values: vec![None; room(asked)],
            ..Known::default()
        };
        Memory {
            fields: readers.fields.iter().map(known).collect(),
            decisions: vec![Decision::default(); DECISIONS],
        }
    }

    /// The event that takes a line.
    pub fn take(&mut self, readers: &Readers, fields: &Fields<'_>) -> Option<EventId> {
        if self.fields.iter().any(Known::is_full) {
            *self = Memory::new(readers);
        }
        let mut answers = Answers::default();
        for (at, (known, asked)) in self.fields.iter_mut().zip(&readers.fields).enumerate() {
            let answer = known.answer(asked, fields.get(asked.field));
            put(&mut answers, at, answer);
        }
        if readers.fields.len() > FIELDS {
            let held = |asked: &Asked| asked.held(fields.get(asked.field));
            return readers.with_all(readers.fields.iter().flat_map(held));
        }
        let decision = self.decisions.get_mut(place_of(&answers));
        if let Some(Decision {
            answers: known,
            event: Some(event),
        }) = decision.as_deref()
            && *known == answers
        {
            return *event;
        }
        let held = self
            .fields
            .iter()
            .enumerate()
            .filter_map(|(at, known)| known.answers.get(usize::from(answer_of(&answers, at))));
        let event = readers.with_all(held.flatten().copied());
        if let Some(decision) = decision {
            *decision = Decision {
                answers,
                event: Some(event),
            };
        }
        event
    }
}

/// The field at this place has this answer; behind the last place there is no room.
fn put(answers: &mut Answers, at: usize, answer: u16) {
    match at {
        0..4 => answers.0 |= u64::from(answer) << (16 * at),
        4..FIELDS => answers.1 |= u64::from(answer) << (16 * (at - 4)),
        _ => {}
    }
}

fn answer_of(answers: &Answers, at: usize) -> u16 {
    let word = if at < 4 { answers.0 } else { answers.1 };
    (word >> (16 * (at % 4))) as u16
}

/// Where the decision on these answers is kept.
fn place_of((first, second): &Answers) -> usize {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (first.wrapping_mul(ODD) ^ second).wrapping_mul(ODD);
    (mixed >> 32) as usize % DECISIONS
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text);
    hasher.finish()
}

impl Known {
    fn is_full(&self) -> bool {
        self.answers.len() >= ANSWERS
    }

    /// The number of a value's answer.
    fn answer(&mut self, asked: &Asked, value: Option<&[u8]>) -> u16 {
        let Some(text) = value else {
            return match self.none {
                Some(answer) => answer,
                None => {
                    let answer = self.learn(asked, None);
                    self.none = Some(answer);
                    answer
                }
            };
        };
        if text.len() > LONGEST {
            return self.learn(asked, value);
        }
        let at = hash(text) as usize & self.values.len().saturating_sub(1);
        if let Some(Some(known)) = self.values.get(at)
            && same(&known.text, text)
        {
            return known.answer;
        }
        let answer = self.learn(asked, value);
        if let Some(place) = self.values.get_mut(at) {
            let mut kept = place.take().map_or_else(Vec::new, |old| old.text);
            kept.clear();
            kept.extend_from_slice(text);
            *place = Some(Value { text: kept, answer });
        }
        answer
    }

    /// Asks all conditions; the same answer has the same number.
    fn learn(&mut self, asked: &Asked, value: Option<&[u8]>) -> u16 {
        let held = asked.held(value);
        let known = self.answers.iter().position(|answer| *answer == held);
        let at = known.unwrap_or_else(|| {
            self.answers.push(held);
            self.answers.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}
