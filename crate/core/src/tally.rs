//! Counts by key: merges in any order, and stays bounded.
//!
//! Up to `cap` keys a table is exact. Beyond, it keeps Misra–Gries candidates: every key whose
//! weight is more than `total / (cap + 1)` is among them, however the input was cut. A second pass
//! counts the candidates exactly, and the report shows those above that bound: so a cap changes
//! what is shown, but never by how the input was cut.

use crate::line::Line;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use logyomi_sections::SUMS;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hasher};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    cap: usize,
    pub rows: Vec<Row>,
    keys: Vec<u8>,
    #[serde(skip)]
    index: HashTable<u32>,
    pub total: Total,
    /// Rows were dropped to stay bounded: their figures are not exact.
    pub compacted: bool,
    /// Second pass: only the rows that are there already are counted.
    only: bool,
}

/// Sums of the event's fields, in the page's order.
pub type Sums = [u64; SUMS];

/// Sums over all keys, exact whatever was dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    pub count: u64,
    pub weight: u64,
    pub lines: u64,
    pub sums: Sums,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    hash: u64,
    key: (u32, u32),
    /// Weights of the lines; what Misra–Gries works on.
    pub weight: u64,
    /// Attempts, known when their sessions are closed; elsewhere the same as the weight.
    pub count: u64,
    pub lines: u64,
    pub sums: Sums,
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub samples: Vec<Place>,
    /// The last sample's file and offset, once there are enough: asked of every line, without a look at them.
    #[serde(skip, default = "anywhere")]
    full: (u32, u64),
}

/// No row is full before its samples are there.
fn anywhere() -> (u32, u64) {
    (u32::MAX, u64::MAX)
}

/// A line in the input, with its beginning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub file: u32,
    pub offset: u64,
    pub length: u32,
    pub text: Vec<u8>,
}

impl Place {
    fn new(file: u32, offset: u64, length: u32, text: &[u8]) -> Place {
        Place {
            file,
            offset,
            length,
            text: text.get(..SAMPLE_BYTES).unwrap_or(text).to_vec(),
        }
    }

    pub fn of(line: &Line<'_>) -> Place {
        Place::new(line.file, line.offset, line.length, line.text)
    }
}

/// One line's share in a row.
#[derive(Clone, Copy, Debug)]
pub struct Share<'a> {
    pub weight: u64,
    pub count: u64,
    pub sums: Sums,
    pub moment: Option<i64>,
    pub file: u32,
    pub offset: u64,
    pub length: u32,
    pub text: &'a [u8],
}

/// A row shows this many lines.
const SAMPLES: usize = 3;
/// A sample is cut here.
const SAMPLE_BYTES: usize = 1000;
/// A part of a key is cut here; its whole length is kept beside it.
const KEY_BYTES: usize = 256;

/// Writes a key behind what is there: the parts, each with its length, each cut at [`KEY_BYTES`].
pub fn encode<'a>(parts: impl IntoIterator<Item = &'a [u8]>, out: &mut Vec<u8>) {
    for (length, kept) in parts.into_iter().map(cut) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(kept);
    }
}

/// A part's whole length, and what of it is kept.
fn cut(part: &[u8]) -> (usize, &[u8]) {
    (part.len(), part.get(..KEY_BYTES).unwrap_or(part))
}

/// The parts of a key, as text; a cut part says how long it was.
pub fn decode(key: &[u8]) -> Vec<String> {
    let text = |(length, part): (usize, &[u8])| {
        let text = String::from_utf8_lossy(part).into_owned();
        if length > KEY_BYTES {
            format!("{text}… ({} B)", grouped(length as u64))
        } else {
            text
        }
    };
    parts(key).map(text).collect()
}

/// With a comma after every third digit: the same in both languages.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The parts of a key, each with its whole length.
pub fn parts(mut key: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    std::iter::from_fn(move || {
        let (length, rest) = key.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (part, after) = rest
            .split_at_checked(length.min(KEY_BYTES))
            .unwrap_or((rest, b""));
        key = after;
        Some((length, part))
    })
}

impl Tally {
    pub fn new(cap: usize) -> Tally {
        Tally {
            cap,
            rows: Vec::new(),
            keys: Vec::new(),
            index: HashTable::new(),
            total: Total::default(),
            compacted: false,
            only: false,
        }
    }

