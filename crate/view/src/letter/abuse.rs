//! The mail to the provider of an attacking address: what an abuse desk asks for, as far as the log tells it.
//!
//! What no log tells (the zone of its clock, whether that was synchronised, who writes) is left open in
//! brackets, to be filled in by whoever sends it.

use chrono::NaiveDate;
use logyomi_core::report::Attacker;
use logyomi_core::{Reach, canonical, reach};

use super::Letters;
use crate::number::{grouped, moment};
use crate::visible::visible;
use crate::words::{Lang, abuse as say};

/// What the caller knows and the report does not.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    pub today: Option<NaiveDate>,
    /// Of the moments in the log, where it is known; minutes east of UTC.
    pub zone_minutes: Option<i32>,
}

/// A draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Abuse {
    pub subject: String,
    pub body: String,
    pub doubts: Vec<Doubt>,
}

/// What to think of before the mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// More than two weeks ago: providers keep their own logs no longer.
    Old { days: i64 },
    /// The log names no year.
    YearGuessed,
    /// Logins from this address worked: the customer's answer comes first.
    LetIn { logins: u64 },
}

/// Why there is no mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMail {
    /// Not among the attackers of the report.
    Unknown,
    /// A name that a stranger may have chosen: nobody can say whose it is.
    NoAddress,
    /// Nobody's but your own: private, loopback, link-local.
    NotPublic,
}

/// Providers keep their own logs for about so long.
const FRESH_DAYS: i64 = 14;

pub(super) fn abuse(letters: &Letters, address: &str, about: &About) -> Result<Abuse, NoMail> {
    let wanted = canonical(address.as_bytes()).ok_or(NoMail::NoAddress)?;
    let shown = wanted.to_string();
    let attackers = letters.report.attackers.iter();
    let attacker = attackers
        .into_iter()
        .find(|one| one.ip.as_deref() == Some(&shown))
        .ok_or(NoMail::Unknown)?;
    if reach(wanted) != Reach::Public {
        return Err(NoMail::NotPublic);
    }
    let lang = letters.lang;
    let body = [
        say::opening(&shown, lang),
        facts(letters, attacker, &shown, about),
        format!("{}\n{}", lang.of(say::LINES), lines(letters, attacker)),
        lang.of(say::WISH).to_owned(),
    ];
    Ok(Abuse {
        subject: say::subject(&shown, lang),
        body: body.join("\n"),
        doubts: doubts(letters, attacker, about),
    })
}

/// Address, moments, clock, services.
fn facts(letters: &Letters, attacker: &Attacker, address: &str, about: &About) -> String {
    let lang = letters.lang;
    let shown = |iso: &Option<String>| iso.as_deref().map(|iso| visible(&moment(iso)).into_owned());
    let services = attacker.services.iter();
    let services =
        services.map(|one| format!("{} ({})", visible(&one.name), grouped(one.attempts)));
    let rows = [
        (say::ADDRESS, Some(address.to_owned())),
        (say::PORT, Some(lang.of(say::PORT_IN_LINES).to_owned())),
        (say::FIRST, shown(&attacker.first)),
        (say::LAST, shown(&attacker.last)),
        (say::ZONE, Some(zone(about, lang))),
        (say::CLOCK, Some(lang.of(say::CLOCK_OPEN).to_owned())),
        (say::ATTEMPTS, Some(grouped(attacker.attempts))),
        (say::SERVICES, Some(services.collect::<Vec<_>>().join(", "))),
    ];
    let rows = rows.into_iter().filter_map(|(word, value)| {
        let colon = if lang == Lang::Ja { ":" } else { ": " };
        Some(format!("{}{colon}{}\n", lang.of(word), value?))
    });
    rows.collect()
}

fn zone(about: &About, lang: Lang) -> String {
    let Some(minutes) = about.zone_minutes else {
        return lang.of(say::ZONE_OPEN).to_owned();
    };
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    format!("UTC{sign}{hours:02}:{rest:02}")
}

fn lines(letters: &Letters, attacker: &Attacker) -> String {
    let lines = attacker.samples.iter();
    lines
        .map(|sample| format!("    {}\n", letters.shown(&sample.text)))
        .collect()
}

fn doubts(letters: &Letters, attacker: &Attacker, about: &About) -> Vec<Doubt> {
    let last = attacker.last.as_deref().and_then(|last| last.get(..10));
    let last = last.and_then(|day| day.parse::<NaiveDate>().ok());
    let age = about
        .today
        .zip(last)
        .map(|(today, last)| (today - last).num_days());
    let files = attacker.samples.iter();
    let mut files = files.filter_map(|sample| letters.report.files.get(sample.file as usize));
    let old = age.filter(|days| *days > FRESH_DAYS);
    let let_in = (attacker.succeeded > 0).then_some(attacker.succeeded);
    [
        let_in.map(|logins| Doubt::LetIn { logins }),
        old.map(|days| Doubt::Old { days }),
        files
            .any(|file| file.year_guessed)
            .then_some(Doubt::YearGuessed),
    ]
    .into_iter()
    .flatten()
    .collect()
}
