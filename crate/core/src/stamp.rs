//! Moments as logs write them.
//!
//! A year-less stamp gets its year from the file's anchor: the latest year in which it is not
//! after anchor + 1 day. That depends on nothing but the stamp and the anchor.

use crate::remembered::Remembered;
use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike};

/// A moment: local seconds as written, and the offset where the log names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970-01-01 00:00:00 on the writer's own clock.
    pub local: i64,
    /// Minutes east of UTC.
    pub offset: Option<i16>,
    /// The log wrote no year.
    pub year_guessed: bool,
}

impl Stamp {
    /// Seconds on the clock of the zone `minutes` east of UTC; as written where either is unknown.
    pub fn in_zone(&self, minutes: Option<i32>) -> i64 {
        match (minutes, self.offset) {
            (Some(zone), Some(offset)) => self.local + 60 * (i64::from(zone) - i64::from(offset)),
            _ => self.local,
        }
    }
}

/// `2017-02-07T04:32:51`.
pub fn iso(seconds: i64) -> String {
    let Some(time) = DateTime::from_timestamp(seconds, 0) else {
        return String::new();
    };
    if !(0..10_000).contains(&time.year()) {
        return time.format("%Y-%m-%dT%H:%M:%S").to_string();
    }
    // A report has one for each row, twice: chrono's formatter takes a microsecond.
    let figures = |number: u32, power: u32| char::from(b'0' + (number / power % 10) as u8);
    let mut text = String::with_capacity(19);
    let year = time.year().unsigned_abs();
    text.extend([1000, 100, 10, 1].map(|power| figures(year, power)));
    let parts = [
        ('-', time.month()),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ];
    for (before, number) in parts {
        text.extend([before, figures(number, 10), figures(number, 1)]);
    }
    text
}

/// Reads stamps; remembers the last day and the last second, since lines of one day follow each other, and the
/// last heads.
#[derive(Clone, Debug)]
pub struct Clock {
    anchor: NaiveDate,
    /// Where the writer stood, in minutes east of UTC: for stamps that do not say it.
    pub zone: Option<i16>,
    day: ([u8; 6], i64),
    /// `Jan  2 03:04:05 `
    second: Option<([u8; SECOND], Stamp)>,
    pub heads: Remembered,
}

/// How long syslog's stamp is, with its blank.
const SECOND: usize = 16;

impl Clock {
    pub fn new(anchor: NaiveDate) -> Clock {
        Clock {
            anchor,
            zone: None,
            day: ([0; 6], 0),
            second: None,
            heads: Remembered::default(),
        }
    }

    /// For a writer who stood there, if anybody knows.
    pub fn of_zone(self, zone: Option<i16>) -> Clock {
        Clock { zone, ..self }
    }

