//! Counts by key: merges in any order, and stays bounded.
//!
//! Up to `cap` keys a table is exact. Beyond, it keeps Misra–Gries candidates: every key whose
//! weight is more than `total / (cap + 1)` is among them, however the input was cut. A second pass
//! counts the candidates exactly, and the report shows those above that bound: so a cap changes
//! what is shown, but never by how the input was cut.

use crate::bytes::{self, same};
use crate::place::{Excerpt, Moved, Place, Texts, number};
use crate::shelf::Shelf;
use foldhash::fast::{FixedState, FoldHasher};
use hashbrown::HashTable;
use logyomi_sections::{ROWS, SUMS};
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hasher};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tally {
    cap: usize,
    rows: Shelf<Row>,
    /// Whether lines are shown, and those of each row.
    with_lines: bool,
    samples: Shelf<Samples>,
    /// Of each row, as soon as one is not zero: few events have any.
    sums: Shelf<Sums>,
    #[serde(with = "serde_bytes")]
    keys: Vec<u8>,
    #[serde(skip)]
    index: HashTable<u32>,
    pub total: Total,
    /// Rows were dropped to stay bounded: their figures are not exact.
    pub compacted: bool,
    /// Second pass: only the rows that are there already are counted.
    only: bool,
    /// Bytes of lines that its rows show no more, since that was last asked.
    #[serde(skip)]
    lost: usize,
}

/// Sums of the event's fields, in the page's order.
pub type Sums = [u64; SUMS];

const NONE: Sums = [0; SUMS];

/// Sums over all keys, exact whatever was dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Total {
    pub count: u64,
    pub weight: u64,
    pub lines: u64,
    pub sums: Sums,
}

/// What every line touches: two lines of the processor's memory, side by side.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[repr(align(128))]
struct Row {
    hash: u64,
    /// Where the key stands, and how long it is.
    key: (u32, u32),
    /// The key itself, if it is short enough: the next line of memory is there already, the keys' is far.
    #[serde(skip, default = "no_key")]
    near: [u8; NEAR],
    /// Weights of the lines; what Misra–Gries works on.
    weight: u64,
    /// Attempts of sessions; elsewhere the same as the weight.
    count: u64,
    lines: u64,
    /// Moments; the first lies behind the last where no line has one.
    first: i64,
    last: i64,
    /// Lines behind this place in the input are none of the first ones: see [`order`].
    full: u64,
}

/// The first lines of a row, in their order.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Samples {
    places: [Place; SAMPLES],
    known: u8,
}

/// A row as it is shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub key: &'a [u8],
    pub count: u64,
    pub lines: u64,
    pub sums: &'a Sums,
    pub first: Option<i64>,
    pub last: Option<i64>,
    pub samples: &'a [Place],
}

/// A row, until the next one is added.
#[derive(Clone, Copy, Debug)]
pub struct At {
    pub hash: u64,
    place: u32,
}

/// Where no row is: only known ones are counted.
const NOWHERE: u32 = u32::MAX;

/// One line's share in a row.
#[derive(Clone, Copy, Debug)]
pub struct Share<'a> {
    pub weight: u64,
    pub count: u64,
    pub sums: Sums,
    pub moment: Option<i64>,
    pub line: Excerpt<'a>,
}

/// Longer keys are compared where they stand.
const NEAR: usize = 64;

fn no_key() -> [u8; NEAR] {
    [0; NEAR]
}

/// A row shows this many lines.
const SAMPLES: usize = 3;
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
    parts(key).map(text).collect()
}

