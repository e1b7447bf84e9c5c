//! What only the whole shows: the pages of findings, asked of the tables.

use super::unlisted::{Unlisted, unlisted};
use super::{Analysis, Extra, watches};
use crate::address::range::network;
use crate::address::{self, Reach, reach};
use crate::chronicle::{Day, Step, Stretch};
use crate::order::Order;
use crate::place::Place;
use crate::plan::FilePlan;
use crate::report::{Attacker, Counted, Detail, Finding, Service, Subject};
use crate::stamp::iso;
use crate::tally::{self, Shown};
use logyomi_sections::{self as sections, FIELDS, FINDINGS, FieldId, Per, Rule, SECTIONS};
use std::collections::BTreeMap;

/// Subjects of a finding that are kept; a report of more is read by nobody.
const SUBJECTS: usize = 1_000;

/// Values of a field, events and lines that are told of a subject.
const VALUES: usize = 5;
const SAMPLES: usize = 3;

pub(super) fn findings(
    analysis: &Analysis,
    plans: &[FilePlan],
    attackers: &[Attacker],
) -> Vec<Finding> {
    let known = Known {
        analysis,
        plans,
        attackers: attackers
            .iter()
            .map(|one| (one.address.as_str(), one))
            .collect(),
    };
    FINDINGS
        .iter()
        .enumerate()
        .filter_map(|(number, page)| known.finding(number, page))
        .collect()
}

/// What the rules ask.
struct Known<'a> {
    analysis: &'a Analysis,
    plans: &'a [FilePlan],
    attackers: BTreeMap<&'a str, &'a Attacker>,
}

impl<'a> Known<'a> {
    fn finding(&self, number: usize, page: &'static sections::Finding) -> Option<Finding> {
        let first = watches::first_of(number);
        let mut found = match page.rule {
            Rule::Hits => self.hits(first, page, |_| true),
            Rule::After => self.after(first, page),
            Rule::Chain => self.chain(first, page),
            Rule::Attempts => self.attempts(page),
            Rule::Countries => self.countries(first, page),
            Rule::Spraying => self.spraying(page),
            Rule::Distributed => self.distributed(page),
            Rule::Gap => self.steps(page, |stretch| {
                stretch.gaps.iter().filter(|_| is_busy(stretch)).collect()
            }),
            Rule::Backwards => self.steps(page, |stretch| stretch.back.iter().collect()),
            Rule::Days => self.days(page),
        };
        found.order_by(|a, b| {
            let (a_by, b_by) = ((a.field, &a.value), (b.field, &b.value));
            b.count.cmp(&a.count).then_with(|| a_by.cmp(&b_by))
        });
        let times = found.iter().filter_map(|one| one.first);
        let (first, last) = (times.min(), found.iter().filter_map(|one| one.last).max());
        (!found.is_empty()).then(|| Finding {
            id: page.id.to_owned(),
            level: page.gravity.name().to_owned(),
            because: Vec::new(),
            rule: page.rule.name().to_owned(),
            at_least: u64::from(page.at_least),
            count: found.iter().map(|one| one.count).sum(),
            first: first.map(iso),
            last: last.map(iso),
            subjects_left_out: found.len().saturating_sub(SUBJECTS) as u64,
            subjects: found
                .into_iter()
                .take(SUBJECTS)
                .map(|one| one.subject(self.analysis))
                .collect(),
        })
    }

    /// The hits of a watch, by subject.
    fn gathered(&self, number: usize, page: &'static sections::Finding, watch: usize) -> Subjects {
        let mut subjects = Subjects::new();
        let Some(watch) = page.watches.get(watch) else {
            return subjects;
        };
        let Some(table) = self.analysis.tables.get(self.analysis.watch(number)) else {
            return subjects;
        };
        let field = match watch.per {
            Per::Address => "addr",
            Per::Field(field) => name(field),
            Per::Whole => "",
        };
        for row in table.shown().filter(|row| row.lines > 0) {
            let key = row.key;
            let parts = tally::decode(key);
            let Some(value) = parts.first() else { continue };
            let one = subjects
                .entry(value.clone())
                .or_insert_with(|| Gathered::new(field, value));
            one.add(&row);
            if let Some(event) = tally::parts(key).nth(1).and_then(|(_, part)| event(part)) {
                one.tell("event", event, row.count);
            }
            for (field, value) in watch.shows.iter().zip(parts.into_iter().skip(2)) {
                one.tell(name(*field), value, row.count);
            }
        }
        subjects
    }