    /// A stamp at the beginning of `text`, and what stands behind it and its blank.
    pub fn read<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        match text.first()? {
            byte if byte.is_ascii_uppercase() => self
                .same_second(text)
                .or_else(|| self.month_first(text))
                .or_else(|| journal_stamp(text)),
            byte if byte.is_ascii_digit() => iso_stamp(text).or_else(|| self.japanese(text)),
            b'@' => tai64n(text),
            0xE5..=0xE9 => with_zone_name(behind_japanese_weekday(text)?),
            _ => None,
        }
    }

    /// A stamp of a notation that is not syslog's, in brackets or not, and what stands behind it and its blanks.
    pub fn read_other<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let (stamp, rest) = match text.strip_prefix(b"[") {
            Some(inner) => {
                let (stamp, rest) = self.other(inner).or_else(|| self.read(inner))?;
                (stamp, rest.strip_prefix(b"]")?)
            }
            None => self.other(text)?,
        };
        Some((stamp, rest.trim_ascii_start()))
    }

    fn other<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        match text.first()? {
            byte if byte.is_ascii_uppercase() => self.weekday_first(text),
            byte if byte.is_ascii_digit() => {
                let plain = epoch(text).or_else(|| six_digits(text));
                plain
                    .or_else(|| day_first(text))
                    .or_else(|| self.slashes(text))
            }
            _ => None,
        }
    }

    /// `01/02-03:04:05.123456`, `01/02/20-03:04:05.123456`: Snort; Suricata has all four digits of the year.
    fn slashes<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let head: [u8; 6] = text.get(..6)?.try_into().ok()?;
        let (month, rest) = number(text, 2)?;
        let (day, rest) = number(rest.strip_prefix(b"/")?, 2)?;
        let (year, rest) = match rest.strip_prefix(b"/") {
            Some(rest) => {
                let (year, rest) = number(rest, 4)?;
                (Some(if year < 100 { 2000 + year } else { year }), rest)
            }
            None => (None, rest),
        };
        let (time, rest) = clock_time(rest.strip_prefix(b"-")?)?;
        Some((self.in_year(year, head, month, day, time)?, rest))
    }

    /// `01/02 03:04`: the file `sulog`. What stands behind begins with a blank.
    pub fn month_and_minute<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let head: [u8; 6] = text.get(..6)?.try_into().ok()?;
        let (month, rest) = number(text, 2)?;
        let (day, rest) = number(rest.strip_prefix(b"/")?, 2)?;
        let (hour, rest) = number(rest.strip_prefix(b" ")?, 2)?;
        let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
        let time = (hour < 24 && minute < 60).then_some(i64::from(hour * 3600 + minute * 60))?;
        Some((self.in_year(None, head, month, day, time)?, rest))
    }

    /// `01 Jan 2020 12:00:00.123`, `01 Jan 12:00:00.123`: Redis. What stands behind begins with a blank.
    pub fn day_and_month<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let head: [u8; 6] = text.get(..6)?.try_into().ok()?;
        let (day, rest) = number(text, 2)?;
        let rest = rest.strip_prefix(b" ")?;
        let month = month(rest.get(..3)?)?;
        let rest = rest.get(3..)?.strip_prefix(b" ")?;
        let (year, rest) = match number(rest, 4) {
            Some((year, after)) if year > 1969 => (Some(year), after.strip_prefix(b" ")?),
            _ => (None, rest),
        };
        let (time, rest) = clock_time(rest)?;
        Some((self.in_year(year, head, month, day, time)?, rest))
    }

    /// `0613 12:34:56.789012`: glog, behind the letter of the level. What stands behind begins with a blank.
    pub fn four_digits<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let head: [u8; 6] = text.get(..6)?.try_into().ok()?;
        let date = head.get(..4)?;
        let (number, _) = number(date, 4).filter(|_| date.iter().all(u8::is_ascii_digit))?;
        let (time, rest) = clock_time(text.get(4..)?.strip_prefix(b" ")?)?;
        let stamp = self.in_year(None, head, number / 100, number % 100, time)?;
        Some((stamp, rest))
    }

    /// A moment of this day; `head` are the letters by which a day without a year is remembered.
    fn in_year(
        &mut self,
        year: Option<u32>,
        head: [u8; 6],
        month: u32,
        day: u32,
        time: i64,
    ) -> Option<Stamp> {
        match year {
            Some(year) => dated(year, month, day, time, None),
            None => Some(Stamp {
                local: self.guess(head, month, day)? * 86_400 + time,
                offset: None,
                year_guessed: true,
            }),
        }
    }

    /// `Thu Sep  8 00:39:49 2016`, `Thu Sep 08 00:39:49.123456 2016`: ctime(3).
    fn weekday_first<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let rest = behind_weekday(text)?;
        let (stamp, behind) = self.month_first(rest)?;
        let (year, behind) = number(behind, 4).filter(|(year, _)| *year > 1969)?;
        let month = month(rest.get(..3)?)?;
        let (day, _) = number(rest.get(4..)?.trim_ascii_start(), 2)?;
        Some((
            dated(year, month, day, stamp.local.rem_euclid(86_400), None)?,
            behind,
        ))
    }

    /// The stamp of the line before, if it is written here again.
    #[inline]
    fn same_second<'a>(&self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let (known, stamp) = self.second.as_ref()?;
        let (written, rest) = text.split_first_chunk::<SECOND>()?;
        (written == known).then_some((*stamp, rest))
    }

    /// `Jan  2 03:04:05`, `Jan 2 03:04:05`, `Jan 02 2024 03:04:05`, `Jan  2 03:04:05.678901`.
    fn month_first<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let head: [u8; 6] = text.get(..6)?.try_into().ok()?;
        let month = month(head.get(..3)?)?;
        let rest = text.get(3..)?.strip_prefix(b" ")?;
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let (day, rest) = number(rest, 2)?;
        let rest = rest.strip_prefix(b" ")?;
        let (written, rest) = match number(rest, 4) {
            Some((year, after)) if year > 1969 && after.starts_with(b" ") => {
                (Some(year), after.get(1..)?)
            }
            _ => (None, rest),
        };
        let (time, rest) = clock_time(rest)?;
        let rest = rest.strip_prefix(b":").unwrap_or(rest);
        let stamp = self.in_year(written, head, month, day, time)?;
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        if let Some((second, behind)) = text.split_first_chunk::<SECOND>()
            && behind.len() == rest.len()
            && second.ends_with(b" ")
        {
            self.second = Some((*second, stamp));
        }
        Some((stamp, rest))
    }

    /// `12月 10 06:00:09 `: the journal's short form where the system speaks Japanese.
    fn japanese<'a>(&mut self, text: &'a [u8]) -> Option<(Stamp, &'a [u8])> {
        let (month, rest) = number(text, 2)?;
        let rest = rest.strip_prefix("月".as_bytes())?.trim_ascii_start();
        let (day, rest) = number(rest, 2)?;
        let (time, rest) = clock_time(rest.strip_prefix(b" ")?)?;
        // No English month begins so.
        let head = [
            0xE6,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
            0,
            0,
            0,
        ];
        let stamp = self.in_year(None, head, month, day, time)?;
        Some((stamp, rest.strip_prefix(b" ").unwrap_or(rest)))
    }

    /// The day of a date without a year.
    fn guess(&mut self, head: [u8; 6], month: u32, day: u32) -> Option<i64> {
        if self.day.0 == head {
            return Some(self.day.1);
        }
        let days = epoch_day(with_year(month, day, self.anchor)?);
        self.day = (head, days);
        Some(days)
    }
}