    /// A table that counts only these keys.
    pub fn of_candidates(cap: usize, keys: &[Vec<u8>], seed: u64) -> Tally {
        let mut tally = Tally::new(cap);
        for key in keys {
            tally.insert(hash(seed, parts(key)), |new| new.extend_from_slice(key));
        }
        tally.only = true;
        tally
    }

    /// Adds a line to the row of a key's parts; gives the row's hash, by which [`Tally::count`] finds it. The key
    /// is written only where the row is new.
    pub fn add(&mut self, seed: u64, parts: &[&[u8]], share: &Share<'_>) -> u64 {
        let hash = hash_of(seed, parts);
        let found = self.find(hash, |key| is_of(key, parts));
        self.add_at(found, hash, share, |key| encode(parts.iter().copied(), key))
    }

    /// The same with a key that is written already.
    pub fn add_key(&mut self, seed: u64, key: &[u8], share: &Share<'_>) -> u64 {
        let hash = hash(seed, parts(key));
        let found = self.find(hash, |known| known == key);
        self.add_at(found, hash, share, |new| new.extend_from_slice(key))
    }

    fn add_at(
        &mut self,
        found: Option<usize>,
        hash: u64,
        share: &Share<'_>,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> u64 {
        self.total.weight += share.weight;
        self.total.count += share.count;
        self.total.lines += 1;
        add(&mut self.total.sums, &share.sums);
        let place = match found {
            Some(place) => place,
            None if self.only => return hash,
            None => {
                self.make_room();
                self.insert(hash, write)
            }
        };
        if let Some(row) = self.rows.get_mut(place) {
            row.take(share);
        }
        hash
    }

    /// Adds attempts to a row, when the session they belong to is closed.
    pub fn count(&mut self, hash: u64, count: u64) {
        self.total.count += count;
        let place = self
            .index
            .find(hash, |place| {
                self.rows
                    .get(*place as usize)
                    .is_some_and(|row| row.hash == hash)
            })
            .copied();
        if let Some(row) = place.and_then(|place| self.rows.get_mut(place as usize)) {
            row.count += count;
        }
    }

    pub fn key(&self, row: &Row) -> &[u8] {
        let (start, length) = (row.key.0 as usize, row.key.1 as usize);
        self.keys.get(start..start + length).unwrap_or_default()
    }

    /// The keys that a second pass must count.
    pub fn candidates(&self) -> Vec<Vec<u8>> {
        self.rows.iter().map(|row| self.key(row).to_vec()).collect()
    }

    /// Rows that the cap lets through; the same for every way the input was cut.
    pub fn shown(&self) -> impl Iterator<Item = &Row> {
        let bound = if self.is_capped() {
            self.total.weight / (self.cap as u64 + 1)
        } else {
            0
        };
        self.rows
            .iter()
            .filter(move |row| row.weight > bound || bound == 0)
    }

    /// More keys than the cap were seen.
    pub fn is_capped(&self) -> bool {
        self.compacted || self.only || self.rows.len() > self.cap
    }

    pub fn merge(&mut self, other: &Tally) {
        self.compacted |= other.compacted;
        self.total.count += other.total.count;
        self.total.weight += other.total.weight;
        self.total.lines += other.total.lines;
        add(&mut self.total.sums, &other.total.sums);
        for row in &other.rows {
            let key = other.key(row);
            let place = match self.find(row.hash, |known| known == key) {
                Some(place) => place,
                None => {
                    self.make_room();
                    self.insert(row.hash, |new| new.extend_from_slice(key))
                }
            };
            if let Some(own) = self.rows.get_mut(place) {
                own.merge(row);
            }
        }
    }

    /// Rebuilds what is not sent between workers.
    pub fn reindex(&mut self) {
        self.index.clear();
        self.rows.iter_mut().for_each(Row::note_full);
        for (place, row) in self.rows.iter().enumerate() {
            let hashes = |place: &u32| self.rows.get(*place as usize).map_or(0, |row| row.hash);
            self.index
                .insert_unique(row.hash, u32::try_from(place).unwrap_or(u32::MAX), hashes);
        }
    }

    #[inline]
    fn find(&self, hash: u64, is_key: impl Fn(&[u8]) -> bool) -> Option<usize> {
        self.index
            .find(hash, |place| {
                self.rows
                    .get(*place as usize)
                    .is_some_and(|row| row.hash == hash && is_key(self.key(row)))
            })
            .map(|place| *place as usize)
    }