    fn hits(
        &self,
        number: usize,
        page: &'static sections::Finding,
        takes: impl Fn(&mut Gathered) -> bool,
    ) -> Vec<Gathered> {
        let mut found: Vec<Gathered> = self.gathered(number, page, 0).into_values().collect();
        found.retain_mut(|one| one.count >= u64::from(page.at_least) && takes(one));
        found
    }

    /// From an address that had tried before.
    fn after(&self, number: usize, page: &'static sections::Finding) -> Vec<Gathered> {
        let mut found: Vec<Gathered> = self.gathered(number, page, 0).into_values().collect();
        found.retain_mut(|one| {
            let Some(attacker) = self.attackers.get(one.value.as_str()) else {
                return false;
            };
            one.attempts = Some(attempts(attacker, page));
            for service in counted(attacker, page) {
                one.tell("service", service.name.clone(), service.attempts);
            }
            let before = attacker.first.as_deref();
            let last = one.last.map(iso);
            is_within(attacker, page) && before.zip(last.as_deref()).is_none_or(|(a, b)| a <= b)
        });
        found
    }

    fn chain(&self, number: usize, page: &'static sections::Finding) -> Vec<Gathered> {
        let then = self.gathered(number + 1, page, 1);
        let mut found: Vec<Gathered> = self.gathered(number, page, 0).into_values().collect();
        found.retain_mut(|one| {
            let later = then.get(&one.value).filter(|then| {
                let times = one.first.zip(then.last);
                times.is_none_or(|(first, last)| first <= last)
            });
            let Some(later) = later else { return false };
            one.join(later);
            // Two daemons may tell of one login, or of one change: what happened is as often as the rarer of both.
            one.count = one.count.min(later.count);
            true
        });
        found
    }

    /// Told of with addresses of many countries.
    fn countries(&self, number: usize, page: &'static sections::Finding) -> Vec<Gathered> {
        self.hits(number, page, |one| {
            let addresses = one.details.get("addr").into_iter().flatten();
            let countries: Vec<(String, u64)> = addresses
                .filter_map(|(address, count)| Some((country(address)?, *count)))
                .collect();
            for (country, count) in countries {
                one.tell("country", country, count);
            }
            one.count = one.details.get("country").map_or(0, |all| all.len() as u64);
            one.count >= u64::from(page.at_least)
        })
    }

    fn attempts(&self, page: &'static sections::Finding) -> Vec<Gathered> {
        let samples = self.samples(Extra::Sources, 0);
        let attackers = self.attackers.values();
        attackers
            .filter(|one| is_within(one, page))
            .map(|one| {
                let mut found = Gathered::new("addr", &one.address);
                found.count = attempts(one, page);
                found.attempts = Some(found.count);
                for service in counted(one, page) {
                    found.tell("service", service.name.clone(), service.attempts);
                }
                for user in &one.users {
                    found.tell("user", user.value.clone(), user.count);
                }
                found.see(samples.get(&one.address));
                found
            })
            .collect()
    }

    /// A name that many addresses tried.
    fn spraying(&self, page: &'static sections::Finding) -> Vec<Gathered> {
        let mut tried: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for attacker in self.attackers.values() {
            for user in &attacker.users {
                let of = tried.entry(&user.value).or_default();
                of.insert(&attacker.address, user.count);
            }
        }
        let samples = self.samples(Extra::Users, 3);
        let many = |of: &BTreeMap<&str, u64>| of.len() >= page.at_least as usize;
        let found = tried.into_iter().filter(|(_, of)| many(of));
        found
            .map(|(user, of)| {
                let mut found = Gathered::new("user", user);
                found.count = of.len() as u64;
                found.attempts = Some(of.values().sum());
                for (address, count) in of {
                    found.tell("addr", address.to_owned(), count);
                }
                found.see(samples.get(user));
                found
            })
            .collect()
    }

    /// Many addresses with few attempts each, at one service.
    fn distributed(&self, page: &'static sections::Finding) -> Vec<Gathered> {
        let mut services: BTreeMap<&str, Vec<(&str, u64)>> = BTreeMap::new();
        for attacker in self.attackers.values() {
            for service in counted(attacker, page) {
                if service.attempts <= u64::from(page.at_most) {
                    let of = services.entry(&service.name).or_default();
                    of.push((&attacker.address, service.attempts));
                }
            }
        }
        let unlisted = unlisted(self.analysis, self.attackers.values().copied());
        let counted = |service: &&&str| !page.except.contains(*service);
        for service in unlisted.keys().filter(counted) {
            services.entry(service).or_default();
        }
        let samples = self.samples(Extra::Sources, 3);
        let others = |service: &str| unlisted.get(service).copied().unwrap_or_default();
        let count = |service: &str, of: &[(&str, u64)]| of.len() as u64 + others(service).addresses;
        let found = services
            .into_iter()
            .filter(|(service, of)| count(service, of) >= u64::from(page.at_least));
        found
            .map(|(service, of)| {
                let Unlisted {
                    addresses,
                    attempts,
                } = others(service);
                let mut found = Gathered::new("service", service);
                found.count = of.len() as u64 + addresses;
                let listed: u64 = of.iter().map(|(_, count)| count).sum();
                found.attempts = Some(listed + attempts);
                found.unlisted = addresses;
                for (address, count) in of {
                    found.tell("addr", address.to_owned(), count);
                }
                found.see(samples.get(service));
                found
            })
            .collect()
    }

