//! Matching many patterns against one message without doing anything twice.
//!
//! The patterns that can read a message mostly begin alike or end alike: the optional parts of one
//! pattern make a dozen forms. Those that begin alike are a `Group`, whose left side is matched once;
//! right sides and fences are remembered for the message they were matched on.

use crate::matcher::{self, Fields, Outcome, Slots};
use logyomi_sections::{Group, Pattern, Section};
use memchr::memmem::Finder;

/// What is remembered of one section's current message.
pub struct Shared {
    section: &'static Section,
    message: u32,
    pub left: Left,
    rights: Vec<Right>,
    fences: Vec<(u32, bool)>,
    finders: Vec<Finder<'static>>,
}

/// A right side that was matched for the message of this number.
#[derive(Clone, Copy)]
struct Right {
    message: u32,
    /// Where it begins; nothing where it does not fit.
    at: Option<u32>,
    slots: Slots,
}

/// The left side of the groups of one node, one after the other: what a group has in common with
/// the one before it is not matched again.
pub struct Left {
    /// Where each step of the group begins, and how many fields were found before it.
    places: [(u32, u8); Left::STEPS],
    /// Steps that fitted.
    fitting: usize,
    at: usize,
    slots: Slots,
}

impl Left {
    /// No pattern has more steps on its left side.
    const STEPS: usize = 48;

    fn new() -> Left {
        Left {
            places: [(0, 0); Left::STEPS],
            fitting: 0,
            at: 0,
            slots: Slots::NONE,
        }
    }

    /// Matches what the patterns of the next group have behind their leading literal.
    #[inline]
    pub fn fits(
        &mut self,
        section: &'static Section,
        group: &'static Group,
        message: &[u8],
    ) -> bool {
        let common = usize::from(group.common);
        if common > self.fitting {
            return false;
        }
        let Some(steps) = section.lefts.get(usize::from(group.left)) else {
            return false;
        };
        let (mut at, mut found) = match (common, self.places.get(common)) {
            (0, _) => (usize::from(group.head), 0),
            (_, Some((at, found))) => (*at as usize, *found),
            _ => return false,
        };
        self.slots.cut(found);
        for (index, step) in steps.iter().enumerate().skip(common) {
            self.fitting = index;
            match matcher::left_step(step, message, at, &mut self.slots) {
                Some(end) => at = end,
                None => return false,
            }
            found = self.slots.len();
            if let Some(place) = self.places.get_mut(index + 1) {
                *place = (at as u32, found);
            }
        }
        self.fitting = steps.len();
        self.at = at;
        true
    }
}

impl Shared {
    pub fn new(section: &'static Section) -> Shared {
        let untried = Right {
            message: 0,
            at: None,
            slots: Slots::NONE,
        };
        Shared {
            section,
            message: 0,
            left: Left::new(),
            rights: vec![untried; section.rights.len()],
            fences: vec![(0, false); section.fences.len()],
            finders: section
                .fences
                .iter()
                .map(|literal| Finder::new(*literal))
                .collect(),
        }
    }

    /// A new message: what was remembered is of no use.
    pub fn next(&mut self) {
        self.left.fitting = 0;
        self.message = self.message.wrapping_add(1);
        if self.message == 0 {
            *self = Shared {
                message: 1,
                ..Shared::new(self.section)
            };
        }
    }

    /// Reads the message with one pattern, whose left side has been matched.
    #[inline]
    pub fn read<'a>(&mut self, pattern: &'static Pattern, message: &'a [u8]) -> Outcome<'a> {
        let [segment] = pattern.segments else {
            return if self.has_fence(pattern, message) {
                matcher::read(pattern, message)
            } else {
                Outcome::No
            };
        };
        let Some(free) = &segment.free else {
            return if self.left.at == message.len() {
                one(
                    pattern,
                    message,
                    [&self.left.slots, &Slots::NONE, &Slots::NONE],
                )
            } else {
                Outcome::No
            };
        };
        let right = usize::from(pattern.right);
        self.match_right(right, message);
        let Some(right) = self.rights.get(right) else {
            return Outcome::No;
        };
        let value = right
            .at
            .and_then(|at| message.get(self.left.at..at as usize));
        let Some(value) = value else {
            return Outcome::No;
        };
        let mut own = Slots::NONE;
        if !matcher::keep(free, value, self.left.at, &mut own) {
            return Outcome::No;
        }
        one(pattern, message, [&self.left.slots, &right.slots, &own])
    }

    /// Matches a right side, unless it has been matched for this message.
    #[inline]
    fn match_right(&mut self, index: usize, message: &[u8]) {
        let (Some(right), Some(steps)) =
            (self.rights.get_mut(index), self.section.rights.get(index))
        else {
            return;
        };
        if right.message != self.message {
            right.message = self.message;
            right.slots.clear();
            let at = matcher::right(steps, message, &mut right.slots);
            right.at = at.and_then(|at| u32::try_from(at).ok());
        }
    }

    fn has_fence(&mut self, pattern: &'static Pattern, message: &[u8]) -> bool {
        let Some(index) = pattern.fence else {
            return true;
        };
        let (Some(known), Some(finder)) = (
            self.fences.get_mut(usize::from(index)),
            self.finders.get(usize::from(index)),
        ) else {
            return true;
        };
        if known.0 != self.message {
            *known = (self.message, finder.find(message).is_some());
        }
        known.1
    }
}

#[inline]
fn one<'a>(pattern: &'static Pattern, message: &'a [u8], sides: [&Slots; 3]) -> Outcome<'a> {
    let mut fields = Fields::of(message);
    for side in sides {
        fields.add(side, 0);
    }
    matcher::finished(pattern, fields)
}