fn behind_weekday(text: &[u8]) -> Option<&[u8]> {
    const DAYS: [&[u8]; 7] = [b"Sun", b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat"];
    let (day, rest) = text.split_at_checked(3)?;
    rest.strip_prefix(b" ").filter(|_| DAYS.contains(&day))
}

/// `Sun 2024-03-03 12:00:00 JST `: the journal's full form. Only UTC is a zone that has one meaning.
fn journal_stamp(text: &[u8]) -> Option<(Stamp, &[u8])> {
    with_zone_name(behind_weekday(text)?)
}

fn behind_japanese_weekday(text: &[u8]) -> Option<&[u8]> {
    let (day, rest) = text.split_at_checked("日".len())?;
    let rest = rest.strip_prefix(b" ")?;
    let is_day = "日月火水木金土"
        .as_bytes()
        .chunks(3)
        .any(|known| known == day);
    is_day.then_some(rest)
}

fn with_zone_name(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let (stamp, rest) = iso_stamp(text)?;
    let letters = rest.iter().take_while(|byte| byte.is_ascii_uppercase());
    let (zone, behind) = rest.split_at_checked(letters.count())?;
    let behind = behind.strip_prefix(b" ").filter(|_| !zone.is_empty())?;
    let offset = (zone == b"UTC").then_some(0);
    Some((Stamp { offset, ..stamp }, behind))
}

/// The latest such date that is not after anchor + 1 day; looks back eight years for a 29 February.
fn with_year(month: u32, day: u32, anchor: NaiveDate) -> Option<NaiveDate> {
    let limit = anchor.checked_add_days(Days::new(1)).unwrap_or(anchor);
    (0..=8)
        .filter_map(|back| NaiveDate::from_ymd_opt(limit.year() - back, month, day))
        .find(|date| *date <= limit)
}

fn epoch_day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

/// `Jan` → 1.
pub fn month(name: &[u8]) -> Option<u32> {
    Some(match name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

/// One to `most` digits.
fn number(text: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut value = 0;
    let mut length = 0;
    for byte in text
        .iter()
        .take(most)
        .take_while(|byte| byte.is_ascii_digit())
    {
        value = value * 10 + u32::from(byte - b'0');
        length += 1;
    }
    (length > 0).then(|| (value, text.get(length..).unwrap_or_default()))
}

/// `03:04:05` with a fraction or without → seconds of the day.
fn clock_time(text: &[u8]) -> Option<(i64, &[u8])> {
    let (hour, rest) = number(text, 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let fraction = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b","));
    let digits = fraction
        .unwrap_or_default()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let behind = fraction.and_then(|fraction| fraction.get(digits..));
    let rest = behind.filter(|_| digits > 0).unwrap_or(rest);
    (hour < 24 && minute < 60 && second < 61)
        .then(|| (i64::from(hour * 3600 + minute * 60 + second), rest))
}

/// `2020-08-23 00:50:09`, `2020-08-23T00:50:09.123456+09:00`.
fn iso_stamp(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let (year, rest) = number(text, 4)?;
    let separator = rest.first().filter(|byte| matches!(byte, b'-' | b'/'))?;
    let (month, rest) = number(rest.get(1..)?, 2)?;
    let (day, rest) = number(rest.strip_prefix(&[*separator])?, 2)?;
    let rest = match rest.strip_prefix(b"T") {
        Some(rest) => rest,
        // MariaDB pads the hour with a blank: `2017-05-04  9:01:02`.
        None => rest
            .strip_prefix(b"  ")
            .or_else(|| rest.strip_prefix(b" "))?,
    };
    let (time, rest) = clock_time(rest)?;
    // A blank before the offset, as gunicorn has it.
    let (offset, rest) = match (zone(rest), rest.strip_prefix(b" ").map(zone)) {
        ((None, _), Some((Some(offset), behind))) => (Some(offset), behind),
        (zone, _) => zone,
    };
    let stamp = dated(year, month, day, time, offset)?;
    Some((stamp, rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// A moment of this day.
fn dated(year: u32, month: u32, day: u32, time: i64, offset: Option<i16>) -> Option<Stamp> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(Stamp {
        local: epoch_day(date) * 86_400 + time,
        offset,
        year_guessed: false,
    })
}

/// `1326512123.123`: seconds since 1970, as squid writes them.
fn epoch(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let seconds = std::str::from_utf8(text.get(..digits)?).ok()?;
    let fraction = text.get(digits..)?.strip_prefix(b".")?;
    // Three figures, or six as `journalctl -o short-unix` has them.
    let places = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let rest = fraction.get(places..)?;
    if !(9..=10).contains(&digits) || !matches!(places, 3 | 6) {
        return None;
    }
    let stamp = Stamp {
        local: seconds.parse().ok()?,
        offset: Some(0),
        year_guessed: false,
    };
    Some((stamp, rest))
}

/// `130322 11:26:54`, `130322  1:26:54`: MySQL.
fn six_digits(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let (date, rest) = text.split_at_checked(6)?;
    let (date, _) = number(date, 6).filter(|_| date.iter().all(u8::is_ascii_digit))?;
    let rest = rest.strip_prefix(b" ")?;
    let (time, rest) = clock_time(rest.strip_prefix(b" ").unwrap_or(rest))?;
    // Two figures of a year: MySQL is younger than 1990.
    let year = date / 10_000;
    let year = if year < 90 { 2000 + year } else { 1900 + year };
    Some((dated(year, date / 100 % 100, date % 100, time, None)?, rest))
}

/// `20220407-12:22:02`: xrdp.
pub fn eight_digits(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let (date, rest) = text.split_at_checked(8)?;
    let (date, _) = number(date, 8).filter(|_| date.iter().all(u8::is_ascii_digit))?;
    let (time, rest) = clock_time(rest.strip_prefix(b"-")?)?;
    let stamp = dated(date / 10_000, date / 100 % 100, date % 100, time, None)?;
    Some((stamp, rest))
}

/// `22-Jan-2013 22:28:21.123 +0900`, `22-Jan-2013 22:28:21 Asia/Tokyo`, `22/Jan/2013:22:28:21 +0900`.
fn day_first(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let (day, rest) = number(text, 2)?;
    let separator = rest.first().filter(|byte| matches!(byte, b'-' | b'/'))?;
    let month = month(rest.get(1..4)?)?;
    let (year, rest) = number(rest.get(4..)?.strip_prefix(&[*separator])?, 4)?;
    let rest = rest
        .strip_prefix(b":")
        .or_else(|| rest.strip_prefix(b" "))?;
    let (time, rest) = clock_time(rest)?;
    let behind = rest.strip_prefix(b" ").unwrap_or(rest);
    let (offset, behind) = match zone(behind) {
        (Some(offset), behind) => (Some(offset), behind),
        (None, _) => (None, zone_name(behind).unwrap_or(rest)),
    };
    Some((dated(year, month, day, time, offset)?, behind))
}

/// What stands behind `UTC` or `Asia/Tokyo`, where a bracket closes behind it.
fn zone_name(text: &[u8]) -> Option<&[u8]> {
    let is_name = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_');
    let length = text.iter().take_while(|byte| is_name(byte)).count();
    let rest = text.get(length..)?;
    (length > 0 && rest.starts_with(b"]")).then_some(rest)
}

/// `Z`, `+09:00`, `+0900`, or nothing.
fn zone(text: &[u8]) -> (Option<i16>, &[u8]) {
    if let Some(rest) = text.strip_prefix(b"Z") {
        return (Some(0), rest);
    }
    let sign = match text.first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return (None, text),
    };
    let parsed = || {
        let rest = text.get(1..)?;
        let (hours, rest) = number(rest, 2)?;
        let (minutes, rest) = number(rest.strip_prefix(b":").unwrap_or(rest), 2)?;
        Some((i16::try_from(hours * 60 + minutes).ok()? * sign, rest))
    };
    parsed().map_or((None, text), |(offset, rest)| (Some(offset), rest))
}

/// `07/Feb/2017:02:32:54 +0900`, as web servers write it.
pub fn access_stamp(text: &[u8]) -> Option<Stamp> {
    let (day, rest) = number(text, 2)?;
    let rest = rest.strip_prefix(b"/")?;
    let month = month(rest.get(..3)?)?;
    let (year, rest) = number(rest.get(3..)?.strip_prefix(b"/")?, 4)?;
    let (time, rest) = clock_time(rest.strip_prefix(b":")?)?;
    let (offset, _) = zone(rest.strip_prefix(b" ").unwrap_or(rest));
    dated(year, month, day, time, offset)
}

/// `@400000004c91b044077a9e94 `: multilog's TAI64N.
fn tai64n(text: &[u8]) -> Option<(Stamp, &[u8])> {
    let hex = std::str::from_utf8(text.get(1..25)?).ok()?;
    let seconds = u64::from_str_radix(hex.get(..16)?, 16)
        .ok()?
        .checked_sub(0x4000_0000_0000_000a)?;
    let rest = text.get(25..)?;
    Some((
        Stamp {
            local: i64::try_from(seconds).ok()?,
            offset: Some(0),
            year_guessed: false,
        },
        rest.strip_prefix(b" ").unwrap_or(rest),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, anchor: &str) -> Option<(String, Option<i16>, String)> {
        let mut clock = Clock::new(anchor.parse().ok()?);
        let (stamp, rest) = clock.read(text.as_bytes())?;
        Some((
            iso(stamp.local),
            stamp.offset,
            String::from_utf8_lossy(rest).into_owned(),
        ))
    }

    #[test]
    fn forms() {
        for (text, wanted, offset) in [
            ("Feb  7 04:41:05 host", "2017-02-07T04:41:05", None),
            ("Feb 7 04:41:05 host", "2017-02-07T04:41:05", None),
            ("Feb 07 04:41:05.123 host", "2017-02-07T04:41:05", None),
            ("Feb 07 2014 04:41:05 host", "2014-02-07T04:41:05", None),
            (
                "2014-02-07T04:41:05.999999+09:00 host",
                "2014-02-07T04:41:05",
                Some(540),
            ),
            ("2014-02-07 04:41:05 host", "2014-02-07T04:41:05", None),
            ("2014-02-07T04:41:05Z host", "2014-02-07T04:41:05", Some(0)),
            ("2014-02-07  4:41:05 host", "2014-02-07T04:41:05", None),
            (
                "Fri 2014-02-07 04:41:05 JST host",
                "2014-02-07T04:41:05",
                None,
            ),
            (
                "Fri 2014-02-07 04:41:05 UTC host",
                "2014-02-07T04:41:05",
                Some(0),
            ),
        ] {
            assert_eq!(
                read(text, "2017-02-07"),
                Some((wanted.to_owned(), offset, "host".to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_year_is_guessed_from_the_anchor_alone() {
        for (text, anchor, wanted) in [
            ("Mar  2 16:15:08 x", "2017-02-07", "2016-03-02T16:15:08"),
            ("Feb  8 00:00:00 x", "2017-02-07", "2017-02-08T00:00:00"),
            ("Feb  9 00:00:00 x", "2017-02-07", "2016-02-09T00:00:00"),
            ("Feb 29 00:00:00 x", "2023-05-01", "2020-02-29T00:00:00"),
            ("Dec 31 23:59:59 x", "2017-01-01", "2016-12-31T23:59:59"),
        ] {
            assert_eq!(
                read(text, anchor).map(|(iso, ..)| iso).as_deref(),
                Some(wanted),
                "{text} {anchor}"
            );
        }
    }

    #[test]
    fn other_notations() {
        for (text, wanted, offset) in [
            ("Thu Sep  8 00:39:49 2016 host", "2016-09-08T00:39:49", None),
            (
                "[Sun Dec 04 04:47:44.123456 2005] host",
                "2005-12-04T04:47:44",
                None,
            ),
            ("[2012-02-13 17:21:54] host", "2012-02-13T17:21:54", None),
            (
                "[2016/01/01 10:00:00.123] host",
                "2016-01-01T10:00:00",
                None,
            ),
            ("[22-Jan-2013 22:28:21 +0200]: x", "", None),
            ("22-Jan-2013 22:28:21.123 host", "2013-01-22T22:28:21", None),
            (
                "[22-Jan-2013 22:28:21 Asia/Tokyo] host",
                "2013-01-22T22:28:21",
                None,
            ),
            (
                "[22/Jan/2013:22:28:21 +0900] host",
                "2013-01-22T22:28:21",
                Some(540),
            ),
            ("130322 11:26:54 host", "2013-03-22T11:26:54", None),
            ("130322  1:26:54 host", "2013-03-22T01:26:54", None),
            (
                "01/02/20-03:04:05.123456  host",
                "2020-01-02T03:04:05",
                None,
            ),
            (
                "01/02/2020-03:04:05.123456  host",
                "2020-01-02T03:04:05",
                None,
            ),
            ("01/02-03:04:05.123456  host", "1970-01-02T03:04:05", None),
            ("1326512123.123     17 host", "2012-01-14T03:35:23", Some(0)),
        ] {
            let mut clock = Clock::new(NaiveDate::default());
            let found = clock.read_other(text.as_bytes());
            let found = found.map(|(stamp, rest)| {
                (
                    iso(stamp.local),
                    stamp.offset,
                    String::from_utf8_lossy(rest).into_owned(),
                )
            });
            match (wanted, text.ends_with("host")) {
                ("", _) => assert_eq!(found.map(|found| found.2).as_deref(), Some(": x"), "{text}"),
                _ => assert_eq!(
                    found.map(|found| (found.0, found.1)),
                    Some((wanted.to_owned(), offset)),
                    "{text}"
                ),
            }
        }
        for text in [
            "Thu Sep  8 00:39:49 host",
            "[client 192.0.2.1] x",
            "1326512123 x",
            "22-Jan x",
            "01/02 03:04:05 x",
            "13/40-03:04:05 x",
        ] {
            let mut clock = Clock::new(NaiveDate::default());
            assert_eq!(clock.read_other(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_stamp() {
        for text in [
            "Foo  7 04:41:05 x",
            "Feb 30 04:41:05 x",
            "Feb  7 25:00:00 x",
            "2014-13-01 00:00:00 x",
            "12:00:00",
            "",
        ] {
            assert_eq!(read(text, "2017-02-07"), None, "{text}");
        }
    }
}