    /// First and last moment and the first lines of rows, by a part of their keys.
    fn samples(&self, table: Extra, part: usize) -> Subjects {
        let mut samples = Subjects::new();
        let Some(table) = self.analysis.table(table) else {
            return samples;
        };
        for row in table.shown().filter(|row| row.lines > 0) {
            if let Some(value) = tally::parts(row.key).nth(part) {
                samples.entry(tally::text(value)).or_default().add(&row);
            }
        }
        samples
    }

    /// Steps of the clock, by file.
    fn steps(
        &self,
        page: &'static sections::Finding,
        of: impl Fn(&'a Stretch) -> Vec<&'a Step>,
    ) -> Vec<Gathered> {
        let mut found = Vec::new();
        for stretch in self.logs() {
            for step in of(stretch) {
                if step.seconds() < u64::from(page.at_least) {
                    continue;
                }
                let mut one = Gathered::new("file", self.path(stretch.file));
                one.count = step.seconds();
                (one.first, one.last) = (Some(step.from), Some(step.to));
                one.show(step.place);
                found.push(one);
            }
        }
        found
    }

    /// Days without a line, in files that have many on every other.
    fn days(&self, page: &'static sections::Finding) -> Vec<Gathered> {
        let mut found = Vec::new();
        for stretch in self.logs() {
            let days = &stretch.days;
            let (Some((first, _)), Some((last, _))) =
                (days.first_key_value(), days.last_key_value())
            else {
                continue;
            };
            let missing = (last - first + 1).unsigned_abs() - days.len() as u64;
            if !is_busy(stretch) || !is_all_day(stretch) || missing < u64::from(page.at_least) {
                continue;
            }
            let mut one = Gathered::new("file", self.path(stretch.file));
            one.count = missing;
            (one.first, one.last) = (Some(first * DAY), Some(last * DAY));
            let gaps = (*first..=*last).filter(|day| !days.contains_key(day));
            for day in gaps.take(VALUES) {
                let date: String = iso(day * DAY).chars().take(10).collect();
                one.tell("day", date, 1);
            }
            after_gaps(days).for_each(|place| one.show(*place));
            found.push(one);
        }
        found
    }

    /// Files that are logs from end to end: excerpts in a letter stand in the letter's order.
    fn logs(&self) -> impl Iterator<Item = &'a Stretch> + use<'a> {
        let files = &self.analysis.files;
        let stretches = self.analysis.chronicle.stretches().iter();
        stretches.filter(|stretch| {
            let count = files.get(stretch.file as usize);
            count.is_some_and(|count| count.lines.prose + count.lines.document == 0)
        })
    }

    fn path(&self, file: u32) -> &'a str {
        self.plans
            .get(file as usize)
            .map_or("", |plan| plan.path.as_str())
    }
}

/// The first lines after days without one.
fn after_gaps(days: &BTreeMap<i64, Day>) -> impl Iterator<Item = &Place> {
    let pairs = days.iter().zip(days.iter().skip(1));
    pairs
        .filter(|((before, _), (day, _))| *day - *before > 1)
        .map(|(_, (_, day))| &day.first)
}

/// A file of fewer entries a day may well have hours and days without one.
const BUSY: u64 = 50;

fn is_busy(stretch: &Stretch) -> bool {
    stretch.entries >= BUSY * stretch.days.len() as u64
}

/// A log of packages has a hundred lines when some are installed, and none for days.
const HOURS: u32 = 4;

fn is_all_day(stretch: &Stretch) -> bool {
    let hours: u32 = stretch.days.values().map(Day::hours).sum();
    hours >= HOURS * stretch.days.len() as u32
}

/// Where the address is registered. One of nobody stands for its own network; nothing for those inside.
fn country(address: &str) -> Option<String> {
    let ip = address::canonical(address.as_bytes())?;
    if reach(ip) != Reach::Public {
        return None;
    }
    let known = logyomi_country::country(ip).map(str::to_owned);
    Some(known.unwrap_or_else(|| network(ip, PROVIDER)))
}

