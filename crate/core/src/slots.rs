//! Where the fields of a message stand in it.

use logyomi_sections::{FieldId, Pattern};

/// The fields that a pattern found, as they stand in the message.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    text: &'a [u8],
    places: &'a [Place],
    /// What the pattern's own words say.
    said: &'static [(FieldId, &'static [u8])],
}

/// Which field, from where to where.
type Place = (FieldId, u16, u16);

impl<'a> Fields<'a> {
    pub(crate) fn of(text: &'a [u8], slots: &'a Slots) -> Self {
        Fields {
            text,
            places: slots.known(),
            said: &[],
        }
    }

    /// The same, and what the words of the pattern say.
    pub(crate) fn with(pattern: &'static Pattern, text: &'a [u8], slots: &'a Slots) -> Self {
        Fields {
            said: &pattern.said,
            ..Fields::of(text, slots)
        }
    }

    #[inline]
    pub fn get(&self, id: FieldId) -> Option<&'a [u8]> {
        match self.places.iter().find(|(known, _, _)| *known == id) {
            Some((_, start, end)) => self.text.get(usize::from(*start)..usize::from(*end)),
            None => self.said(id),
        }
    }

    fn said(&self, id: FieldId) -> Option<&'static [u8]> {
        let mut said = self.said.iter();
        said.find(|(known, _)| *known == id).map(|(_, word)| *word)
    }

    /// All of them, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = (FieldId, &'a [u8])> {
        let text = self.text;
        self.places.iter().filter_map(move |(id, start, end)| {
            Some((*id, text.get(usize::from(*start)..usize::from(*end))?))
        })
    }
}

/// Places of fields, written while it is not known whether the pattern fits.
///
/// They are written in place and never moved: in wasm a copy of so many bytes costs as much as a match.
#[derive(Debug)]
pub struct Slots {
    places: [Place; Slots::MOST],
    len: u8,
}

impl Default for Slots {
    fn default() -> Self {
        Slots {
            places: [(0, 0, 0); Slots::MOST],
            len: 0,
        }
    }
}

impl Slots {
    /// A pattern has fewer holes than this; further ones are not kept.
    pub const MOST: usize = 16;

    #[inline]
    fn known(&self) -> &[Place] {
        self.places.get(..usize::from(self.len)).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn put(&mut self, id: FieldId, start: usize, length: usize) {
        if let Some(place) = self.places.get_mut(usize::from(self.len)) {
            // Messages are shorter than 64 KiB: see `LONGEST`.
            *place = (id, start as u16, (start + length) as u16);
            self.len += 1;
        }
    }

    #[inline]
    pub(crate) fn len(&self) -> u8 {
        self.len
    }

    /// Forgets all but the first ones.
    #[inline]
    pub(crate) fn cut(&mut self, len: u8) {
        self.len = len;
    }

    /// Takes what another text's holes held, at its own places.
    #[inline]
    pub(crate) fn extend(&mut self, other: &Slots) {
        let (len, more) = (usize::from(self.len), usize::from(other.len));
        let room = self.places.get_mut(len..).unwrap_or_default();
        for (own, place) in room.iter_mut().zip(other.known()) {
            *own = *place;
        }
        self.len = (len + more).min(Slots::MOST) as u8;
    }

    /// Puts the value of a key in the place of an earlier one.
    pub(crate) fn replace(&mut self, id: FieldId, start: usize, length: usize) {
        let known = usize::from(self.len);
        let mut places = self.places.iter_mut().take(known);
        match places.find(|(known, _, _)| *known == id) {
            Some(place) => *place = (id, start as u16, (start + length) as u16),
            None => self.put(id, start, length),
        }
    }
}