/// A part of a key, as text.
pub fn text((length, part): (usize, &[u8])) -> String {
    let text = bytes::text(part);
    if length > KEY_BYTES {
        format!("{text}… ({} B)", grouped(length as u64))
    } else {
        text
    }
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

/// A key in parts, and its hash.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    hash: u64,
    parts: [&'a [u8]; Key::PARTS],
    known: usize,
}

impl<'a> Key<'a> {
    /// Findings name fewer.
    pub const PARTS: usize = ROWS;

    /// Of parts that nobody has hashed.
    pub fn seeded(seed: u64, parts: &[&'a [u8]]) -> Key<'a> {
        Key::of(KeyHash::new(seed).of(parts), parts)
    }

    /// Of parts whose hash is known.
    pub fn of(hash: u64, from: &[&'a [u8]]) -> Key<'a> {
        let mut parts = [&b""[..]; Key::PARTS];
        for (part, from) in parts.iter_mut().zip(from) {
            *part = from;
        }
        Key {
            hash,
            parts,
            known: from.len(),
        }
    }

    fn parts(&self) -> &[&'a [u8]] {
        self.parts.get(..self.known).unwrap_or_default()
    }
}

/// The beginning of a key, hashed: the parts of several keys begin with the same address.
///
/// Keys are chosen by strangers: the seed is drawn anew for every run.
#[derive(Clone)]
pub struct KeyHash(FoldHasher<'static>);

impl KeyHash {
    pub fn new(seed: u64) -> KeyHash {
        KeyHash(FixedState::with_seed(seed).build_hasher())
    }

    /// The same key with one more part.
    #[inline(never)]
    pub fn with(&self, part: &[u8]) -> KeyHash {
        let mut longer = self.clone();
        longer.add(cut(part));
        longer
    }

    /// The hash of the key that ends with these parts.
    #[inline(never)]
    pub fn of(&self, parts: &[&[u8]]) -> u64 {
        let mut whole = self.clone();
        parts.iter().for_each(|part| whole.add(cut(part)));
        whole.0.finish()
    }

    fn of_key(seed: u64, key: &[u8]) -> u64 {
        let mut whole = KeyHash::new(seed);
        parts(key).for_each(|part| whole.add(part));
        whole.0.finish()
    }

    /// Where one part ends and the next one begins is told apart by the keys themselves.
    #[inline]
    fn add(&mut self, (_, kept): (usize, &[u8])) {
        self.0.write(kept);
    }
}

impl Tally {
    pub fn new(cap: usize) -> Tally {
        Tally {
            cap,
            rows: Shelf::default(),
            with_lines: true,
            samples: Shelf::default(),
            sums: Shelf::default(),
            keys: Vec::new(),
            index: HashTable::new(),
            total: Total::default(),
            compacted: false,
            only: false,
            lost: 0,
        }
    }

    /// A table whose rows only count.
    pub fn without_lines(cap: usize) -> Tally {
        Tally {
            with_lines: false,
            ..Tally::new(cap)
        }
    }

    /// A table that counts only these keys.
    pub fn only(mut self, keys: &[Vec<u8>], seed: u64) -> Tally {
        for key in keys {
            let hash = KeyHash::of_key(seed, key);
            self.insert(hash, |new| new.extend_from_slice(key));
        }
        self.only = true;
        self
    }

    /// Whether there is a row of this key.
    pub fn has(&self, key: &Key<'_>) -> bool {
        let is_it = |row: &Row| is_of(self.near_key(row), key.parts());
        self.find(key.hash, is_it).is_some()
    }

    /// Where the row of a key seems to be. Asked of several tables at once, their rows are fetched side by side.
    #[inline]
    pub fn seek(&self, key: &Key<'_>) -> u32 {
        let found = self.find(key.hash, |_| true);
        found.map_or(NOWHERE, number)
    }

    /// Adds a line to the row of a key, which was sought. The key is written only where the row is new.
    pub fn add(&mut self, key: &Key<'_>, sought: u32, share: &Share<'_>, texts: &mut Texts) -> At {
        let (hash, parts) = (key.hash, key.parts());
        self.total.weight += share.weight;
        self.total.count += share.count;
        self.total.lines += 1;
        let sought = sought as usize;
        let is_it = |row: &Row| row.hash == hash && is_of(self.near_key(row), parts);
        let found = match self.rows.get(sought).is_some_and(is_it) {
            true => Some(sought),
            false => self.find(hash, is_it),
        };
        let place = match found {
            Some(place) => place,
            None => match self.new_row(hash, parts) {
                Some(place) => place,
                None => {
                    add(&mut self.total.sums, &share.sums);
                    return At {
                        hash,
                        place: NOWHERE,
                    };
                }
            },
        };
        if let Some(row) = self.rows.get_mut(place) {
            row.take(share);
            if order(share.line.file, share.line.offset) <= row.full {
                self.sample(place, share, texts);
            }
        }
        if share.sums != NONE {
            add(&mut self.total.sums, &share.sums);
            self.sum(place, &share.sums);
        }
        At {
            hash,
            place: number(place),
        }
    }

    /// A row for a key that is not known; nothing where only known ones are counted.
    #[cold]
    fn new_row(&mut self, hash: u64, parts: &[&[u8]]) -> Option<usize> {
        if self.only {
            return None;
        }
        self.make_room();
        Some(self.insert(hash, |key| encode(parts.iter().copied(), key)))
    }

    /// Adds attempts of a session to the row that its line was just added to.
    pub fn count_at(&mut self, at: At, count: u64) {
        self.total.count += count;
        if let Some(row) = self.rows.get_mut(at.place as usize) {
            row.count += count;
        }
    }

    /// Adds attempts of a session to a row.
    pub fn count(&mut self, hash: u64, count: u64) {
        self.total.count += count;
        if let Some(row) = self.row_of(hash) {
            row.count += count;
        }
    }

    /// Takes attempts back that were added to a row; it may have been dropped since, and begun anew.
    pub fn take_back(&mut self, hash: u64, count: u64) {
        self.total.count = self.total.count.saturating_sub(count);
        if let Some(row) = self.row_of(hash) {
            row.count = row.count.saturating_sub(count);
        }
    }

    fn row_of(&mut self, hash: u64) -> Option<&mut Row> {
        let place = self.find(hash, |_| true)?;
        self.rows.get_mut(place)
    }

    /// The keys that a second pass must count: those that would be left now.
    pub fn candidates(&self) -> Vec<Vec<u8>> {
        let bound = self.bound();
        let left = self.rows.iter().filter(|row| row.weight > bound);
        left.map(|row| self.key(row).to_vec()).collect()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Rows that the cap lets through; the same for every way the input was cut.
    pub fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        let bound = self.left_out_weight();
        let rows = self.rows.iter().enumerate();
        rows.filter(move |(_, row)| row.weight > bound || bound == 0)
            .map(|(place, row)| self.show(place, row))
    }

    /// No row that the cap leaves out weighs more; nothing where it leaves out none.
    pub fn left_out_weight(&self) -> u64 {
        match self.is_capped() {
            true => self.total.weight / (self.cap as u64 + 1),
            false => 0,
        }
    }

    fn show<'a>(&'a self, place: usize, row: &'a Row) -> Shown<'a> {
        let timed = row.first <= row.last;
        Shown {
            key: self.key(row),
            count: row.count,
            lines: row.lines,
            sums: self.sums.get(place).unwrap_or(&NONE),
            first: timed.then_some(row.first),
            last: timed.then_some(row.last),
            samples: self.samples.get(place).map_or(&[], Samples::known),
        }
    }

    fn key(&self, row: &Row) -> &[u8] {
        row.key(&self.keys)
    }

    #[inline]
    fn near_key<'a>(&'a self, row: &'a Row) -> &'a [u8] {
        match row.near.get(..row.key.1 as usize) {
            Some(key) => key,
            None => self.key(row),
        }
    }

    /// More keys than the cap were seen.
    pub fn is_capped(&self) -> bool {
        self.compacted || self.only || self.rows.len() > self.cap
    }

    /// Adds what another table knows, whose texts were `moved` to ours.
    pub fn merge(&mut self, other: &Tally, moved: Moved) {
        self.compacted |= other.compacted;
        self.total.count += other.total.count;
        self.total.weight += other.total.weight;
        self.total.lines += other.total.lines;
        add(&mut self.total.sums, &other.total.sums);
        for (at, row) in other.rows.iter().enumerate() {
            let key = other.key(row);
            let place = match self.find(row.hash, |known| same(self.key(known), key)) {
                Some(place) => place,
                None => {
                    self.make_room();
                    self.insert(row.hash, |new| new.extend_from_slice(key))
                }
            };
            if let Some(own) = self.rows.get_mut(place) {
                own.merge(row);
                if let Some(samples) = self.samples.get_mut(place) {
                    let more = other.samples.get(at).map_or(&[][..], Samples::known);
                    let lost = more.iter().map(|line| samples.put(line.moved(moved)));
                    self.lost += lost.sum::<usize>();
                    own.full = samples.full();
                }
            }
            if let Some(sums) = other.sums.get(at) {
                self.sum(place, sums);
            }
        }
    }

    /// Rebuilds what is not sent between workers.
    pub fn reindex(&mut self) {
        self.index.clear();
        for row in self.rows.iter_mut() {
            row.near = near(row.key(&self.keys));
        }
        let rows = &self.rows;
        let hash = |place: &u32| rows.get(*place as usize).map_or(0, |row| row.hash);
        self.index.reserve(rows.len(), hash);
        for (place, row) in rows.iter().enumerate() {
            self.index.insert_unique(row.hash, number(place), hash);
        }
    }

    /// How many bytes of lines its rows show no more, since this was last asked.
    pub fn take_lost(&mut self) -> usize {
        std::mem::take(&mut self.lost)
    }

    /// All lines that its rows show.
    pub fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        self.samples.iter_mut().flat_map(Samples::known_mut)
    }

    #[inline]
    fn find(&self, hash: u64, is_it: impl Fn(&Row) -> bool) -> Option<usize> {
        self.index
            .find(hash, |place| {
                self.rows
                    .get(*place as usize)
                    .is_some_and(|row| row.hash == hash && is_it(row))
            })
            .map(|place| *place as usize)
    }

    fn insert(&mut self, hash: u64, write: impl FnOnce(&mut Vec<u8>)) -> usize {
        let place = self.rows.len();
        let start = self.keys.len();
        write(&mut self.keys);
        self.rows.push(Row {
            hash,
            key: (number(start), number(self.keys.len() - start)),
            weight: 0,
            count: 0,
            lines: 0,
            first: i64::MAX,
            last: i64::MIN,
            full: if self.with_lines { u64::MAX } else { 0 },
            near: near(self.keys.get(start..).unwrap_or_default()),
        });
        if self.with_lines {
            self.samples.push(Samples::default());
        }
        if !self.sums.is_empty() {
            self.sums.push(NONE);
        }
        let rows = &self.rows;
        self.index.insert_unique(hash, number(place), |place| {
            rows.get(*place as usize).map_or(0, |row| row.hash)
        });
        place
    }

    #[cold]
    fn sample(&mut self, place: usize, share: &Share<'_>, texts: &mut Texts) {
        if let (Some(row), Some(samples)) = (self.rows.get_mut(place), self.samples.get_mut(place))
        {
            if samples.wants(share.line.file, share.line.offset) {
                self.lost += samples.put(texts.keep(&share.line));
            }
            row.full = samples.full();
        }
    }

    fn sum(&mut self, place: usize, more: &Sums) {
        while self.sums.len() < self.rows.len() {
            self.sums.push(NONE);
        }
        if let Some(sums) = self.sums.get_mut(place) {
            add(sums, more);
        }
    }

    /// At twice the cap at the latest.
    fn make_room(&mut self) {
        if self.rows.len() >= 2 * self.cap {
            self.compact();
        }
    }

    /// The weight of the row behind the cap; nothing where there is none.
    fn bound(&self) -> u64 {
        let mut weights: Vec<u64> = self.rows.iter().map(|row| row.weight).collect();
        if weights.len() <= self.cap {
            return 0;
        }
        let (_, bound, _) = weights.select_nth_unstable_by(self.cap, |a, b| b.cmp(a));
        *bound
    }

    /// Misra–Gries in batches: beyond the cap, the weight of the row behind the cap is taken
    /// from every row, and those that come to nothing are dropped.
    pub fn compact(&mut self) {
        if self.only || self.rows.len() <= self.cap {
            return;
        }
        self.compacted = true;
        let bound = self.bound();
        let stays: Vec<bool> = self.rows.iter().map(|row| row.weight > bound).collect();
        let gone = self
            .samples
            .iter()
            .zip(&stays)
            .filter(|(_, stays)| !**stays);
        self.lost += gone.map(|(samples, _)| samples.kept()).sum::<usize>();
        self.rows.retain(&stays);
        self.samples.retain(&stays);
        self.sums.retain(&stays);
        let old = std::mem::take(&mut self.keys);
        for row in self.rows.iter_mut() {
            row.weight -= bound;
            let start = number(self.keys.len());
            self.keys.extend_from_slice(row.key(&old));
            row.key.0 = start;
        }
        self.reindex();
    }
}

/// A key that is kept beside its row; nothing of one that is too long.
fn near(key: &[u8]) -> [u8; NEAR] {
    let mut near = no_key();
    if let Some(place) = near.get_mut(..key.len()) {
        place.copy_from_slice(key);
    }
    near
}

impl Row {
    /// Of all keys of its table.
    fn key<'a>(&self, keys: &'a [u8]) -> &'a [u8] {
        let (start, length) = (self.key.0 as usize, self.key.1 as usize);
        keys.get(start..start + length).unwrap_or_default()
    }

    #[inline]
    fn take(&mut self, share: &Share<'_>) {
        self.weight += share.weight;
        self.count += share.count;
        self.lines += 1;
        if let Some(moment) = share.moment {
            self.first = self.first.min(moment);
            self.last = self.last.max(moment);
        }
    }

    fn merge(&mut self, other: &Row) {
        self.weight += other.weight;
        self.count += other.count;
        self.lines += other.lines;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

impl Samples {
    fn known(&self) -> &[Place] {
        self.places
            .get(..usize::from(self.known))
            .unwrap_or_default()
    }

    fn known_mut(&mut self) -> &mut [Place] {
        let known = usize::from(self.known);
        self.places.get_mut(..known).unwrap_or_default()
    }

    /// Bytes of its lines that are kept.
    fn kept(&self) -> usize {
        self.known().iter().map(Place::kept).sum()
    }

    /// Keeps the first ones of the whole input, whatever order they come in; gives how many bytes are shown no more.
    fn put(&mut self, place: Place) -> usize {
        let known = self.known();
        let at = known.partition_point(|one| (one.file, one.offset) <= (place.file, place.offset));
        let Some(behind @ [.., _]) = self.places.get_mut(at..) else {
            return place.kept();
        };
        behind.rotate_right(1);
        let gone = behind
            .first_mut()
            .map(|first| std::mem::replace(first, place));
        if usize::from(self.known) == SAMPLES {
            return gone.map_or(0, |gone| gone.kept());
        }
        self.known += 1;
        0
    }

    /// Whether a line stands before the last one, or there is room for it.
    fn wants(&self, file: u32, offset: u64) -> bool {
        let last = self.known().last();
        usize::from(self.known) < SAMPLES
            || last.is_some_and(|last| (file, offset) < (last.file, last.offset))
    }

    /// No row is full before its lines are there.
    fn full(&self) -> u64 {
        match self.known() {
            known if known.len() < SAMPLES => u64::MAX,
            known => known
                .last()
                .map_or(u64::MAX, |last| order(last.file, last.offset)),
        }
    }
}

/// A number that never falls as the place in the input grows. Behind the first million files, and behind 16 TiB of
/// one, places are no longer told apart: then the samples themselves are asked.
#[inline]
fn order(file: u32, offset: u64) -> u64 {
    const OFFSET_BITS: u32 = 44;
    u64::from(file.min((1 << (64 - OFFSET_BITS)) - 1)) << OFFSET_BITS
        | offset.min((1 << OFFSET_BITS) - 1)
}

fn add(sums: &mut Sums, more: &Sums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*more);
    }
}

/// Whether a key is made of these parts.
#[inline]
fn is_of(key: &[u8], of: &[&[u8]]) -> bool {
    let mut rest = key;
    for part in of {
        let (length, kept) = cut(part);
        let Some((known, behind)) = rest.split_first_chunk::<4>() else {
            return false;
        };
        let Some((known_part, behind)) = behind.split_at_checked(kept.len()) else {
            return false;
        };
        if u32::from_le_bytes(*known) as usize != length || !same(known_part, kept) {
            return false;
        }
        rest = behind;
    }
    rest.is_empty()
}
