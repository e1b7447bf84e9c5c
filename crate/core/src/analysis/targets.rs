//! What was tried: login names and paths, over all attackers.

use crate::order::Order;
use crate::report::{Attacker, SectionReport, TargetName, TargetPath, Targets};
use std::collections::BTreeMap;

/// Rows that are kept of each kind.
const ROWS: usize = 1_000;

pub(super) fn targets(attackers: &[Attacker], sections: &[SectionReport]) -> Targets {
    let (names, names_left_out) = shortened(names(attackers));
    let (paths, paths_left_out) = shortened(paths(attackers, &aims(sections)));
    Targets {
        names,
        names_left_out,
        paths,
        paths_left_out,
    }
}

fn shortened<T>(mut rows: Vec<T>) -> (Vec<T>, u64) {
    let left_out = rows.len().saturating_sub(ROWS) as u64;
    rows.truncate(ROWS);
    (rows, left_out)
}

fn names(attackers: &[Attacker]) -> Vec<TargetName> {
    let mut names: BTreeMap<&str, TargetName> = BTreeMap::new();
    for user in attackers.iter().flat_map(|attacker| &attacker.users) {
        let name = names.entry(&user.value).or_insert_with(|| TargetName {
            value: user.value.clone(),
            kind: user.kind.clone(),
            ..TargetName::default()
        });
        name.attempts += user.count;
        name.addresses += 1;
    }
    let mut names: Vec<TargetName> = names.into_values().collect();
    names.order_by(|a, b| {
        let counts = |name: &TargetName| (name.attempts, name.addresses);
        counts(b)
            .cmp(&counts(a))
            .then_with(|| a.value.cmp(&b.value))
    });
    names
}

fn paths(attackers: &[Attacker], aims: &BTreeMap<&str, (u64, String)>) -> Vec<TargetPath> {
    let mut paths: BTreeMap<&str, TargetPath> = BTreeMap::new();
    for path in attackers.iter().flat_map(|attacker| &attacker.paths) {
        let one = paths.entry(&path.value).or_insert_with(|| TargetPath {
            value: path.value.clone(),
            event: aims.get(path.value.as_str()).map(|(_, id)| id.clone()),
            ..TargetPath::default()
        });
        one.requests += path.count;
        one.addresses += 1;
    }
    let mut paths: Vec<TargetPath> = paths.into_values().collect();
    paths.order_by(|a, b| {
        let counts = |path: &TargetPath| (path.requests, path.addresses);
        counts(b)
            .cmp(&counts(a))
            .then_with(|| a.value.cmp(&b.value))
    });
    paths
}

/// The event that read a path most often: its title says what was aimed at.
fn aims(sections: &[SectionReport]) -> BTreeMap<&str, (u64, String)> {
    let mut aims: BTreeMap<&str, (u64, String)> = BTreeMap::new();
    for section in sections {
        for table in section
            .tables
            .iter()
            .filter(|table| table.level == "attack")
        {
            let Some(at) = table.fields.iter().position(|field| field == "url") else {
                continue;
            };
            for row in &table.rows {
                let Some(path) = row.key.get(at) else {
                    continue;
                };
                let known = aims.entry(path).or_default();
                if row.count > known.0 {
                    *known = (row.count, format!("{}/{}", section.id, table.event));
                }
            }
        }
    }
    aims
}
