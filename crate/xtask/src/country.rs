//! `cargo xtask country`: `crate/country/countries.bin`, made of the edition that its lock file names.
//!
//! A newer edition: change the version in `crate/country/package.json`, run `npm install --package-lock-only`
//! there, then this. The file is committed, so that nobody else needs the package.

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{npm, shell};

const FOLDER: &str = "crate/country";
const PACKAGE: &str = "@ip-location-db/asn-country";

#[derive(Deserialize)]
struct Package {
    version: String,
}

pub fn country() -> Result<()> {
    let package = npm::install(FOLDER)?.join(PACKAGE);
    let read = |name: &str| {
        let path = package.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let Package { version } = serde_json::from_str(&read("package.json")?)?;
    let date = date(&version).with_context(|| format!("{version} names no date"))?;
    let (v4, v6) = (read("asn-country-ipv4.csv")?, read("asn-country-ipv6.csv")?);
    let (v4, v6) = (ranges::<Ipv4Addr>(&v4)?, ranges::<Ipv6Addr>(&v6)?);
    let Some(bytes) = logyomi_country::write(&date, &version, &v4, &v6) else {
        bail!("{PACKAGE} {version} holds more countries than fit, or none");
    };
    let path = shell::root().join(FOLDER).join("countries.bin");
    fs::write(&path, &bytes)?;
    eprintln!(
        "{}: {} KB, data of {date}",
        path.display(),
        bytes.len() / 1000
    );
    check(&path, &v4, &v6)
}

/// `2.3.2026061719` is of 17 June, 19 o'clock.
fn date(version: &str) -> Option<String> {
    let (_, stamp) = version.rsplit_once('.')?;
    let part = |range| stamp.get(range);
    Some([part(0..4)?, part(4..6)?, part(6..8)?].join("-"))
}

type Ranges<'a, A> = Vec<(RangeInclusive<A>, &'a str)>;

/// `1.0.0.0,1.0.0.255,AU`
fn ranges<A: FromStr + Ord>(text: &str) -> Result<Ranges<'_, A>> {
    let range = |line| read_range(line).with_context(|| format!("no range: {line}"));
    let mut ranges: Ranges<'_, A> = text.lines().map(range).collect::<Result<_>>()?;
    ranges.sort_by(|(a, _), (b, _)| a.start().cmp(b.start()));
    if !ranges.is_sorted_by(|(a, _), (b, _)| a.end() < b.start()) {
        bail!("ranges overlap");
    }
    Ok(ranges)
}

fn read_range<A: FromStr>(line: &str) -> Option<(RangeInclusive<A>, &str)> {
    let (first, rest) = line.split_once(',')?;
    let (last, code) = rest.split_once(',')?;
    Some((first.parse().ok()?..=last.parse().ok()?, code))
}

/// Looks both ends of every range up again.
fn check(path: &Path, v4: &Ranges<'_, Ipv4Addr>, v6: &Ranges<'_, Ipv6Addr>) -> Result<()> {
    let bytes = fs::read(path)?;
    let table = logyomi_country::Countries::read(&bytes).context("the file cannot be read")?;
    let of_v4 = |(range, code): &(RangeInclusive<Ipv4Addr>, &str)| {
        let ends = [*range.start(), *range.end()];
        ends.map(|end| table.country(end.into())) == [Some(*code); 2]
    };
    let of_v6 = |(range, code): &(RangeInclusive<Ipv6Addr>, &str)| {
        let ends = [*range.start(), *range.end()];
        ends.map(|end| table.country(end.into())) == [Some(*code); 2]
    };
    let wrong = v4.iter().filter(|range| !of_v4(range)).count();
    // Those that share a /48 with another country.
    let shared = v6.iter().filter(|range| !of_v6(range)).count();
    eprintln!(
        "{} ranges of IPv4, {} of IPv6; {shared} of these are narrower than /48 and stand under another's",
        v4.len(),
        v6.len()
    );
    match wrong {
        0 => Ok(()),
        _ => bail!("{wrong} ranges of IPv4 are found wrong"),
    }
}

#[test]
fn versions_name_their_date() {
    assert_eq!(date("2.3.2026061719").as_deref(), Some("2026-06-17"));
    assert_eq!(date("2.3.1"), None);
}

#[test]
fn ranges_are_read_and_put_in_order() {
    let read = |text| ranges::<Ipv4Addr>(text).map(|ranges| ranges.len()).ok();
    assert_eq!(
        read("1.0.1.0,1.0.3.255,CN\n1.0.0.0,1.0.0.255,AU\n"),
        Some(2)
    );
    assert_eq!(read("1.0.0.0,1.0.3.255,CN\n1.0.1.0,1.0.1.255,AU\n"), None);
    assert_eq!(read("1.0.0.0,1.0.3.255\n"), None);
}