    fn insert(&mut self, hash: u64, write: impl FnOnce(&mut Vec<u8>)) -> usize {
        let place = self.rows.len();
        let start = self.keys.len();
        write(&mut self.keys);
        let number = |length| u32::try_from(length).unwrap_or(u32::MAX);
        self.rows.push(Row {
            hash,
            key: (number(start), number(self.keys.len() - start)),
            weight: 0,
            count: 0,
            lines: 0,
            sums: Sums::default(),
            first: None,
            last: None,
            samples: Vec::new(),
            full: anywhere(),
        });
        let rows = &self.rows;
        self.index
            .insert_unique(hash, u32::try_from(place).unwrap_or(u32::MAX), |place| {
                rows.get(*place as usize).map_or(0, |row| row.hash)
            });
        place
    }

    /// Misra–Gries in batches: at twice the cap, the weight of the row behind the cap is taken
    /// from every row, and those that come to nothing are dropped.
    fn make_room(&mut self) {
        if self.only || self.rows.len() < 2 * self.cap {
            return;
        }
        self.compacted = true;
        let mut weights: Vec<u64> = self.rows.iter().map(|row| row.weight).collect();
        let (_, bound, _) = weights.select_nth_unstable_by(self.cap, |a, b| b.cmp(a));
        let bound = *bound;
        let old = std::mem::take(&mut self.keys);
        self.rows.retain_mut(|row| {
            row.weight = row.weight.saturating_sub(bound);
            row.weight > 0
        });
        for row in &mut self.rows {
            let (start, length) = (row.key.0 as usize, row.key.1 as usize);
            row.key.0 = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
            self.keys
                .extend_from_slice(old.get(start..start + length).unwrap_or_default());
        }
        self.reindex();
    }
}

impl Row {
    fn take(&mut self, share: &Share<'_>) {
        self.weight += share.weight;
        self.count += share.count;
        self.lines += 1;
        add(&mut self.sums, &share.sums);
        self.widen(share.moment, share.moment);
        if (share.file, share.offset) < self.full {
            self.sample(Place::new(
                share.file,
                share.offset,
                share.length,
                share.text,
            ));
        }
    }

    fn merge(&mut self, other: &Row) {
        self.weight += other.weight;
        self.count += other.count;
        self.lines += other.lines;
        add(&mut self.sums, &other.sums);
        self.widen(other.first, other.last);
        other
            .samples
            .iter()
            .for_each(|place| self.sample(place.clone()));
    }

    #[inline]
    fn widen(&mut self, first: Option<i64>, last: Option<i64>) {
        self.first = match (self.first, first) {
            (Some(own), Some(other)) => Some(own.min(other)),
            (own, other) => own.or(other),
        };
        self.last = self.last.max(last);
    }

    /// Keeps the first ones of the whole input, whatever order they come in.
    fn sample(&mut self, place: Place) {
        let at = self
            .samples
            .partition_point(|known| (known.file, known.offset) < (place.file, place.offset));
        self.samples.insert(at, place);
        self.samples.truncate(SAMPLES);
        self.note_full();
    }

    fn note_full(&mut self) {
        if let (true, Some(last)) = (self.samples.len() >= SAMPLES, self.samples.last()) {
            self.full = (last.file, last.offset);
        }
    }
}

fn add(sums: &mut Sums, more: &Sums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*more);
    }
}

/// The hash of the key that these parts make.
pub fn hash_of(seed: u64, parts: &[&[u8]]) -> u64 {
    hash(seed, parts.iter().map(|part| cut(part)))
}

/// Keys are chosen by strangers: the seed is drawn anew for every run.
fn hash<'a>(seed: u64, parts: impl Iterator<Item = (usize, &'a [u8])>) -> u64 {
    let mut hasher = FixedState::with_seed(seed).build_hasher();
    for (length, part) in parts {
        hasher.write_usize(length);
        hasher.write(part);
    }
    hasher.finish()
}

/// Whether a key is made of these parts.
fn is_of(key: &[u8], of: &[&[u8]]) -> bool {
    let mut of = of.iter();
    let same = |(length, part): (usize, &[u8])| {
        of.next()
            .is_some_and(|other| other.len() == length && other.starts_with(part))
    };
    parts(key).all(same) && of.next().is_none()
}