/// As large a network as one provider may have.
const PROVIDER: [u32; 2] = [16, 32];

/// The services whose attempts the page counts.
fn counted<'a>(
    attacker: &'a Attacker,
    page: &'static sections::Finding,
) -> impl Iterator<Item = &'a Service> {
    let services = attacker.services.iter();
    services.filter(|service| !page.except.contains(&service.name.as_str()))
}

fn attempts(attacker: &Attacker, page: &'static sections::Finding) -> u64 {
    counted(attacker, page)
        .map(|service| service.attempts)
        .sum()
}

fn is_within(attacker: &Attacker, page: &'static sections::Finding) -> bool {
    let limits = u64::from(page.at_least)..=u64::from(page.at_most);
    limits.contains(&attempts(attacker, page)) && attacker.users.len() >= page.names as usize
}

const DAY: i64 = 86_400;

type Subjects = BTreeMap<String, Gathered>;

/// A subject while its rows are gone through.
#[derive(Default)]
struct Gathered {
    field: &'static str,
    value: String,
    count: u64,
    attempts: Option<u64>,
    first: Option<i64>,
    last: Option<i64>,
    details: BTreeMap<&'static str, BTreeMap<String, u64>>,
    /// Addresses beside those of the details.
    unlisted: u64,
    /// The first lines, in the order of the input.
    samples: Vec<Place>,
}

impl Gathered {
    fn new(field: &'static str, value: &str) -> Gathered {
        Gathered {
            field,
            value: value.to_owned(),
            ..Gathered::default()
        }
    }

    fn add(&mut self, row: &Shown<'_>) {
        self.count += row.count;
        self.span(row.first, row.last);
        row.samples.iter().for_each(|place| self.show(*place));
    }

    fn span(&mut self, first: Option<i64>, last: Option<i64>) {
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = self.last.max(last);
    }

    fn show(&mut self, place: Place) {
        if let Err(at) = self.samples.binary_search(&place) {
            self.samples.insert(at, place);
            self.samples.truncate(SAMPLES);
        }
    }

    fn tell(&mut self, field: &'static str, value: String, count: u64) {
        if !value.is_empty() {
            let values = self.details.entry(field).or_default();
            *values.entry(value).or_default() += count;
        }
    }

    /// Time and lines of what was gathered elsewhere.
    fn see(&mut self, other: Option<&Gathered>) {
        if let Some(other) = other {
            self.span(other.first, other.last);
            other.samples.iter().for_each(|place| self.show(*place));
        }
    }

    /// What came later: one line of the first is kept, so that both are shown.
    fn join(&mut self, later: &Gathered) {
        self.samples.truncate(1);
        self.see(Some(later));
        for (field, values) in &later.details {
            for (value, count) in values {
                self.tell(field, value.clone(), *count);
            }
        }
    }

    fn subject(self, analysis: &Analysis) -> Subject {
        let ip = match self.field {
            "addr" => address::canonical(self.value.as_bytes()),
            _ => None,
        };
        Subject {
            field: self.field.to_owned(),
            ip: ip.map(|ip| ip.to_string()),
            value: self.value,
            count: self.count,
            attempts: self.attempts,
            details: self
                .details
                .into_iter()
                .map(|(field, values)| match field {
                    "addr" => detail(field, values, self.unlisted),
                    _ => detail(field, values, 0),
                })
                .collect(),
            first: self.first.map(iso),
            last: self.last.map(iso),
            samples: self
                .samples
                .iter()
                .map(|place| analysis.sample(place))
                .collect(),
        }
    }
}

fn detail(field: &'static str, values: BTreeMap<String, u64>, unlisted: u64) -> Detail {
    let mut list: Vec<(String, u64)> = values.into_iter().collect();
    list.order_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let left_out = list.len().saturating_sub(VALUES) as u64 + unlisted;
    list.truncate(VALUES);
    Detail {
        field: field.to_owned(),
        values: list
            .into_iter()
            .map(|(value, count)| Counted { value, count })
            .collect(),
        left_out,
    }
}

fn name(field: FieldId) -> &'static str {
    FIELDS
        .get(usize::from(field))
        .map_or("", |field| field.name)
}

/// `page/event` of the numbers in a key.
fn event(part: &[u8]) -> Option<String> {
    let [a, b, c, d] = *part.first_chunk::<4>()?;
    let section = SECTIONS.get(usize::from(u16::from_le_bytes([a, b])))?;
    let event = section
        .events
        .get(usize::from(u16::from_le_bytes([c, d])))?;
    Some(format!("{}/{}", section.id, event.id))
}
